"""Who comes to the desk. Asked anew with every request: a role that was taken away ends at once."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from catalog import desk
from catalog.access import is_lead, is_moderator

View = Callable[..., HttpResponseBase]


def moderators_only(view: View) -> View:
    """Guests sign in first; everybody else without the permission is refused, and gives back what they had claimed."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not is_moderator(request.user):
            desk.free_claims(request.user)
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def auditors_only(view: View) -> View:
    """The audit is for leads, and for the operator's own people."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not may_audit(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def may_audit(user: Any) -> bool:
    """Whether a person may read and export the audit."""
    return is_lead(user) or bool(user.is_active and user.is_staff)
