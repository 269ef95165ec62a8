"""How many files somebody may have looked at in a minute: each costs seconds of a processor."""

from __future__ import annotations

import time

from django.conf import settings
from django.http import HttpRequest

from catalog.visitors import address_of, counted

MINUTE = 60


def wait_seconds(request: HttpRequest) -> int:
    """Count a file of this request's sender; seconds until the next one where that was too many, else 0."""
    now = int(time.time())
    many = counted(f"looks-{now // MINUTE}", address_of(request), MINUTE)
    return MINUTE - now % MINUTE if many > settings.VERIFY_A_MINUTE else 0
