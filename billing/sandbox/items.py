"""What a subscription is to: one item with its price, quantity and period."""

from __future__ import annotations

import secrets

from .periods import period_end
from .world import Thing, World


def item_of(world: World, subscription: str, price: Thing, quantity: int, start: int, end: int) -> Thing:
    """The one item of a subscription."""
    return {
        "id": f"si_{secrets.token_hex(10)}",
        "object": "subscription_item",
        "billed_until": end,
        "billing_thresholds": None,
        "created": world.now(),
        "current_period_end": end,
        "current_period_start": start,
        "discounts": [],
        "metadata": {},
        "plan": plan_of(price),
        "price": price,
        "quantity": quantity,
        "subscription": subscription,
        "tax_rates": [],
        "_net": 0,
    }


def plan_of(price: Thing) -> Thing:
    """The older twin of a price, which items still carry."""
    return {
        "id": price["id"],
        "object": "plan",
        "active": price["active"],
        "amount": price["unit_amount"],
        "amount_decimal": str(price["unit_amount"]),
        "billing_scheme": "per_unit",
        "created": price["created"],
        "currency": price["currency"],
        "interval": price["recurring"]["interval"],
        "interval_count": price["recurring"]["interval_count"],
        "livemode": False,
        "metadata": price["metadata"],
        "meter": None,
        "nickname": None,
        "product": price["product"],
        "tiers_mode": None,
        "transform_usage": None,
        "trial_period_days": None,
        "usage_type": "licensed",
    }


def name_of(world: World, price: Thing) -> str:
    """What the product of a price is called."""
    return str(world.get("product", price["product"])["name"])


def words_for(world: World, price: Thing, quantity: int) -> str:
    """The description of a whole period's line."""
    interval = price["recurring"]["interval"]
    amount = f"{price['unit_amount'] // 100}.{price['unit_amount'] % 100:02} {price['currency'].upper()}"
    return f"{quantity} × {name_of(world, price)} (at {amount} / {interval})"


def put_on(
    world: World, subscription: Thing, price: Thing, quantity: int, at: int | None = None, worth: int = 0
) -> None:
    """Another price or quantity from now on; another interval begins a new period `at` its moment.

    `worth` is what a whole period of it costs after discounts: what unused time is credited by.
    """
    item = subscription["items"]["data"][0]
    before = item["price"]["recurring"]["interval"]
    if before != price["recurring"]["interval"] and subscription["status"] != "trialing":
        start = at or world.now()
        item["current_period_start"] = start
        interval = price["recurring"]
        item["current_period_end"] = period_end(
            start, start, interval["interval"], interval["interval_count"]
        )
        subscription["billing_cycle_anchor"] = start
    item |= {
        "price": price,
        "plan": plan_of(price),
        "quantity": quantity,
        "billed_until": item["current_period_end"],
        "_net": worth,
    }
    subscription["currency"] = price["currency"]
    world.store.put(subscription)
