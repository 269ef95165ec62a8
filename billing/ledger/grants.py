"""Credits that come: by a plan's month, by a top-up, for trying, by hand."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from billing.clock import now
from billing.locks import balance_locked
from billing.models import Balance, Bucket, Invoice, LedgerEntry, PlanPeriod
from catalog.models import Account

from .expiry import expire, keep_to_caps
from .holds import NotEnoughCredits
from .reading import in_spending_order
from .writing import write, written

Kind, Source = LedgerEntry.Kind, Bucket.Source


@transaction.atomic
def grant(account: Account, credits: int, *, key: str, note: str) -> bool:
    """Credits for trying, which never expire. Returns whether this call did it: a key grants once."""
    return _fill(account, credits, Kind.GRANT, Source.WELCOME, key=key, note=note)


@transaction.atomic
def grant_period(period: PlanPeriod, *, note: str) -> bool:
    """A plan's month begins: its credits, once. What is then above the cap goes, the oldest first."""
    row = balance_locked(period.account_id)
    fresh = PlanPeriod.objects.select_for_update().get(pk=period.pk)
    if fresh.granted or fresh.revoked:
        return False
    fresh.granted = period.granted = True
    fresh.save(update_fields=["granted"])
    _fill(
        period.account,
        fresh.credits,
        Kind.GRANT,
        Source.PERIOD,
        key=f"period {fresh.key}",
        note=note,
        expires_at=fresh.expires_at,
        period=fresh,
        row=row,
    )
    expire(row)
    keep_to_caps(row)
    return True


@transaction.atomic
def top_up(invoice: Invoice, credits: int, *, note: str) -> bool:
    """Credits bought once by a paid invoice; they never expire. Once an invoice."""
    key = f"top-up {invoice.stripe_id}"
    return _fill(invoice.account, credits, Kind.TOP_UP, Source.TOP_UP, key=key, note=note, purchase=invoice)


@transaction.atomic
def adjust(account: Account, credits: int, *, key: str, note: str, author: Any) -> bool:
    """Correct a balance by hand, up or down; the reason and the author are on record.

    Returns whether this call did it. Raises `NotEnoughCredits` rather than go below zero.
    """
    if credits == 0 or not note.strip():
        raise ValueError("An adjustment needs an amount and a reason.")
    if credits > 0:
        return _fill(account, credits, Kind.ADJUSTMENT, Source.STAFF, key=key, note=note, author=author)
    row = balance_locked(account.pk)
    if written(account.pk, key):
        return False
    expire(row)
    if row.available < -credits:
        raise NotEnoughCredits(row.available, -credits)
    left = -credits
    for bucket in in_spending_order(account.pk):
        taken = min(left, bucket.remaining)
        bucket.remaining -= taken
        bucket.save(update_fields=["remaining"])
        left -= taken
        if not left:
            break
    write(row, Kind.ADJUSTMENT, key=key, note=note, available=credits, author=author)
    return True


def _fill(
    account: Account,
    credits: int,
    kind: str,
    source: str,
    *,
    key: str,
    note: str,
    expires_at: datetime | None = None,
    period: PlanPeriod | None = None,
    purchase: Invoice | None = None,
    author: Any = None,
    row: Balance | None = None,
) -> bool:
    if credits <= 0:
        raise ValueError("A grant is of at least one credit.")
    row = row or balance_locked(account.pk)
    if written(account.pk, key):
        return False
    bucket = Bucket.objects.create(
        account=account,
        source=source,
        key=key,
        credits=credits,
        remaining=credits,
        expires_at=expires_at,
        period=period,
        purchase=purchase,
        created_at=now(),
    )
    write(row, kind, key=key, note=note, available=credits, bucket=bucket, author=author)
    return True
