"""Setting credits aside, and what becomes of them: captured or released, exactly once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from billing.clock import now
from billing.locks import balance_locked, hold_locked
from billing.models import Draw, Hold, LedgerEntry
from catalog.models import Account, Membership

from .expiry import expire
from .reading import in_spending_order, spent_this_month
from .writing import write

#: A hold that nobody ended by then is released. Work that takes longer keeps its hold alive with `keep`.
LIFETIME = timedelta(days=7)
HOLDS_A_ROUND = 500


class NotEnoughCredits(Exception):
    """The account has fewer credits than are needed. Nothing was written."""

    def __init__(self, available: int, needed: int) -> None:
        super().__init__(f"{needed} credits are needed and {available} are available.")
        self.available = available
        self.needed = needed


class CapReached(NotEnoughCredits):
    """The member's monthly cap leaves less than is needed; `available` is what it leaves."""


@transaction.atomic
def hold(account: Account, credits: int, *, key: str, note: str, user: Any = None) -> Hold:
    """Set credits aside. The same key gives the same hold, whatever became of it.

    `user` is the member who spends, to whom a monthly cap may apply. Raises `NotEnoughCredits`,
    `CapReached`.
    """
    if credits <= 0:
        raise ValueError("A hold is of at least one credit.")
    row = balance_locked(account.pk)
    earlier = Hold.objects.filter(account=account, key=key).first()
    if earlier:
        return earlier
    expire(row)
    if row.available < credits:
        raise NotEnoughCredits(row.available, credits)
    _keep_to_members_cap(account, user, credits)
    moment = now()
    made = Hold.objects.create(
        account=account,
        user=user,
        key=key,
        credits=credits,
        note=note[:200],
        created_at=moment,
        expires_at=moment + LIFETIME,
    )
    left = credits
    for bucket in in_spending_order(account.pk):
        taken = min(left, bucket.remaining)
        bucket.remaining -= taken
        bucket.save(update_fields=["remaining"])
        Draw.objects.create(hold=made, bucket=bucket, credits=taken)
        left -= taken
        if not left:
            break
    write(
        row,
        LedgerEntry.Kind.HOLD,
        key=f"hold {made.pk}",
        note=note,
        available=-credits,
        held=credits,
        hold=made,
    )
    return made


def _keep_to_members_cap(account: Account, user: Any, credits: int) -> None:
    if user is None:
        return
    cap = Membership.objects.filter(account=account, user=user).values_list("monthly_cap", flat=True).first()
    if cap is None:
        return
    left = max(0, cap - spent_this_month(account, user))
    if left < credits:
        raise CapReached(left, credits)


@transaction.atomic
def capture(held: Hold, *, credits: int | None = None, note: str) -> bool:
    """Take a hold's credits, all of them or fewer; what is left of it comes back in the same entry.

    Returns whether this call did it. A hold that ended already stays as it ended: look at its state.
    """
    taken = held.credits if credits is None else credits
    if not 0 < taken <= held.credits:
        raise ValueError(f"Of {held.credits} credits held, {taken} can't be captured.")
    return _end(held, Hold.State.CAPTURED, LedgerEntry.Kind.CAPTURE, taken, note)


@transaction.atomic
def release(held: Hold, *, note: str) -> bool:
    """Give a hold's credits back. Returns whether this call did it."""
    return _end(held, Hold.State.RELEASED, LedgerEntry.Kind.RELEASE, 0, note)


def keep(holds: Iterable[int]) -> int:
    """Give holds that are still waited for a new lifetime; returns how many had passed half of theirs."""
    moment = now()
    ageing = Hold.objects.filter(
        pk__in=list(holds), state=Hold.State.HELD, expires_at__lt=moment + LIFETIME / 2
    )
    return ageing.update(expires_at=moment + LIFETIME)


def release_lapsed() -> int:
    """Release every hold whose lifetime is over; returns how many. Safe to run anywhere, any time."""
    lapsed = Hold.objects.filter(state=Hold.State.HELD, expires_at__lte=now()).order_by("account_id", "pk")
    return sum(release(one, note="Returned: nobody used the hold") for one in lapsed[:HOLDS_A_ROUND])


def _end(held: Hold, state: str, kind: str, taken: int, note: str) -> bool:
    row = balance_locked(held.account_id)
    fresh = hold_locked(held.pk)
    if fresh.state != Hold.State.HELD:
        held.state, held.captured = fresh.state, fresh.captured
        return False
    fresh.state, fresh.captured, fresh.ended_at = state, taken, now()
    fresh.save(update_fields=["state", "captured", "ended_at"])
    held.state, held.captured, held.ended_at = fresh.state, fresh.captured, fresh.ended_at
    _return_to_buckets(fresh, fresh.credits - taken)
    write(
        row,
        kind,
        key=f"end of hold {fresh.pk}",
        available=fresh.credits - taken,
        held=-fresh.credits,
        note=note,
        hold=fresh,
    )
    expire(row)  # what came back may be over by now
    return True


def _return_to_buckets(held: Hold, credits: int) -> None:
    """What was drawn last, from the bucket that lives longest, goes back first."""
    latest_first = held.draws.select_related("bucket").order_by(
        F("bucket__expires_at").desc(nulls_first=True), "-bucket_id"
    )
    for draw in latest_first:
        if not credits:
            break
        draw.returned = min(credits, draw.credits)
        draw.save(update_fields=["returned"])
        draw.bucket.remaining += draw.returned
        draw.bucket.save(update_fields=["remaining"])
        credits -= draw.returned
