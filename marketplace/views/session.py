"""Signing in and out, and the theme."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from marketplace.context import THEMES
from marketplace.trial import PASSWORD, TRIALS

YEAR = 31_536_000


class SignInForm(AuthenticationForm):
    """By mail address; one sentence for every wrong pair, so that nobody learns who has an account."""

    error_messages = {
        "invalid_login": "That mail address and password don't belong together. Check both and try again.",
        "inactive": "This sign-in was closed. Ask whoever runs the site.",
    }


class SignIn(LoginView):
    """The sign-in page; in debug it names the sign-ins for trying."""

    template_name = "marketplace/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The page's context."""
        trials = TRIALS if settings.DEBUG else ()
        return super().get_context_data(**kwargs) | {"trials": trials, "trial_password": PASSWORD}


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
