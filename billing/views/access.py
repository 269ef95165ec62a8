"""Which account a page about money is for, and whether the viewer may."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from billing.teams.permissions import Deed, allowed
from catalog.access import current_account
from catalog.models import Account

View = Callable[..., HttpResponseBase]


def for_account(deed: Deed) -> Callable[[View], View]:
    """The view gets the account that acts; 403 for a member who may not, in words that say who may."""

    def decorate(view: View) -> View:
        @wraps(view)
        @login_required
        def wrapped(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            account = current_account(request)
            if account is None or account.kind == Account.Kind.HOUSE:
                raise Http404("You belong to no account that pays.")
            if not allowed(request.user, account, deed):
                raise PermissionDenied(
                    f"Only owners and billing people of {account.name} may do this. Ask one of them."
                )
            return view(request, account, *args, **kwargs)

        return wrapped

    return decorate
