"""The months of plans: beginning them when their time has come, and the free plan's."""

from __future__ import annotations

from datetime import datetime, timedelta

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db.models import QuerySet

from billing import ledger
from billing.clock import now
from catalog.models import Account

from .models import GrantedPlan, PlanPeriod
from .plans import catalogue
from .plans.model import FREE
from .standing import standing

PERIODS_A_ROUND = 500
ACCOUNTS_A_ROUND = 500
#: Stripe's clock and ours: what begins there a little later than here is granted with its payment.
CLOCKS_DIFFER = timedelta(minutes=5)


def begin_due(account: Account | None = None) -> int:
    """Grant the credits of every month that has begun, the account's or everybody's; returns how many."""
    due = PlanPeriod.objects.filter(granted=False, revoked=False, starts_at__lte=now() + CLOCKS_DIFFER)
    if account:
        due = due.filter(account=account)
    found = due.select_related("account", "invoice").order_by("starts_at", "pk")[:PERIODS_A_ROUND]
    return sum(ledger.grant_period(period, note=_note(period)) for period in found)


def begin_free_month(account: Account) -> bool:
    """The free plan's credits of this calendar month (UTC), once; False where the account has another plan."""
    plan = catalogue().free
    if settings.DEFAULT_PLAN != FREE or not plan.credits or standing(account).plan.id != FREE:
        return False
    start = this_month()
    end = start + relativedelta(months=1)
    period, _ = PlanPeriod.objects.get_or_create(
        account=account,
        key=f"free {start:%Y-%m}",
        defaults={
            "plan": FREE,
            "starts_at": start,
            "ends_at": end,
            "expires_at": end,
            "credits": plan.credits,
            "cap": plan.cap,
        },
    )
    return ledger.grant_period(period, note=_note(period))


def begin_free_months() -> int:
    """The free plan's month for accounts that have not had this one yet; returns how many were granted."""
    return sum(begin_free_month(account) for account in _without_a_month()[:ACCOUNTS_A_ROUND])


def _without_a_month() -> QuerySet[Account]:
    """Accounts whose newest month, free or paid, is over."""
    present = PlanPeriod.objects.filter(ends_at__gt=now()).values("account_id")
    given = GrantedPlan.objects.values("account_id")
    people = Account.objects.exclude(kind=Account.Kind.HOUSE)
    return people.exclude(pk__in=present).exclude(pk__in=given).order_by("pk")


def this_month() -> datetime:
    """The first moment of the present month in UTC."""
    return now().replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def _note(period: PlanPeriod) -> str:
    plan = catalogue().plan(period.plan)
    name = plan.name if plan else period.plan.title()
    return f"{name} plan, {period.starts_at:%-d %B} to {period.ends_at:%-d %B %Y}"
