"""Making a team and changing who belongs to it. Licences belong to the account: nobody takes them along."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from billing.locks import balance_locked
from billing.models import TeamChange
from billing.periods import begin_free_month
from catalog.models import Account, Membership

from .invitations import TeamRefused
from .permissions import allowed

Role = Membership.Role
LONGEST_NAME = 120


@transaction.atomic
def create_team(name: str, by: Any) -> Account:
    """A team of one, its maker the owner. Raises `TeamRefused`."""
    name = " ".join(name.split())
    if not 2 <= len(name) <= LONGEST_NAME:
        raise TeamRefused(f"A team's name has 2 to {LONGEST_NAME} letters.")
    account = Account.objects.create(name=name, kind=Account.Kind.TEAM)
    Membership.objects.create(account=account, user=by, role=Role.OWNER)
    TeamChange.objects.create(account=account, author=by, words=f"Made the team {name}.")
    begin_free_month(account)
    return account


@transaction.atomic
def change_role(account: Account, by: Any, user_id: int, role: str) -> None:
    """Member or billing. Ownership changes hands with `transfer`. Raises `TeamRefused`."""
    if role not in (Role.MEMBER, Role.BILLING):
        raise TeamRefused("There is no such role.")
    row = _other(account, by, user_id)
    if row.role == Role.OWNER:
        raise TeamRefused("An owner stays one until ownership is handed over.")
    row.role = role
    row.save(update_fields=["role"])
    _note(account, by, f"{row.user} is now {row.get_role_display().lower()}.")


@transaction.atomic
def set_cap(account: Account, by: Any, user_id: int, cap: int | None) -> None:
    """How many credits a member may spend in a calendar month; None is no limit. Raises `TeamRefused`."""
    if cap is not None and not 0 <= cap <= 1_000_000:
        raise TeamRefused("A cap is a number of credits from 0 to 1,000,000.")
    row = _other(account, by, user_id, also_self=True)
    row.monthly_cap = cap
    row.save(update_fields=["monthly_cap"])
    words = "has no cap any more" if cap is None else f"may spend {cap} credits a month"
    _note(account, by, f"{row.user} {words}.")


@transaction.atomic
def remove(account: Account, by: Any, user_id: int) -> None:
    """Somebody leaves at once; what they licensed stays with the account. Raises `TeamRefused`."""
    row = _other(account, by, user_id)
    if row.role == Role.OWNER:
        raise TeamRefused("An owner can't be removed: hand over the ownership first.")
    name = str(row.user)
    row.delete()
    _note(account, by, f"Removed {name}. Licences and clips stay.")


@transaction.atomic
def leave(account: Account, user: Any) -> None:
    """Go. The last owner can't. Raises `TeamRefused`."""
    balance_locked(account.pk)
    row = Membership.objects.filter(account=account, user=user).first()
    if row is None:
        return
    if account.kind == Account.Kind.PERSON and row.role == Role.OWNER:
        raise TeamRefused("This is your own account; you can't leave it.")
    owners = Membership.objects.filter(account=account, role=Role.OWNER)
    if row.role == Role.OWNER and owners.count() == 1:
        raise TeamRefused("You are the last owner. Hand over the ownership first.")
    row.delete()
    _note(account, user, f"{user} left. Licences and clips stay.")


@transaction.atomic
def transfer(account: Account, by: Any, user_id: int) -> None:
    """Hand the ownership to a member; who had it is for billing from then on. Raises `TeamRefused`."""
    if not allowed(by, account, "transfer"):
        raise TeamRefused(f"Only an owner of {account.name} can hand it over.")
    balance_locked(account.pk)
    to = Membership.objects.filter(account=account, user_id=user_id).select_related("user").first()
    mine = Membership.objects.filter(account=account, user=by).first()
    if to is None or mine is None or to.pk == mine.pk:
        raise TeamRefused("Choose another member of the account.")
    to.role, to.monthly_cap, mine.role = Role.OWNER, None, Role.BILLING
    to.save(update_fields=["role", "monthly_cap"])
    mine.save(update_fields=["role"])
    _note(account, by, f"Handed the ownership to {to.user}.")


def _other(account: Account, by: Any, user_id: int, *, also_self: bool = False) -> Membership:
    if not allowed(by, account, "manage_members"):
        raise TeamRefused(f"Only owners of {account.name} may change its members.")
    balance_locked(account.pk)
    row = Membership.objects.filter(account=account, user_id=user_id).select_related("user").first()
    if row is None:
        raise TeamRefused("That person does not belong to this account any more.")
    if row.user_id == by.pk and not also_self:
        raise TeamRefused("You can't change your own place; another owner can.")
    return row


def _note(account: Account, by: Any, words: str) -> None:
    TeamChange.objects.create(account=account, author=by, words=words[:300])
