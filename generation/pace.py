"""How many files somebody may have looked at in a minute: each costs seconds of a processor."""

from __future__ import annotations

import time
from contextlib import suppress

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from catalog.addresses import address_of

MINUTE = 60


def wait_seconds(request: HttpRequest) -> int:
    """Count a file of this request's sender; seconds until the next one where that was too many, else 0."""
    now = int(time.time())
    key = f"looks-{now // MINUTE}-{address_of(request).encode().hex()[:120]}"
    cache.add(key, 0, 2 * MINUTE)
    with suppress(ValueError):  # the cache was emptied in between
        if cache.incr(key) > settings.VERIFY_A_MINUTE:
            return MINUTE - now % MINUTE
    return 0
