"""Row locks, in one file and one order: job, request, clip, licence, balance, hold; several of one kind by number."""

from __future__ import annotations

from collections.abc import Iterable

from catalog.models import Account, Clip

from .models import Balance, Hold, Licence


def clips_locked(clip_ids: Iterable[int]) -> dict[int, Clip]:
    """Clips as they are now, locked until the transaction ends. Whatever merely refers to them need not wait."""
    rows = Clip.objects.select_for_update(no_key=True).filter(pk__in=list(clip_ids)).order_by("pk")
    return {clip.pk: clip for clip in rows}


def licence_locked(licence_id: int) -> Licence:
    """The licence as it is now, locked until the transaction ends."""
    return Licence.objects.select_for_update(no_key=True).get(pk=licence_id)


def balance_locked(account_id: int) -> Balance:
    """The account's balance, locked until the transaction ends; made empty on first use.

    SQLite has no row locks: there every transaction that may write is alone from its BEGIN on.
    """
    balance = Balance.objects.select_for_update().filter(account_id=account_id).first()
    if balance is None:
        Balance.objects.get_or_create(account=Account.objects.get(pk=account_id))
        balance = Balance.objects.select_for_update().get(account_id=account_id)
    return balance


def hold_locked(hold_id: int) -> Hold:
    """The hold, locked until the transaction ends. Take the account's balance first."""
    return Hold.objects.select_for_update().get(pk=hold_id)
