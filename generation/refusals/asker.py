"""Whose refusals are counted together: a person who is signed in, else an address."""

from __future__ import annotations

import hmac
import ipaddress
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from catalog.access import current_account
from catalog.models import Account


@dataclass(frozen=True)
class Asker:
    """Who asks. `key` is what refusals are counted by."""

    key: str
    user: Any = None
    account: Account | None = None


def asker_of(request: HttpRequest) -> Asker:
    """Who a page is asked by."""
    if request.user.is_authenticated:
        return person(request.user, current_account(request))
    return Asker(f"guest {_hidden(_address(request))}")


def person(user: Any, account: Account | None) -> Asker:
    """Somebody who is known."""
    return Asker(f"user {user.pk}", user, account)


def _address(request: HttpRequest) -> str:
    """The guest's address; of IPv6 the network that one household has. Behind a proxy, what the proxy says."""
    address = str(request.META.get("REMOTE_ADDR", ""))
    forwarded = [one.strip() for one in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    trusted = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    if trusted and len(forwarded) >= trusted:
        address = forwarded[-trusted]
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network(f"{parsed}/64", strict=False) if parsed.version == 6 else parsed)


def _hidden(address: str) -> str:
    """Addresses are compared, never kept."""
    return hmac.digest(settings.SECRET_KEY.encode(), f"refusals {address}".encode(), "sha256").hex()[:32]
