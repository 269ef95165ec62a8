"""Whoever tries licence numbers is slowed down; whoever has one is not.

Numbers carry 54 random bits, so that nobody finds one by trying: this keeps the trying from costing us much. Only
numbers that nobody has are counted, a minute at a time, by address; each web process counts for itself.
"""

from __future__ import annotations

from contextlib import suppress

from django.core.cache import cache
from django.http import HttpRequest

from catalog.visitors import address_of

#: A person mistypes a few times; an office that shares an address, a few dozen times.
MISSES_A_MINUTE = 40
MINUTE = 60


def too_many(request: HttpRequest) -> bool:
    """Whether a guest has tried so many unknown numbers within a minute that the next is not looked up."""
    return not request.user.is_authenticated and cache.get(_key(request), 0) >= MISSES_A_MINUTE


def missed(request: HttpRequest) -> None:
    """Count a number that nobody has."""
    cache.add(_key(request), 0, MINUTE)
    with suppress(ValueError):  # the minute ended in between
        cache.incr(_key(request))


def _key(request: HttpRequest) -> str:
    return f"licence-misses-{address_of(request).encode().hex()[:120]}"
