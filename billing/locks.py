"""Row locks, in one file and one order: job, request, balance, hold; several balances by account number."""

from __future__ import annotations

from catalog.models import Account

from .models import Balance, Hold


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
