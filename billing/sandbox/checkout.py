"""Checkout sessions: opened by the site, completed by the person on our page."""

from __future__ import annotations

import secrets
from typing import Any

from . import discounts
from .catalogue import coupon_of_code, create_price, create_product
from .lines import line, taxed
from .wire import Refused, flag, merged, required, whole
from .world import Thing, World

LASTS = 24 * 3600
BRAND: Thing = {
    "background_color": "#ffffff",
    "border_style": "rounded",
    "button_color": "#1d1c1a",
    "display_name": "Oddreel sandbox",
    "font_family": "default",
    "icon": None,
    "logo": None,
}


def create(world: World, params: Thing) -> Thing:
    """A session with its lines priced by our own prices, whatever else the caller sends."""
    mode = required(params, "mode")
    if mode not in ("subscription", "payment", "setup"):
        raise Refused(f"Invalid mode: {mode}", param="mode")
    customer = world.get("customer", params["customer"], "customer") if params.get("customer") else None
    given = [] if mode == "setup" else required(params, "line_items")
    lines = [_line(world, one, mode, f"line_items[{number}]") for number, one in enumerate(given)]
    coupons = discounts.named(world, params.get("discounts"))
    if len(coupons) > 1 or (coupons and flag(params, "allow_promotion_codes")):
        raise Refused("You may only specify one of these parameters: allow_promotion_codes, discounts.")
    if len({one["currency"] for one in lines}) > 1:
        raise Refused("All prices on a Checkout Session must have the same currency.", param="line_items")
    if len(lines) > 1 and mode == "subscription":
        raise Refused("The sandbox's subscriptions have one item.", param="line_items")
    data: Any = params.get("subscription_data") or {}
    trial = whole(data, "trial_period_days", 0) or 0
    tax = flag(params.get("automatic_tax") or {}, "enabled")
    found_id = f"cs_test_{secrets.token_hex(16)}"
    invoice_data: Any = (params.get("invoice_creation") or {}).get("invoice_data") or {}
    made = world.new(
        "checkout.session",
        "cs",
        found_id=found_id,
        adaptive_pricing={"enabled": False},
        after_expiration=None,
        allow_promotion_codes=flag(params, "allow_promotion_codes"),
        amount_subtotal=None,
        amount_total=None,
        automatic_tax={
            "enabled": tax,
            "liability": {"type": "self"} if tax else None,
            "provider": "stripe" if tax else None,
            "status": "requires_location_inputs" if tax else None,
        },
        billing_address_collection=None,
        branding_settings=BRAND,
        cancel_url=params.get("cancel_url"),
        client_reference_id=params.get("client_reference_id"),
        client_secret=None,
        collected_information=None,
        consent=None,
        consent_collection=None,
        currency=lines[0]["currency"] if lines else params.get("currency"),
        currency_conversion=None,
        custom_fields=[],
        custom_text={
            "after_submit": None,
            "shipping_address": None,
            "submit": None,
            "terms_of_service_acceptance": None,
        },
        customer=customer["id"] if customer else None,
        customer_account=None,
        customer_creation=None
        if customer or mode != "payment"
        else params.get("customer_creation", "if_required"),
        customer_details=details_of(customer) if customer else None,
        customer_email=params.get("customer_email") or None,
        discounts=[],
        expires_at=whole(params, "expires_at", world.now() + LASTS),
        invoice=None,
        invoice_creation={
            "enabled": flag(params.get("invoice_creation") or {}, "enabled"),
            "invoice_data": {
                "account_tax_ids": None,
                "custom_fields": None,
                "description": None,
                "footer": None,
                "issuer": None,
                "metadata": invoice_data.get("metadata") or {},
                "rendering_options": None,
            },
        }
        if mode == "payment"
        else None,
        locale=params.get("locale") or None,
        metadata=merged({}, params.get("metadata")),
        mode=mode,
        origin_context=None,
        payment_intent=None,
        payment_link=None,
        payment_method_collection="always" if mode == "subscription" else None,
        payment_method_configuration_details=None,
        payment_method_options={},
        payment_method_types=["card"],
        payment_status="no_payment_required" if mode == "setup" else "unpaid",
        permissions=None,
        phone_number_collection={"enabled": False},
        recovered_from=None,
        saved_payment_method_options=None,
        setup_intent=None,
        shipping_address_collection=None,
        shipping_cost=None,
        shipping_options=[],
        status="open",
        submit_type=None,
        subscription=None,
        success_url=required(params, "success_url"),
        tax_id_collection={
            "enabled": flag(params.get("tax_id_collection") or {}, "enabled"),
            "required": "never",
        },
        total_details={"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        ui_mode="hosted_page",
        url=f"{world.url}/c/pay/{found_id}",
        wallet_options=None,
        _lines=lines,
        _subscription_metadata=merged({}, data.get("metadata")),
        _setup_metadata=merged({}, (params.get("setup_intent_data") or {}).get("metadata")),
        _payment_metadata=merged({}, (params.get("payment_intent_data") or {}).get("metadata")),
        _trial_days=trial,
        _coupon=coupons[0][0]["id"] if coupons else None,
        _code=coupons[0][1]["id"] if coupons and coupons[0][1] else None,
        _method=None,
        _intent=None,
    )
    return priced(world, made, (customer or {}).get("address"))


def details_of(customer: Thing) -> Thing:
    """Who pays, as far as it is known."""
    return {
        "address": customer["address"],
        "business_name": None,
        "email": customer["email"],
        "individual_name": None,
        "name": customer["name"],
        "phone": None,
        "tax_exempt": "none",
        "tax_ids": [],
    }


def _line(world: World, given: Thing, mode: str, place: str) -> Thing:
    data: Any = given.get("price_data")
    price = _made(world, data) if data else world.get("price", required(given, "price"), f"{place}[price]")
    if not price["active"] and not data:
        raise Refused("The price specified is inactive.", code="price_inactive", param=f"{place}[price]")
    if (price["type"] == "recurring") != (mode == "subscription"):
        raise Refused(
            f"You specified `{mode}` mode but passed a {price['type']} price.", param=f"{place}[price]"
        )
    quantity = whole(given, "quantity", 1, least=1) or 1
    adjustable: Any = given.get("adjustable_quantity") or {}
    limits = None
    if flag(adjustable, "enabled"):
        least, most = whole(adjustable, "minimum", 0) or 0, whole(adjustable, "maximum", 99) or 99
        limits = {"enabled": True, "minimum": least, "maximum": most}
    return {
        "id": f"li_{secrets.token_hex(12)}",
        "object": "item",
        "adjustable_quantity": limits,
        "amount_discount": 0,
        "amount_subtotal": price["unit_amount"] * quantity,
        "amount_tax": 0,
        "amount_total": price["unit_amount"] * quantity,
        "currency": price["currency"],
        "description": world.get("product", price["product"])["name"],
        "metadata": {},
        "price": price,
        "quantity": quantity,
    }


def _made(world: World, data: Thing) -> Thing:
    """A price for this session alone: made on the spot, and not for sale otherwise."""
    product = data.get("product")
    if not product:
        product = create_product(world, required(data, "product_data"))["id"]
    price = create_price(world, {**data, "product": product, "active": "false"})
    return price


def expire(world: World, found_id: str) -> Thing:
    """Nobody can pay it any more."""
    found = world.get("checkout.session", found_id, "session")
    if found["status"] != "open":
        raise Refused(
            f'Only Checkout Sessions with a status in ["open"] can be expired. It is `{found["status"]}`.'
        )
    world.change(found, status="expired", url=None)
    world.emit("checkout.session.expired", found)
    return found


def use_code(world: World, found: Thing, code: str) -> Thing:
    """A promotion code typed on the page; an empty one takes it back. Raises `Refused`."""
    if not code.strip():
        return priced(world, world.change(found, _code=None, _coupon=None))
    good = coupon_of_code(world, code)
    if good is None or not found["allow_promotion_codes"]:
        raise Refused("This code is invalid.", param="code")
    return priced(world, world.change(found, _code=good[0]["id"], _coupon=good[1]["id"]))


def set_quantity(world: World, found: Thing, wanted: int) -> Thing:
    """As many as the page's field says, where the site lets people choose. Raises `Refused`."""
    one = found["_lines"][0] if len(found["_lines"]) == 1 else {}
    limits = one.get("adjustable_quantity")
    if limits is None or not max(1, limits["minimum"]) <= wanted <= limits["maximum"]:
        raise Refused("This quantity is not on offer.", param="quantity")
    one |= {"quantity": wanted, "amount_subtotal": one["price"]["unit_amount"] * wanted}
    return priced(world, found)


def bill_lines(found: Thing, now: int) -> list[Thing]:
    """The session's lines as those of an invoice."""
    return [
        line(one["price"], one["quantity"], one["amount_subtotal"], now, now, one["description"])
        for one in found["_lines"]
    ]


def priced(world: World, found: Thing, address: Thing | None = None) -> Thing:
    """Amounts with discount and tax, for the country known so far; computed as the invoice will be."""
    if not found["_lines"]:
        return world.change(found, amount_subtotal=None, amount_total=None)
    address = address or (found["customer_details"] or {}).get("address")
    country = (address or {}).get("country") if found["automatic_tax"]["enabled"] else None
    lines = bill_lines(found, world.now())
    off = 0
    if found["_coupon"]:
        off = discounts.spread({"id": "di", "_coupon": world.get("coupon", found["_coupon"])}, lines)
    included = taxed(lines, country)
    tax = 0
    for one, shown in zip(lines, found["_lines"], strict=True):
        part = sum(part["amount"] for part in one["taxes"])
        less = sum(part["amount"] for part in one["discount_amounts"])
        outside = sum(part["amount"] for part in one["taxes"] if part["tax_behavior"] == "exclusive")
        shown |= {"amount_discount": less, "amount_tax": part}
        shown["amount_total"] = one["amount"] - less + outside
        tax += part
    subtotal = sum(one["amount"] for one in lines)
    trying = bool(found["_trial_days"])
    status = found["automatic_tax"]["status"]
    if country:
        status = "complete"
    code = found["_code"]
    return world.change(
        found,
        amount_subtotal=0 if trying else subtotal,
        amount_total=0 if trying else subtotal - off + tax - included,
        automatic_tax=found["automatic_tax"] | {"status": status},
        discounts=[{"coupon": found["_coupon"], "promotion_code": code}] if found["_coupon"] else [],
        total_details={
            "amount_discount": 0 if trying else off,
            "amount_shipping": 0,
            "amount_tax": 0 if trying else tax,
        },
    )
