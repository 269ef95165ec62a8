"""Where a request comes from, for counting; never stored."""

from __future__ import annotations

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The address that the proxy saw, where there is one: what stands before it in the list anybody can send."""
    address = str(request.META.get("REMOTE_ADDR", ""))
    if settings.SECURE_PROXY_SSL_HEADER:
        address = request.headers.get("X-Forwarded-For", address).rsplit(",", 1)[-1].strip()
    return address


def counted(what: str, who: str, seconds: int) -> int:
    """How often somebody did something within the seconds since their first time, this time included."""
    key = f"{what}-{who.encode().hex()[:120]}"
    cache.add(key, 0, seconds)
    try:
        return int(cache.incr(key))
    except ValueError:  # the time ended in between
        return 1
