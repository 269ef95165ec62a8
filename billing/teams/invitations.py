"""Inviting people by mail: within the seats, bound to the address, harmless to accept twice."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from billing.entitlements import may
from billing.locks import balance_locked
from billing.models import Invitation, TeamChange
from catalog.models import Account, Membership

from .permissions import allowed

GOOD_FOR = timedelta(days=14)


class TeamRefused(Exception):
    """What was asked of a team can't be; the sentence says why and what to do. Nothing was written."""


def open_invitations(account: Account) -> QuerySet[Invitation]:
    """Those that still take a seat."""
    return Invitation.objects.filter(
        account=account, accepted_at=None, withdrawn_at=None, expires_at__gt=timezone.now()
    )


def seats_taken(account: Account) -> int:
    """Members and open invitations."""
    return Membership.objects.filter(account=account).count() + open_invitations(account).count()


@transaction.atomic
def invite(account: Account, by: Any, email: str, role: str) -> Invitation:
    """Offer a place; the mail goes out with the commit. The same address again gets a new link.

    Raises `TeamRefused`.
    """
    email = email.strip().lower()
    _check(account, by, role)
    try:
        validate_email(email)
    except ValidationError:
        raise TeamRefused("That is no mail address. Check it and send it again.") from None
    balance_locked(account.pk)  # two invitations race for the last seat: one waits here
    if Membership.objects.filter(account=account, user__email__iexact=email).exists():
        raise TeamRefused(f"{email} belongs to {account.name} already.")
    row = Invitation.objects.filter(account=account, email=email, accepted_at=None, withdrawn_at=None).first()
    if row is None or not row.open:
        answer = may(account, "seats", seats_taken(account) + 1)
        if not answer.allowed:
            raise TeamRefused(answer.sentence)
    row = row or Invitation(account=account, email=email)
    token = secrets.token_urlsafe(32)
    row.role, row.invited_by, row.token_hash = role, by, digest(token)
    row.created_at, row.expires_at = timezone.now(), timezone.now() + GOOD_FOR
    row.save()
    TeamChange.objects.create(
        account=account, author=by, words=f"Invited {email} as {row.get_role_display().lower()}."
    )
    transaction.on_commit(lambda: _mail(row, token))
    return row


def _check(account: Account, by: Any, role: str) -> None:
    if not allowed(by, account, "manage_members"):
        raise TeamRefused(f"Only owners of {account.name} may invite people.")
    if role not in (Membership.Role.MEMBER, Membership.Role.BILLING):
        raise TeamRefused("Invite people as members or for billing; ownership is handed over afterwards.")


def digest(token: str) -> str:
    """What is kept of a link's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def _mail(invitation: Invitation, token: str) -> None:
    context = {
        "invitation": invitation,
        "link": settings.SITE_URL + reverse("invitation", args=[token]),
        "days": GOOD_FOR.days,
    }
    subject, _, body = render_to_string("billing/mail/invitation.txt", context).partition("\n")
    send_mail(subject.strip(), body.strip() + "\n", None, [invitation.email])


@transaction.atomic
def withdraw(account: Account, by: Any, pk: int) -> bool:
    """Take an invitation back. Returns whether this call did."""
    if not allowed(by, account, "manage_members"):
        raise TeamRefused(f"Only owners of {account.name} may take invitations back.")
    row = Invitation.objects.filter(account=account, pk=pk).first()
    done = Invitation.objects.filter(account=account, pk=pk, accepted_at=None, withdrawn_at=None).update(
        withdrawn_at=timezone.now()
    )
    if done and row:
        TeamChange.objects.create(
            account=account, author=by, words=f"Took the invitation of {row.email} back."
        )
    return bool(done)


def found(token: str) -> Invitation | None:
    """The invitation of a link."""
    return Invitation.objects.filter(token_hash=digest(token)).select_related("account", "invited_by").first()


@transaction.atomic
def accept(invitation: Invitation, user: Any, confirmed: Collection[str]) -> Membership:
    """Take the place; twice is harmless. `confirmed` are the user's confirmed addresses.

    Raises `TeamRefused`.
    """
    balance_locked(invitation.account_id)
    row = Invitation.objects.select_for_update().select_related("account").get(pk=invitation.pk)
    member = Membership.objects.filter(account=row.account, user=user).first()
    if member and row.accepted_by_id == user.pk:
        return member
    if row.email not in {one.lower() for one in confirmed}:
        raise TeamRefused(
            f"This invitation is for {row.email}. Sign in with that address, or add and confirm it in your account."
        )
    if not row.open:
        raise TeamRefused("This invitation was used, taken back, or is too old. Ask for a new one.")
    if member is None:
        members = Membership.objects.filter(account=row.account).count()
        answer = may(row.account, "seats", members + 1)
        if not answer.allowed:
            raise TeamRefused(f"{row.account.name} has no free seat any more. Ask its owner.")
        member = Membership.objects.create(account=row.account, user=user, role=row.role)
        TeamChange.objects.create(account=row.account, author=user, words=f"{user} joined.")
    row.accepted_at, row.accepted_by = timezone.now(), user
    row.save(update_fields=["accepted_at", "accepted_by"])
    return member


def waiting_for(addresses: Collection[str]) -> QuerySet[Invitation]:
    """Open invitations for somebody's confirmed addresses."""
    named = Q()
    for one in addresses:
        named |= Q(email=one.lower())
    rows = Invitation.objects.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=timezone.now())
    return rows.filter(named) if addresses else rows.none()
