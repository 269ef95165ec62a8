"""How often an account's clips were taken down for copyright: repeat infringers are seen as such."""

from __future__ import annotations

from catalog.models import Account, Takedown


def strikes(account: Account) -> int:
    """Takedowns for copyright that stand; those that ended in the account's favour don't count."""
    return Takedown.objects.filter(
        clip__account=account, cause=Takedown.Cause.COPYRIGHT, interim=False, ended_at=None
    ).count()
