"""The sandbox's clock: everything that time brings about, in order."""

from __future__ import annotations

import time
from copy import deepcopy

from . import checkout, invoices, previews, renewals, schedules, subscriptions
from .items import plan_of
from .periods import DAY
from .wire import Refused, required, whole
from .world import Thing, World, public

CLOCK = "clock_sandbox"
TELL_UPCOMING, TELL_TRIAL = 7 * DAY, 3 * DAY
LIVE = ("trialing", "active", "past_due", "unpaid")
Due = tuple[int, str, Thing]


def the_clock(world: World) -> Thing:
    """The one clock of the sandbox, in the shape of Stripe's test clocks."""
    found = world.store.get("test_helpers.test_clock", CLOCK)
    if found is None:
        found = world.new(
            "test_helpers.test_clock",
            "clock",
            found_id=CLOCK,
            deletes_after=world.now() + 10 * 365 * DAY,
            frozen_time=world.now(),
            name="Sandbox",
            status="ready",
            status_details={},
        )
    return found


def create(world: World, params: Thing) -> Thing:
    """There is one clock: making another names this one, and takes it ahead if its time is in the future."""
    wanted = whole(params, "frozen_time") or int(required(params, "frozen_time"))
    world.change(the_clock(world), name=params.get("name") or "Sandbox")
    if wanted > world.now():
        advance(world, CLOCK, params)
    return shown(world, CLOCK)


def shown(world: World, found_id: str) -> Thing:
    """The clock with the time as it is: between advances it runs on with the machine's."""
    if found_id != CLOCK:
        raise Refused(f"No such test clock: {found_id}", status=404, code="resource_missing")
    return the_clock(world) | {"frozen_time": world.now()}


def advance(world: World, found_id: str, params: Thing) -> Thing:
    """Let time pass until `frozen_time`; everything due on the way happens at its own moment."""
    clock = shown(world, found_id)
    target = whole(params, "frozen_time") or int(required(params, "frozen_time"))
    if target <= world.now():
        raise Refused("You cannot advance the clock to the past.", param="frozen_time")
    world.change(clock, "test_helpers.test_clock.advancing", frozen_time=target, status="advancing")
    run_until(world, target)
    world.store.remember("ahead", str(target - int(time.time())))
    world.at = target
    world.change(clock, status="ready")
    world.emit("test_helpers.test_clock.ready", clock)
    return clock


def run_until(world: World, target: int) -> int:
    """Carry out everything due up to a moment; returns how many things happened."""
    done = 0
    while True:
        due = [one for one in _due(world) if one[0] <= target]
        if not due:
            return done
        moment, what, thing = min(due, key=lambda one: (one[0], one[1]))
        world.at = max(moment, world.at or 0) if world.at is not None else moment
        _carry_out(world, what, thing, moment)
        done += 1


def next_renewal(world: World) -> int | None:
    """When the next subscription's period ends."""
    ends = [
        one["items"]["data"][0]["current_period_end"]
        for one in world.store.all("subscription")
        if one["status"] in LIVE
    ]
    return min(ends, default=None)


def _due(world: World) -> list[Due]:
    due: list[Due] = []
    for one in world.store.all("subscription"):
        if one["status"] == "incomplete":
            due.append((one["created"] + subscriptions.INCOMPLETE_LASTS, "3 incomplete", one))
        if one["status"] not in LIVE:
            continue
        end = one["items"]["data"][0]["current_period_end"]
        due.append((end, "5 period", one))
        ending = one["cancel_at_period_end"]
        if not one.get("_upcoming_told") and one["status"] != "trialing" and not ending:
            due.append((end - TELL_UPCOMING, "1 upcoming", one))
        if one["status"] == "trialing" and not one.get("_trial_told"):
            due.append((end - TELL_TRIAL, "1 trial", one))
        pause = one["pause_collection"]
        if pause and pause["resumes_at"]:
            due.append((pause["resumes_at"], "2 resume", one))
        if one["pending_update"]:
            due.append((one["pending_update"]["expires_at"], "3 pending", one))
    for one in world.store.all("invoice"):
        if one["status"] == "draft" and one["automatically_finalizes_at"]:
            due.append((one["automatically_finalizes_at"], "4 draft", one))
        if one["status"] == "open" and one["next_payment_attempt"]:
            due.append((one["next_payment_attempt"], "4 retry", one))
    for one in world.store.all("checkout.session"):
        if one["status"] == "open":
            due.append((one["expires_at"], "3 checkout", one))
    return due


def _carry_out(world: World, what: str, thing: Thing, moment: int) -> None:
    if what == "5 period":
        _period_ends(world, thing, moment)
    elif what == "1 upcoming":
        world.change(thing, _upcoming_told=True)
        upcoming = previews.preview(world, {"subscription": thing["id"]})
        del upcoming["id"]
        world.emit("invoice.upcoming", upcoming)
    elif what == "1 trial":
        world.change(thing, _trial_told=True)
        world.emit("customer.subscription.trial_will_end", thing)
    elif what == "2 resume":
        world.change(thing, "customer.subscription.updated", pause_collection=None)
    elif what == "3 pending":
        invoice = world.get("invoice", thing["pending_update"]["_invoice"])
        world.change(thing, "customer.subscription.updated", pending_update=None)
        world.emit("customer.subscription.pending_update_expired", thing)
        if invoice["status"] == "open":
            invoices.void(world, invoice)
    elif what == "3 incomplete":
        subscriptions.end(world, thing, status="incomplete_expired")
    elif what == "4 draft":
        renewals.finalize(world, thing)
    elif what == "3 checkout":
        checkout.expire(world, thing["id"])
    elif not renewals.retry(world, thing):
        subscription = world.get("subscription", invoices.subscription_of(thing) or "")
        subscriptions.end(world, subscription, reason="payment_failed")


def _period_ends(world: World, subscription: Thing, moment: int) -> None:
    if subscription["cancel_at_period_end"]:
        subscriptions.end(world, subscription)
        return
    before = {
        "status": subscription["status"],
        "items": public(deepcopy(subscription["items"])),
        "latest_invoice": subscription["latest_invoice"],
    }
    if subscription["schedule"]:
        phase = schedules.phase_at(world, subscription, moment)
        if phase is None and schedules.ends(world, subscription):
            subscriptions.end(world, subscription)
            return
        if phase is None:
            schedules.leave(world, subscription, "released")
        else:
            [item] = phase["items"]
            _enter(world, subscription, item)
    renewals.renew(world, subscription, moment)
    world.emit("customer.subscription.updated", world.get("subscription", subscription["id"]), before)


def _enter(world: World, subscription: Thing, planned: Thing) -> None:
    item = subscription["items"]["data"][0]
    price = world.get("price", planned["price"])
    if price["recurring"]["interval"] != item["price"]["recurring"]["interval"]:
        subscription["billing_cycle_anchor"] = item["current_period_end"]
    item |= {"price": price, "plan": plan_of(price), "quantity": planned["quantity"]}
    world.store.put(subscription)
