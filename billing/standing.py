"""Where an account stands: its plan, in which state, until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.conf import settings

from billing.clock import now
from catalog.models import Account

from .models import Dispute, GrantedPlan, Subscription
from .plans import Plan, catalogue
from .plans.model import plan_from_json

State = Literal["none", "house", "granted", "trial", "active", "past due", "cancelled", "paused", "lapsed"]


@dataclass(frozen=True)
class Standing:
    """What an account may count on.

    `plan` is what applies now: the Free plan while a subscription is paused or lapsed. `held` is the plan
    that is subscribed to, whatever its state. `until` is the end of a trial, of a cancelled plan, of the
    grace after a failed payment, or the day that a pause ends.
    """

    plan: Plan
    state: State
    seats: int = 1
    held: Plan | None = None
    subscription: Subscription | None = None
    until: datetime | None = None
    disputed: bool = False


def standing(account: Account) -> Standing:
    """Where the account stands now."""
    if account.kind == Account.Kind.HOUSE:
        return Standing(plan=catalogue().plans[-1], state="house", seats=10_000)
    disputed = Dispute.objects.filter(account=account, status__in=Dispute.OPEN).exists()
    found = Subscription.objects.filter(account=account, status__in=Subscription.LIVE).select_related("price")
    subscription = found.first()
    given = _granted(account)
    if subscription is None:
        if given:
            plan, row = given
            return Standing(plan=plan, state="granted", seats=row.seats, until=row.until, disputed=disputed)
        return Standing(plan=default_plan(), state="none", disputed=disputed)
    held = plan_of(subscription)
    state, until = _state(subscription)
    applies = state not in ("paused", "lapsed") or (state == "paused" and _still_paid(subscription))
    return Standing(
        plan=held if applies else default_plan(),
        state=state,
        seats=subscription.seats if held.seats else 1,
        held=held,
        subscription=subscription,
        until=until,
        disputed=disputed,
    )


def plan_of(subscription: Subscription) -> Plan:
    """The plan that is subscribed to: the file's, or as it was bought where the file has it no more."""
    return catalogue().plan(subscription.price.plan) or plan_from_json(subscription.price.terms)


def _state(subscription: Subscription) -> tuple[State, datetime | None]:
    if subscription.paused or subscription.status == "paused":
        return "paused", subscription.resumes_at
    if subscription.status in ("past_due", "unpaid"):
        since = subscription.past_due_since or subscription.period_start
        until = since + timedelta(days=catalogue().grace_days)
        return ("past due" if now() < until else "lapsed"), until
    if subscription.cancel_at:
        return "cancelled", subscription.cancel_at
    if subscription.status == "trialing":
        return "trial", subscription.trial_end
    return "active", subscription.period_end


def _still_paid(subscription: Subscription) -> bool:
    """A pause begins where what was paid for ends."""
    until = subscription.paid_until
    return until is not None and until > now()


def _granted(account: Account) -> tuple[Plan, GrantedPlan] | None:
    row = GrantedPlan.objects.filter(account=account).first()
    if row is None or (row.until and row.until <= now()):
        return None
    plan = catalogue().plan(row.plan)
    return (plan, row) if plan else None


def default_plan() -> Plan:
    """What an account without a subscription has: Free, unless the operator gives everybody more."""
    return catalogue().plan(settings.DEFAULT_PLAN) or catalogue().free
