"""Opening an account for a person."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import transaction

from catalog.models import Account, Membership

from . import ledger
from .periods import begin_free_month


@transaction.atomic
def open_account(user: Any) -> Account:
    """The user's own account, opened on first call with the trial credits, once."""
    owned = Membership.objects.filter(
        user=user, role=Membership.Role.OWNER, account__kind=Account.Kind.PERSON
    ).select_related("account")
    membership = owned.first()
    if membership is None:
        account = Account.objects.create(name=user.name or user.email)
        Membership.objects.create(account=account, user=user, role=Membership.Role.OWNER)
    else:
        account = membership.account
    if settings.TRIAL_CREDITS:
        ledger.grant(account, settings.TRIAL_CREDITS, key="welcome", note="Credits for trying")
    begin_free_month(account)
    return account
