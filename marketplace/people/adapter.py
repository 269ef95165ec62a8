"""What allauth asks us: where people go, what their mails look like, and whether anybody may sign up."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.signals import email_confirmed
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.dispatch import receiver
from django.http import HttpRequest

from billing.accounts import open_account


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Our part of sign-up and sign-in."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": (
            "That mail address and password don't belong together. Check both and try again."
        ),
        "too_many_login_attempts": "That was wrong too often. Wait a few minutes and try again.",
        "account_inactive": "This sign-in was closed. Ask whoever runs the site.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Unless the operator closed it."""
        return bool(settings.SIGN_UP)

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:
        """With the name that was given."""
        user.name = form.cleaned_data.get("name", "").strip()
        return super().save_user(request, user, form, commit)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """With the site's own address: a request's host is not to be trusted for links that people click."""
        for name in ("activate_url", "password_reset_url", "signup_url"):
            if context.get(name):
                path = "/" + str(context[name]).split("://", 1)[-1].split("/", 1)[-1]
                context[name] = settings.SITE_URL + path
        super().send_mail(template_prefix, email, context)


class TwoStepAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """What authenticator apps show."""

    def get_totp_issuer(self) -> str:
        """The site's name and host."""
        return "Oddreel"


@receiver(email_confirmed)
def open_own_account(email_address: Any, **kwargs: Any) -> None:
    """A confirmed address has an account of its own."""
    open_account(email_address.user)
