"""The end of credits: by date, and by a plan's cap."""

from __future__ import annotations

from django.db import transaction

from billing.clock import now
from billing.locks import balance_locked
from billing.models import Balance, Bucket, LedgerEntry

from .reading import expired
from .writing import write

ACCOUNTS_A_ROUND = 500


def expire_due() -> int:
    """Sweep every bucket that is over; returns how many accounts lost something. Safe to run anywhere."""
    due = Bucket.objects.filter(remaining__gt=0, expires_at__lte=now()).order_by("account_id")
    accounts = list(due.values_list("account_id", flat=True).distinct()[:ACCOUNTS_A_ROUND])
    for account_id in accounts:
        with transaction.atomic():
            expire(balance_locked(account_id))
    return len(accounts)


def expire(row: Balance) -> None:
    """Sweep one account's buckets that are over. The balance must be locked."""
    for bucket in expired(row.account_id).order_by("expires_at", "pk"):
        _end(row, bucket, bucket.remaining, "Expired unused")


def keep_to_caps(row: Balance) -> None:
    """Let go of plan credits above the cap that each month came with, the oldest first.

    For every month: what is left of it and of all months before is at most its cap. The outcome does not
    depend on the order in which months were granted. The balance must be locked.
    """
    buckets = list(
        Bucket.objects.filter(account_id=row.account_id, source=Bucket.Source.PERIOD, remaining__gt=0)
        .select_related("period")
        .order_by("period__starts_at", "period__ends_at", "pk")
    )
    for number, newest in enumerate(buckets):
        assert newest.period is not None  # noqa: S101 (a constraint of the table)
        excess = sum(one.remaining for one in buckets[: number + 1]) - newest.period.cap
        for bucket in buckets[: number + 1]:
            if excess <= 0:
                break
            gone = min(excess, bucket.remaining)
            excess -= gone
            if gone:
                _end(row, bucket, gone, f"Above the {newest.period.cap} credits that roll over")


def _end(row: Balance, bucket: Bucket, credits: int, note: str) -> None:
    times = bucket.entries.filter(kind=LedgerEntry.Kind.EXPIRY).count()
    bucket.remaining -= credits
    bucket.save(update_fields=["remaining"])
    write(
        row,
        LedgerEntry.Kind.EXPIRY,
        key=f"end {times + 1} of bucket {bucket.pk}",
        note=note,
        available=-credits,
        bucket=bucket,
    )
