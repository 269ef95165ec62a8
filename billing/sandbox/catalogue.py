"""Products, prices, coupons and promotion codes."""

from __future__ import annotations

from typing import Any

from .discounts import usable
from .wire import Refused, flag, merged, required, whole
from .world import Thing, World

LARGEST = 99_999_999


def create_product(world: World, params: Thing) -> Thing:
    """A product, under the caller's own id if one is given."""
    wanted = params.get("id", "")
    if wanted and world.store.get("product", wanted):
        raise Refused(f"Product already exists: {wanted}.", code="resource_already_exists", param="id")
    made = world.new(
        "product",
        "prod",
        found_id=wanted,
        active=flag(params, "active", True),
        default_price=None,
        description=params.get("description") or None,
        images=[],
        marketing_features=[],
        metadata=merged({}, params.get("metadata")),
        name=required(params, "name"),
        package_dimensions=None,
        shippable=None,
        statement_descriptor=None,
        tax_code=None,
        type="service",
        unit_label=None,
        updated=world.now(),
        url=None,
    )
    world.emit("product.created", made)
    return made


def update_product(world: World, found_id: str, params: Thing) -> Thing:
    """Name, description, activity, metadata."""
    found = world.get("product", found_id)
    fields: Thing = {"updated": world.now(), "metadata": merged(found["metadata"], params.get("metadata"))}
    for name in ("name", "description"):
        if name in params:
            fields[name] = params[name] or None
    fields["active"] = flag(params, "active", found["active"])
    return world.change(found, "product.updated", **fields)


def create_price(world: World, params: Thing) -> Thing:
    """A price; it may take over a lookup key."""
    product = world.get("product", required(params, "product"), "product")
    amount = whole(params, "unit_amount")
    if amount is None or amount > LARGEST:
        raise Refused(f"unit_amount must be at most {LARGEST}.", param="unit_amount")
    key = params.get("lookup_key") or None
    if key:
        _free_lookup_key(world, key, flag(params, "transfer_lookup_key"))
    recurring = params.get("recurring")
    made = world.new(
        "price",
        "price",
        active=flag(params, "active", True),
        billing_scheme="per_unit",
        currency=required(params, "currency").lower(),
        custom_unit_amount=None,
        lookup_key=key,
        metadata=merged({}, params.get("metadata")),
        nickname=params.get("nickname") or None,
        product=product["id"],
        recurring=_recurring(recurring) if recurring else None,
        tax_behavior=params.get("tax_behavior") or "unspecified",
        tiers_mode=None,
        transform_quantity=None,
        type="recurring" if recurring else "one_time",
        unit_amount=amount,
        unit_amount_decimal=str(amount),
    )
    world.emit("price.created", made)
    return made


def _free_lookup_key(world: World, key: str, transfer: bool) -> None:
    for other in world.store.all("price"):
        if other["lookup_key"] != key or not other["active"]:
            continue
        if not transfer:
            raise Refused(
                f"A price (`{other['id']}`) already uses that lookup key.",
                param="lookup_key",
                code="resource_already_exists",
            )
        world.change(other, "price.updated", lookup_key=None)


def _recurring(given: Thing) -> Thing:
    if given.get("interval") not in ("day", "week", "month", "year"):
        raise Refused("Invalid interval.", param="recurring[interval]")
    return {
        "interval": given["interval"],
        "interval_count": whole(given, "interval_count", 1, least=1),
        "meter": None,
        "trial_period_days": None,
        "usage_type": "licensed",
    }


def update_price(world: World, found_id: str, params: Thing) -> Thing:
    """Activity, lookup key and metadata; never the amount."""
    found = world.get("price", found_id)
    fields: Thing = {
        "active": flag(params, "active", found["active"]),
        "metadata": merged(found["metadata"], params.get("metadata")),
    }
    if "lookup_key" in params:
        if params["lookup_key"]:
            _free_lookup_key(world, params["lookup_key"], flag(params, "transfer_lookup_key"))
        fields["lookup_key"] = params["lookup_key"] or None
    return world.change(found, "price.updated", **fields)


def create_coupon(world: World, params: Thing) -> Thing:
    """Percent or amount off; once, for some months, or forever."""
    percent, amount = params.get("percent_off"), whole(params, "amount_off", least=1)
    if bool(percent) == bool(amount):
        raise Refused("Give percent_off or amount_off.", param="percent_off")
    made = world.new(
        "coupon",
        "",
        found_id=params.get("id") or world.new_code(),
        amount_off=amount,
        currency=params.get("currency") or None,
        duration=params.get("duration") or "once",
        duration_in_months=whole(params, "duration_in_months", least=1),
        max_redemptions=whole(params, "max_redemptions", least=1),
        metadata=merged({}, params.get("metadata")),
        name=params.get("name") or None,
        percent_off=float(percent) if percent else None,
        redeem_by=whole(params, "redeem_by"),
        times_redeemed=0,
        valid=True,
    )
    world.emit("coupon.created", made)
    return made


def create_promotion_code(world: World, params: Thing) -> Thing:
    """The word that a person types for a coupon."""
    promotion = required(params, "promotion")
    coupon = world.get("coupon", required(promotion, "coupon"), "promotion[coupon]")
    code = (params.get("code") or world.new_code()).upper()
    if any(one["code"] == code and one["active"] for one in world.store.all("promotion_code")):
        raise Refused(f"An active promotion code with code {code} already exists.", param="code")
    made = world.new(
        "promotion_code",
        "promo",
        active=True,
        code=code,
        customer=None,
        expires_at=whole(params, "expires_at"),
        max_redemptions=whole(params, "max_redemptions", least=1),
        metadata=merged({}, params.get("metadata")),
        promotion={"coupon": coupon["id"], "type": "coupon"},
        restrictions={
            "first_time_transaction": False,
            "minimum_amount": None,
            "minimum_amount_currency": None,
        },
        times_redeemed=0,
    )
    world.emit("promotion_code.created", made)
    return made


def update_promotion_code(world: World, found_id: str, params: Thing) -> Thing:
    """On or off, and metadata."""
    found = world.get("promotion_code", found_id)
    fields: Thing = {"metadata": merged(found["metadata"], params.get("metadata"))}
    fields["active"] = flag(params, "active", found["active"])
    return world.change(found, "promotion_code.updated", **fields)


def coupon_of_code(world: World, code: str) -> tuple[Thing, Thing] | None:
    """The promotion code as typed and its coupon, where both are good."""
    for one in world.store.all("promotion_code"):
        if one["code"] == code.strip().upper() and one["active"]:
            coupon: Any = world.store.get("coupon", one["promotion"]["coupon"])
            return (one, coupon) if coupon and usable(world, coupon, one) else None
    return None
