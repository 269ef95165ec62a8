"""The two ways back: credits for a licence that was withdrawn, and credits of a payment that was."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Q, Sum
from django.db.models.functions import Coalesce

from billing.clock import now
from billing.locks import balance_locked, hold_locked
from billing.models import Bucket, Hold, Invoice, LedgerEntry, PlanPeriod

from .writing import write, written


@transaction.atomic
def give_back(held: Hold, *, key: str, note: str, author: Any = None) -> bool:
    """Return what a captured hold charged, as credits that never expire. Once; returns whether by this call."""
    row = balance_locked(held.account_id)
    fresh = hold_locked(held.pk)
    credits = fresh.captured - fresh.given_back
    if credits == 0 or written(held.account_id, key):
        return False
    fresh.given_back = held.given_back = fresh.captured
    fresh.save(update_fields=["given_back"])
    bucket = Bucket.objects.create(
        account_id=fresh.account_id,
        source=Bucket.Source.REFUND,
        key=key,
        credits=credits,
        remaining=credits,
        created_at=now(),
    )
    write(
        row,
        LedgerEntry.Kind.REFUND,
        key=key,
        note=note,
        available=credits,
        hold=fresh,
        bucket=bucket,
        author=author,
    )
    return True


@transaction.atomic
def take_back(invoice: Invoice, refunded: int) -> int:
    """A payment was refunded up to `refunded` minor units in all: its share of the credits goes too.

    Each further cent is settled once. Taken is what is left of the credits that the payment bought, never
    anything else of the account's; months of it that did not begin yet are revoked with the last cent.
    Returns the credits taken now.
    """
    row = balance_locked(invoice.account_id)
    fresh = Invoice.objects.select_for_update().get(pk=invoice.pk)
    if refunded <= fresh.settled or not fresh.amount_paid:
        return 0
    buckets = Bucket.objects.filter(Q(purchase=fresh) | Q(period__invoice=fresh), account_id=fresh.account_id)
    bought: int = buckets.aggregate(sum=Coalesce(Sum("credits"), 0))["sum"]
    due = bought * refunded // fresh.amount_paid - bought * fresh.settled // fresh.amount_paid
    taken = 0
    for bucket in buckets.filter(remaining__gt=0).order_by("-pk"):
        part = min(due - taken, bucket.remaining)
        if not part:
            break
        bucket.remaining -= part
        bucket.save(update_fields=["remaining"])
        write(
            row,
            LedgerEntry.Kind.REFUND,
            key=f"refund to {refunded} of {fresh.stripe_id}, bucket {bucket.pk}",
            note=f"Payment {fresh.number or fresh.stripe_id} was refunded",
            available=-part,
            bucket=bucket,
        )
        taken += part
    if refunded >= fresh.amount_paid:
        PlanPeriod.objects.filter(invoice=fresh, granted=False).update(revoked=True)
    fresh.settled = invoice.settled = refunded
    fresh.save(update_fields=["settled"])
    return taken
