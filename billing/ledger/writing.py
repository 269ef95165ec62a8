"""Writing a line: the entry and the balance that it changes, always together."""

from __future__ import annotations

from typing import Any

from billing.models import Balance, Bucket, Hold, LedgerEntry

LONGEST_NOTE = 200


def written(account_id: int, key: str) -> bool:
    """Whether the account has an entry of this key already. Ask under the balance's lock."""
    return LedgerEntry.objects.filter(account_id=account_id, key=key).exists()


def write(
    row: Balance,
    kind: str,
    *,
    key: str,
    note: str,
    available: int = 0,
    held: int = 0,
    hold: Hold | None = None,
    bucket: Bucket | None = None,
    author: Any = None,
) -> None:
    """One entry, and the locked balance after it."""
    LedgerEntry.objects.create(
        account_id=row.account_id,
        kind=kind,
        key=key,
        available=available,
        held=held,
        note=note[:LONGEST_NOTE],
        hold=hold,
        bucket=bucket,
        author=author,
    )
    row.available += available
    row.held += held
    row.save(update_fields=["available", "held"])
