"""Subscriptions: begun, billed, ended; what an invoice's outcome means for them."""

from __future__ import annotations

import secrets
from copy import deepcopy
from datetime import UTC, datetime

from . import discounts, invoices, pending, schedules
from .items import item_of, name_of, put_on, words_for
from .lines import line
from .periods import DAY, period_end, share
from .wire import Refused, flag, merged, missing, required, whole
from .world import Thing, World, listed, public

#: A renewal's invoice is a draft for this long, so that a site can add to it.
DRAFT_LASTS = 3600
#: A first invoice that nobody pays ends the subscription after this long.
INCOMPLETE_LASTS = 23 * 3600


def begin(
    world: World,
    customer: Thing,
    items: list[Thing],
    *,
    method: Thing | None,
    metadata: Thing,
    trial_days: int = 0,
    coupons: list[tuple[Thing, Thing | None]] | None = None,
    tax: bool = False,
    present: bool = False,
    seen: bool = False,
    try_now: bool = True,
    at_any_price: bool = False,
) -> tuple[Thing, Thing]:
    """A subscription with its first invoice, paid or not."""
    now = world.now()
    [given] = items
    price = world.get("price", given["price"], "items[0][price]")
    if not price["recurring"]:
        raise Refused("The price specified is set to `type=one_time`.", param="items[0][price]")
    if not price["active"] and not at_any_price:
        raise Refused(f"The price specified is inactive: {price['id']}.", code="price_inactive")
    quantity = whole(given, "quantity", 1, least=1) or 1
    found_id = f"sub_{secrets.token_hex(12)}"
    trial_end = now + trial_days * DAY if trial_days else None
    interval = price["recurring"]
    end = trial_end or period_end(now, now, interval["interval"], interval["interval_count"])
    item = item_of(world, found_id, price, quantity, now, end)
    subscription = world.new(
        "subscription",
        "sub",
        found_id=found_id,
        application=None,
        application_fee_percent=None,
        automatic_tax={
            "disabled_reason": None,
            "enabled": tax,
            "liability": {"type": "self"} if tax else None,
        },
        billing_cycle_anchor=trial_end or now,
        billing_cycle_anchor_config=None,
        billing_mode={
            "flexible": {"proration_discounts": "included"},
            "type": "flexible",
        },
        billing_schedules=[],
        billing_thresholds=None,
        cancel_at=None,
        cancel_at_period_end=False,
        canceled_at=None,
        cancellation_details={"comment": None, "feedback": None, "reason": None},
        collection_method="charge_automatically",
        currency=price["currency"],
        customer=customer["id"],
        customer_account=None,
        days_until_due=None,
        default_payment_method=method["id"] if method else None,
        default_source=None,
        default_tax_rates=[],
        description=None,
        discounts=[],
        ended_at=None,
        invoice_settings={"account_tax_ids": None, "issuer": {"type": "self"}},
        items=listed(f"/v1/subscription_items?subscription={found_id}", [item]),
        latest_invoice=None,
        metadata=metadata,
        next_pending_invoice_item_invoice=None,
        on_behalf_of=None,
        pause_collection=None,
        payment_settings={
            "payment_method_options": None,
            "payment_method_types": None,
            "save_default_payment_method": "off",
        },
        pending_invoice_item_interval=None,
        pending_setup_intent=None,
        pending_update=None,
        schedule=None,
        start_date=now,
        status="trialing" if trial_end else "incomplete",
        test_clock=None,
        transfer_data=None,
        trial_end=trial_end,
        trial_settings={"end_behavior": {"missing_payment_method": "create_invoice"}},
        trial_start=now if trial_end else None,
        _discounts=[],
    )
    discount(world, subscription, coupons or [])
    world.emit("customer.subscription.created", subscription)
    words = f"Trial period for {name_of(world, price)}" if trial_end else words_for(world, price, quantity)
    one = line(
        price,
        quantity,
        0 if trial_end else price["unit_amount"] * quantity,
        now,
        end,
        words,
        subscription=found_id,
        item=item["id"],
        metadata=metadata,
    )
    invoice = bill(world, subscription, [one], "subscription_create")
    if invoice["status"] == "open" and try_now:
        invoices.pay(world, invoice, method, present=present, seen=seen)
    settle(world, invoice)
    return world.get("subscription", found_id), invoice


def create(world: World, params: Thing) -> Thing:
    """A subscription without Checkout: paid by a card that the customer has already."""
    customer = world.get("customer", required(params, "customer"), "customer")
    given = params.get("default_payment_method")
    wanted = given or customer["invoice_settings"]["default_payment_method"]
    method = world.get("payment_method", wanted, "default_payment_method") if wanted else None
    behavior = params.get("payment_behavior") or "allow_incomplete"
    trial = whole(params, "trial_period_days", 0) or 0
    if method is None and not trial and behavior != "default_incomplete":
        raise Refused(
            "This customer has no attached payment source or default payment method. "
            "Please consider adding a default payment method.",
            code="resource_missing",
        )
    subscription, invoice = begin(
        world,
        customer,
        required(params, "items"),
        method=method if given else None,
        metadata=merged({}, params.get("metadata")),
        trial_days=trial,
        coupons=discounts.named(world, params.get("discounts")),
        tax=flag(params.get("automatic_tax") or {}, "enabled"),
        try_now=False,
    )
    if invoice["status"] == "open" and behavior != "default_incomplete":
        if invoices.pay(world, invoice, method) != "succeeded" and behavior == "error_if_incomplete":
            raise Refused("Your card was declined.", status=402, kind="card_error", code="card_declined")
        settle(world, invoice)
    return world.get("subscription", subscription["id"])


def discount(world: World, subscription: Thing, coupons: list[tuple[Thing, Thing | None]]) -> None:
    """Give a subscription the discounts of coupons in the place of those it has."""
    made = [
        discounts.redeem(
            world, coupon, code, customer=subscription["customer"], subscription=subscription["id"]
        )
        for coupon, code in coupons
    ]
    subscription |= {"discounts": [one["id"] for one in made], "_discounts": made}
    world.store.put(subscription)


def bill(world: World, subscription: Thing, lines: list[Thing], reason: str, *, draft: bool = False) -> Thing:
    """An invoice of the lines and all that waits; finalised unless `draft`, and not paid yet."""
    customer = world.get("customer", subscription["customer"])
    off = discounts.counting(world, subscription)
    item = subscription["items"]["data"][0]
    invoice = invoices.draw_up(
        world,
        customer,
        [*pending.waiting_lines(world, subscription), *lines],
        reason=reason,
        subscription=subscription,
        discounts=off,
        tax=subscription["automatic_tax"]["enabled"],
    )
    for one in lines:
        if not one["parent"]["subscription_item_details"]["proration"]:
            item["_net"] = one["amount"] - sum(part["amount"] for part in one["discount_amounts"])
    pending.taken_by(world, subscription, invoice["id"])
    for one in off:
        one["_used"] = True
    subscription["latest_invoice"] = invoice["id"]
    world.store.put(subscription)
    world.store.put(invoice)
    if draft:
        invoice["automatically_finalizes_at"] = world.now() + DRAFT_LASTS
        world.store.put(invoice)
    world.emit("invoice.created", invoice)
    return invoice if draft else invoices.finalize(world, invoice)


def settle(world: World, invoice: Thing) -> None:
    """What an invoice's outcome means for its subscription."""
    found_id = invoices.subscription_of(invoice)
    if not found_id:
        return
    subscription = world.get("subscription", found_id)
    waits = subscription["pending_update"]
    if invoice["status"] == "paid":
        if waits and waits["_invoice"] == invoice["id"]:
            before = {"items": deepcopy(subscription["items"]), "pending_update": public(waits)}
            subscription["pending_update"] = None
            put_on(world, subscription, waits["_price"], waits["_quantity"], waits["_at"], waits["_worth"])
            world.emit("customer.subscription.pending_update_applied", subscription)
            world.emit("customer.subscription.updated", subscription, public(before))
        owed = [
            one
            for one in world.store.all("invoice", subscription["customer"])
            if one["status"] == "open"
            and invoices.subscription_of(one) == found_id
            and one["id"] != invoice["id"]
        ]
        if subscription["status"] in ("incomplete", "past_due", "unpaid") and not owed:
            world.change(subscription, "customer.subscription.updated", status="active")
    elif invoice["status"] == "open" and subscription["status"] == "active" and not waits:
        world.change(subscription, "customer.subscription.updated", status="past_due")


def method_of(world: World, subscription: Thing) -> Thing | None:
    """The card that renewals are charged to."""
    customer = world.get("customer", subscription["customer"])
    for found_id in (
        subscription["default_payment_method"],
        customer["invoice_settings"]["default_payment_method"],
    ):
        if found_id and (found := world.store.get("payment_method", found_id)) and found["customer"]:
            return found
    return None


def end(world: World, subscription: Thing, *, status: str = "canceled", reason: str = "") -> Thing:
    """It is over: no further bills, and nobody tries to collect what is open."""
    details = subscription["cancellation_details"]
    fields: Thing = {"status": status, "ended_at": world.now(), "pending_update": None}
    if status == "canceled":
        fields["canceled_at"] = subscription["canceled_at"] or world.now()
        fields["cancellation_details"] = details | ({"reason": reason} if reason else {})
    world.change(subscription, **fields)
    if subscription["schedule"]:
        schedules.leave(world, subscription, "canceled")
    told = "customer.subscription.deleted" if status == "canceled" else "customer.subscription.updated"
    world.emit(told, subscription, None if status == "canceled" else {"status": "incomplete"})
    for invoice in world.store.all("invoice", subscription["customer"]):
        if invoices.subscription_of(invoice) != subscription["id"]:
            continue
        if invoice["status"] in ("open", "draft"):
            fields = {"next_payment_attempt": None, "auto_advance": False}
            world.change(invoice, "invoice.updated", automatically_finalizes_at=None, **fields)
            if status == "incomplete_expired":
                invoices.void(world, invoice)
    return subscription


def cancel(world: World, found_id: str, params: Thing) -> Thing:
    """At once; `prorate` gives the unused time back and `invoice_now` as credit for later invoices."""
    subscription = world.get("subscription", found_id)
    if subscription["status"] in ("canceled", "incomplete_expired"):
        raise missing("subscription", found_id)
    lines = []
    if flag(params, "prorate") and subscription["status"] != "trialing":
        lines = [unused(world, subscription, world.now())]
    if not flag(params, "invoice_now"):
        pending.wait(world, subscription, lines)
    elif lines or pending.waiting_lines(world, subscription):
        invoice = bill(world, subscription, lines, "subscription_update")
        if invoice["status"] == "open":
            invoices.pay(world, invoice, method_of(world, subscription))
    return end(world, world.get("subscription", found_id), reason="cancellation_requested")


def unused(world: World, subscription: Thing, at: int) -> Thing:
    """The credit for the time that was billed and is not used."""
    item = subscription["items"]["data"][0]
    start, until = item["current_period_start"], item["current_period_end"]
    return line(
        item["price"],
        item["quantity"],
        -share(item["_net"], at, start, until),
        at,
        until,
        f"Unused time on {item['quantity']} × {name_of(world, item['price'])} after {day_of(at)}",
        subscription=subscription["id"],
        item=item["id"],
        proration=True,
    )


def day_of(moment: int) -> str:
    """A day for a line's description."""
    return f"{datetime.fromtimestamp(moment, UTC):%-d %b %Y}"
