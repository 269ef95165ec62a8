"""Signing in, and the theme."""

from __future__ import annotations

from typing import Any

from allauth.account.views import LoginView
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from billing.standing import standing
from billing.views.access import for_account
from catalog.models import Account
from marketplace.context import THEMES
from marketplace.trial import PASSWORD, TRIALS

YEAR = 31_536_000


class SignIn(LoginView):  # type: ignore[misc]
    """The sign-in page; in debug it names the sign-ins for trying."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The page's context."""
        trials = TRIALS if settings.DEBUG else ()
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"trials": trials, "trial_password": PASSWORD, "sign_up_open": settings.SIGN_UP}


@require_safe
@for_account("spend")
def account(request: HttpRequest, account: Account) -> HttpResponse:
    """Everything about one's own sign-in, on one page."""
    context = {"section": "account", "standing": standing(account)}
    return render(request, "marketplace/account.html", context)


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Light, dark, or the system's: remembered in a cookie that the server reads, so that nothing flashes."""
    following = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(following, allowed_hosts={request.get_host()}):
        following = "/"
    response = HttpResponseRedirect(following)
    chosen = request.POST.get("theme", "")
    if chosen in THEMES:
        response.set_cookie(
            "theme", chosen, max_age=YEAR, samesite="Lax", httponly=True, secure=settings.HTTPS
        )
    else:
        response.delete_cookie("theme")
    return response
