"""The control room: the clock, what there is, what was delivered."""

from __future__ import annotations

from itertools import islice
from typing import Any

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from billing.sandbox import clock, disputes, refunds
from billing.sandbox.delivery import send_again
from billing.sandbox.items import name_of
from billing.sandbox.periods import DAY, period_end
from billing.sandbox.present import this_world
from billing.sandbox.subscriptions import DRAFT_LASTS
from billing.sandbox.wire import Refused

room = Blueprint("control", __name__)
EVENTS_SHOWN = 60


@room.get("/")
def control_room() -> str:
    """Everything on one page."""
    return _show()


def _show(problem: str = "") -> str:
    world = this_world()
    deliveries: dict[str, list[Any]] = {}
    for event, url, attempts, done, answer in world.store.db.execute(
        "SELECT event, url, attempts, done, answer FROM deliveries ORDER BY seq DESC LIMIT 400"
    ):
        deliveries.setdefault(event, []).append(
            {"url": url, "attempts": attempts, "done": done, "answer": answer}
        )
    customers = [one for one in world.store.all("customer") if not one.get("deleted")]
    held = list(reversed(world.store.all("subscription")))
    return render_template(
        "control.html",
        now=world.now(),
        renewal=clock.next_renewal(world),
        customers=customers,
        people={one["id"]: one["name"] or one["email"] or one["id"] for one in customers},
        subscriptions=held,
        names={one["id"]: name_of(world, one["items"]["data"][0]["price"]) for one in held},
        charges=[one for one in reversed(world.store.all("charge")) if one["status"] == "succeeded"],
        disputes=list(reversed(world.store.all("dispute"))),
        events=list(islice(world.store.walk("event", None), EVENTS_SHOWN)),
        deliveries=deliveries,
        problem=problem,
    )


@room.post("/clock")
def advance() -> Response | tuple[str, int]:
    """A day, a week, a month, or to just after the next renewal."""
    world = this_world()
    with world.store.transaction():
        now = world.now()
        renewal = clock.next_renewal(world)
        targets = {
            "day": now + DAY,
            "week": now + 7 * DAY,
            "month": period_end(now, now, "month"),
            "renewal": (renewal or now) + DRAFT_LASTS + 60,
        }
        target = targets.get(request.form.get("by", ""), now)
        try:
            clock.advance(world, clock.CLOCK, {"frozen_time": str(target)})
        except Refused as error:
            problem: str | None = str(error)
        else:
            problem = None
    return (_show(problem), 400) if problem else redirect("/", 303)


@room.post("/events/<event_id>/again")
def deliver_again(event_id: str) -> Response:
    """Deliver an event once more."""
    send_again(this_world().store, event_id)
    return redirect("/", 303)


@room.post("/charges/<charge_id>")
def move_back(charge_id: str) -> Response | tuple[str, int]:
    """Refund a charge, or have its bank dispute it."""
    world = this_world()
    problem = ""
    with world.store.transaction():
        charge = world.get("charge", charge_id)
        try:
            if "refund" in request.form:
                refunds.create(world, {"charge": charge_id})
            elif not charge["disputed"]:
                disputes.begin(world, charge)
        except Refused as error:
            problem = str(error)
    return (_show(problem), 400) if problem else redirect("/", 303)


@room.post("/disputes/<dispute_id>")
def decide(dispute_id: str) -> Response:
    """The bank's decision."""
    world = this_world()
    with world.store.transaction():
        disputes.close(world, dispute_id, won="won" in request.form)
    return redirect("/", 303)
