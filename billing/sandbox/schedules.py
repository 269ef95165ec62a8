"""Schedules: a change that waits for the end of the period."""

from __future__ import annotations

from typing import Any

from .periods import period_end
from .wire import Refused, required, whole
from .world import Thing, World


def create(world: World, params: Thing) -> Thing:
    """A schedule of a subscription as it is."""
    subscription = world.get("subscription", required(params, "from_subscription"), "from_subscription")
    if subscription["schedule"]:
        raise Refused(f"The subscription is already managed by the schedule {subscription['schedule']}.")
    item = subscription["items"]["data"][0]
    phase = _phase(
        subscription,
        [{"price": item["price"]["id"], "quantity": item["quantity"]}],
        item["current_period_start"],
        item["current_period_end"],
    )
    made = world.new(
        "subscription_schedule",
        "sub_sched",
        application=None,
        billing_mode=subscription["billing_mode"],
        canceled_at=None,
        completed_at=None,
        current_phase={"end_date": phase["end_date"], "start_date": phase["start_date"]},
        customer=subscription["customer"],
        customer_account=None,
        default_settings={
            "application_fee_percent": None,
            "automatic_tax": {"disabled_reason": None, "enabled": False, "liability": None},
            "billing_cycle_anchor": "automatic",
            "collection_method": "charge_automatically",
            "default_payment_method": None,
            "description": None,
            "invoice_settings": {"account_tax_ids": None, "days_until_due": None, "issuer": {"type": "self"}},
            "on_behalf_of": None,
            "transfer_data": None,
            "billing_thresholds": None,
        },
        end_behavior="release",
        metadata={},
        pause_schedules=[],
        phases=[phase],
        released_at=None,
        released_subscription=None,
        status="active",
        subscription=subscription["id"],
        test_clock=None,
    )
    world.change(subscription, "customer.subscription.updated", schedule=made["id"])
    world.emit("subscription_schedule.created", made)
    return made


def _phase(subscription: Thing, items: list[Thing], start: int, end: int) -> Thing:
    return {
        "add_invoice_items": [],
        "application_fee_percent": None,
        "automatic_tax": {"disabled_reason": None, "enabled": False, "liability": None},
        "billing_cycle_anchor": None,
        "billing_thresholds": None,
        "collection_method": None,
        "currency": subscription["currency"],
        "default_payment_method": None,
        "default_tax_rates": [],
        "description": None,
        "discounts": [],
        "end_date": end,
        "invoice_settings": None,
        "items": [
            {
                "billing_thresholds": None,
                "discounts": [],
                "metadata": {},
                "plan": one["price"],
                "price": one["price"],
                "quantity": one["quantity"],
                "tax_rates": [],
            }
            for one in items
        ],
        "metadata": {},
        "on_behalf_of": None,
        "proration_behavior": "none",
        "start_date": start,
        "transfer_data": None,
        "trial_end": None,
    }


def update(world: World, found_id: str, params: Thing) -> Thing:
    """New phases, the first of which begins as the present one did."""
    found = world.get("subscription_schedule", found_id)
    if found["status"] not in ("active", "not_started"):
        raise Refused(f"The schedule is {found['status']} and can't be changed.")
    subscription = world.get("subscription", found["subscription"])
    phases: list[Thing] = []
    for number, given in enumerate(params.get("phases") or []):
        start = whole(given, "start_date") or (
            phases[-1]["end_date"] if phases else found["phases"][0]["start_date"]
        )
        items = []
        for one in required(given, "items"):
            price = world.get("price", required(one, "price"), f"phases[{number}][items][0][price]")
            items.append({"price": price["id"], "quantity": whole(one, "quantity", 1, least=1)})
        end = whole(given, "end_date")
        if end is None:
            length: Any = given.get("duration") or price["recurring"]
            end = period_end(
                start, start, length["interval"], whole(length, "interval_count", 1, least=1) or 1
            )
        phases.append(_phase(subscription, items, start, end))
    fields: Thing = {"end_behavior": params.get("end_behavior") or found["end_behavior"]}
    if phases:
        fields["phases"] = phases
    return world.change(found, "subscription_schedule.updated", **fields)


def release(world: World, found_id: str) -> Thing:
    """The subscription goes on as it is."""
    found = world.get("subscription_schedule", found_id)
    if found["status"] not in ("active", "not_started"):
        raise Refused(
            f"You cannot release a subscription schedule that is currently in the `{found['status']}` status."
        )
    subscription = world.get("subscription", found["subscription"])
    leave(world, subscription, "released")
    return world.get("subscription_schedule", found_id)


def ends(world: World, subscription: Thing) -> bool:
    """Whether the subscription ends with its schedule, which is completed then."""
    found = world.get("subscription_schedule", subscription["schedule"])
    if found["end_behavior"] != "cancel":
        return False
    leave(world, subscription, "completed")
    return True


def leave(world: World, subscription: Thing, status: str) -> None:
    """The end of a subscription's schedule: released, completed or canceled."""
    found = world.get("subscription_schedule", subscription["schedule"])
    fields: Thing = {"status": status, "current_phase": None}
    if status == "released":
        fields |= {
            "released_at": world.now(),
            "released_subscription": subscription["id"],
            "subscription": None,
        }
    else:
        fields["canceled_at" if status == "canceled" else "completed_at"] = world.now()
    world.change(found, f"subscription_schedule.{status}", **fields)
    world.change(subscription, "customer.subscription.updated", schedule=None)


def phase_from(world: World, subscription: Thing, moment: int) -> Thing | None:
    """The phase that holds at a moment; None where there is none."""
    found = world.get("subscription_schedule", subscription["schedule"])
    for phase in found["phases"]:
        if phase["start_date"] <= moment < phase["end_date"]:
            held: Thing = phase
            return held
    return None


def phase_at(world: World, subscription: Thing, moment: int) -> Thing | None:
    """Enter the phase that begins at a renewal; None where there is none: the schedule is over."""
    found = world.get("subscription_schedule", subscription["schedule"])
    phase = phase_from(world, subscription, moment)
    if phase:
        current = {"end_date": phase["end_date"], "start_date": phase["start_date"]}
        world.change(found, "subscription_schedule.updated", current_phase=current)
    return phase
