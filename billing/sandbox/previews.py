"""What a change would bill now, or what the next renewal will: computed as the bill itself, and not written."""

from __future__ import annotations

from typing import Any

from . import discounts, invoices, pending, renewals, schedules
from .changes import change_lines, moment, wanted
from .wire import Refused, flag, required
from .world import Thing, World


def preview(world: World, params: Thing) -> Thing:
    """The answer to `POST /v1/invoices/create_preview`. Raises `Refused` where nothing would be billed."""
    subscription, planned = _subject(world, params)
    details: Any = params.get("subscription_details") or {}
    item = subscription["items"]["data"][0]
    price, quantity = item["price"], item["quantity"]
    at = moment(world, subscription, details)
    changes: list[Thing] = []
    if details.get("items"):
        price, quantity = wanted(world, subscription, details["items"], "subscription_details[items]")
        if price["id"] != item["price"]["id"] or quantity != item["quantity"]:
            changes = change_lines(world, subscription, price, quantity, at)
    behavior = details.get("proration_behavior") or "create_prorations"
    ends = subscription["cancel_at_period_end"] or flag(details, "cancel_at_period_end")
    lines = pending.waiting_lines(world, subscription)
    another = price["recurring"]["interval"] != item["price"]["recurring"]["interval"]
    if behavior == "none":
        changes = [one for one in changes if not one["parent"]["subscription_item_details"]["proration"]]
    if changes and (behavior == "always_invoice" or another):
        lines = [*lines, *changes]
    else:
        lines = [*lines, *changes]
        if planned:
            price, quantity = planned
        if not ends:
            start = item["current_period_end"]
            lines.append(renewals.next_line(world, subscription, price, quantity, start))
    if not lines:
        raise Refused(
            f"No upcoming invoices for customer: {subscription['customer']}",
            status=404,
            code="invoice_upcoming_none",
        )
    found = invoices.draw_up(
        world,
        world.get("customer", subscription["customer"]),
        lines,
        reason="upcoming",
        subscription=subscription,
        discounts=discounts.counting(world, subscription),
        tax=subscription["automatic_tax"]["enabled"],
    )
    found["id"] = f"upcoming_{found['id']}"
    for one in found["lines"]["data"]:
        one["invoice"] = found["id"]
    found["parent"]["subscription_details"]["subscription_proration_date"] = at
    return found


def _subject(world: World, params: Thing) -> tuple[Thing, tuple[Thing, int] | None]:
    """The subscription, and what its schedule plans for the next period."""
    if params.get("schedule"):
        schedule = world.get("subscription_schedule", params["schedule"], "schedule")
        found_id = schedule["subscription"] or ""
    else:
        found_id = required(params, "subscription")
    subscription = world.get("subscription", found_id, "subscription")
    if subscription["status"] in ("canceled", "incomplete_expired"):
        raise Refused("No upcoming invoices: the subscription is over.", code="invoice_upcoming_none")
    if not subscription["schedule"]:
        return subscription, None
    phase = schedules.phase_from(world, subscription, subscription["items"]["data"][0]["current_period_end"])
    if phase is None:
        return subscription, None
    return subscription, (world.get("price", phase["items"][0]["price"]), phase["items"][0]["quantity"])
