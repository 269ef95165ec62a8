"""What an account has: one row and its few full buckets, however long the ledger is."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, F, QuerySet, Sum, When
from django.db.models.functions import Coalesce

from billing.clock import now
from billing.models import Balance, Bucket, Hold
from catalog.models import Account


def balance(account: Account) -> Balance:
    """The account's credits now, unlocked; zero for an account that never had any.

    What expired and was not swept yet is left out already. Don't save the row.
    """
    row = Balance.objects.filter(account=account).first() or Balance(account=account)
    if row.available:
        row.available -= expired(row.account_id).aggregate(sum=Coalesce(Sum("remaining"), 0))["sum"]
    return row


def expired(account_id: int) -> QuerySet[Bucket]:
    """The account's buckets that are over and still have credits."""
    return Bucket.objects.filter(account_id=account_id, remaining__gt=0, expires_at__lte=now())


def in_spending_order(account_id: int) -> QuerySet[Bucket]:
    """The account's full buckets: the soonest to expire first, what never expires last."""
    full = Bucket.objects.filter(account_id=account_id, remaining__gt=0)
    return full.order_by(F("expires_at").asc(nulls_last=True), "pk")


def spent_this_month(account: Account, user: Any) -> int:
    """Credits that a member spent or holds since the first of the month (UTC)."""
    first = now().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    cost = Case(When(state=Hold.State.HELD, then=F("credits")), default=F("captured") - F("given_back"))
    holds = Hold.objects.filter(account=account, user=user, created_at__gte=first)
    total: int = holds.aggregate(sum=Coalesce(Sum(cost), 0))["sum"]
    return total
