"""The ledger: every change of an account's credits, exactly once, in one transaction with what it is for."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from catalog.models import Account

from .locks import balance_locked, hold_locked
from .models import Balance, Hold, LedgerEntry

Kind = LedgerEntry.Kind


class NotEnoughCredits(Exception):
    """The account has fewer credits than are needed. Nothing was written."""

    def __init__(self, available: int, needed: int) -> None:
        super().__init__(f"{needed} credits are needed and {available} are available.")
        self.available = available
        self.needed = needed


def balance(account: Account) -> Balance:
    """The account's credits now, unlocked; zero for an account that never had any."""
    return Balance.objects.filter(account=account).first() or Balance(account=account)


@transaction.atomic
def grant(account: Account, credits: int, *, key: str, note: str) -> bool:
    """Add credits. Returns whether this call did it: a key grants once."""
    if credits <= 0:
        raise ValueError("A grant is of at least one credit.")
    row = balance_locked(account.pk)
    if LedgerEntry.objects.filter(account=account, key=key).exists():
        return False
    _write(row, Kind.GRANT, key=key, available=credits, held=0, note=note)
    return True


@transaction.atomic
def adjust(account: Account, credits: int, *, key: str, note: str, author: Any) -> bool:
    """Correct a balance by hand, up or down; the reason and the author are on record.

    Returns whether this call did it. Raises `NotEnoughCredits` rather than go below zero.
    """
    if credits == 0 or not note.strip():
        raise ValueError("An adjustment needs an amount and a reason.")
    row = balance_locked(account.pk)
    if LedgerEntry.objects.filter(account=account, key=key).exists():
        return False
    if row.available + credits < 0:
        raise NotEnoughCredits(row.available, -credits)
    _write(row, Kind.ADJUSTMENT, key=key, available=credits, held=0, note=note, author=author)
    return True


@transaction.atomic
def hold(account: Account, credits: int, *, key: str, note: str) -> Hold:
    """Set credits aside. The same key gives the same hold, whatever became of it. Raises `NotEnoughCredits`."""
    if credits <= 0:
        raise ValueError("A hold is of at least one credit.")
    row = balance_locked(account.pk)
    earlier = Hold.objects.filter(account=account, key=key).first()
    if earlier:
        return earlier
    if row.available < credits:
        raise NotEnoughCredits(row.available, credits)
    made = Hold.objects.create(account=account, key=key, credits=credits, note=note[:200])
    _write(row, Kind.HOLD, key=f"hold {made.pk}", available=-credits, held=credits, note=note, hold=made)
    return made


@transaction.atomic
def capture(held: Hold, *, credits: int | None = None, note: str) -> bool:
    """Take a hold's credits, all of them or fewer; what is left of it comes back in the same entry.

    Returns whether this call did it. A hold that ended already stays as it ended.
    """
    taken = held.credits if credits is None else credits
    if not 0 < taken <= held.credits:
        raise ValueError(f"Of {held.credits} credits held, {taken} can't be captured.")
    return _end(held, Hold.State.CAPTURED, Kind.CAPTURE, taken, note)


@transaction.atomic
def release(held: Hold, *, note: str) -> bool:
    """Give a hold's credits back. Returns whether this call did it."""
    return _end(held, Hold.State.RELEASED, Kind.RELEASE, 0, note)


def _end(held: Hold, state: str, kind: str, taken: int, note: str) -> bool:
    row = balance_locked(held.account_id)
    fresh = hold_locked(held.pk)
    if fresh.state != Hold.State.HELD:
        held.state, held.captured = fresh.state, fresh.captured
        return False
    fresh.state, fresh.captured, fresh.ended_at = state, taken, timezone.now()
    fresh.save(update_fields=["state", "captured", "ended_at"])
    held.state, held.captured, held.ended_at = fresh.state, fresh.captured, fresh.ended_at
    _write(
        row,
        kind,
        key=f"end of hold {held.pk}",
        available=held.credits - taken,
        held=-held.credits,
        note=note,
        hold=fresh,
    )
    return True


def _write(
    row: Balance,
    kind: str,
    *,
    key: str,
    available: int,
    held: int,
    note: str,
    hold: Hold | None = None,
    author: Any = None,
) -> None:
    LedgerEntry.objects.create(
        account_id=row.account_id,
        kind=kind,
        key=key,
        available=available,
        held=held,
        note=note[:200],
        hold=hold,
        author=author,
    )
    row.available += available
    row.held += held
    row.save(update_fields=["available", "held"])
