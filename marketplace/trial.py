"""Sign-ins for trying, in debug alone."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import Permission
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from billing.accounts import open_account

from .models import User

PASSWORD = "oddreel-try"  # noqa: S105 (printed on the sign-in page; refused outside debug)


@dataclass(frozen=True)
class Trial:
    """One sign-in: what it is for, in a word."""

    email: str
    name: str
    purpose: str


TRIALS = (
    Trial("marketer@example.com", "Marketer", "searches, makes and licenses clips"),
    Trial("moderator@example.com", "Moderator", "decides reviews at the desk"),
    Trial("lead@example.com", "Lead", "decides what moderators escalate, reads the audit"),
    Trial("admin@example.com", "Admin", "may do everything"),
)
#: What the desk's people may do.
DESK = {"Moderator": ("review",), "Lead": ("review", "lead")}


@transaction.atomic
def create_trials() -> None:
    """Make the sign-ins with their accounts and trial credits. Safe to repeat; raises outside debug."""
    if not settings.DEBUG:
        raise ImproperlyConfigured("Sign-ins for trying exist in debug alone.")
    for trial in TRIALS:
        user = User.objects.filter(email=trial.email).first()
        if user is None:
            admin = trial.name == "Admin"
            user = User.objects.create_user(
                trial.email, PASSWORD, name=trial.name, is_staff=admin, is_superuser=admin
            )
        EmailAddress.objects.get_or_create(
            user=user, email=user.email, defaults={"verified": True, "primary": True}
        )
        open_account(user)
        rights = DESK.get(trial.name, ())
        user.user_permissions.add(
            *Permission.objects.filter(codename__in=rights, content_type__app_label="catalog")
        )
