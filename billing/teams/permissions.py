"""Who may do what in an account: the one place that decides."""

from __future__ import annotations

from typing import Any, Literal

from catalog.models import Account, Membership

Deed = Literal["spend", "see_ledger", "manage_billing", "manage_members", "transfer"]
Role = Membership.Role
MAY: dict[str, frozenset[str]] = {
    Role.OWNER: frozenset({"spend", "see_ledger", "manage_billing", "manage_members", "transfer"}),
    Role.BILLING: frozenset({"spend", "see_ledger", "manage_billing"}),
    Role.MEMBER: frozenset({"spend", "see_ledger"}),
}


def allowed(user: Any, account: Account, deed: Deed) -> bool:
    """Whether a user may do this in the account; never for somebody who doesn't belong to it."""
    role = Membership.objects.filter(user_id=user.pk, account=account).values_list("role", flat=True).first()
    return role is not None and deed in MAY[role]
