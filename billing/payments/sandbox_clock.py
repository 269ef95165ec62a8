"""Following the sandbox's clock, which may be months ahead of ours."""

from __future__ import annotations

import time

from django.conf import settings

from billing.models import SandboxClock

from .api import asking

CLOCK = "clock_sandbox"


def follow(frozen_time: int) -> None:
    """Be as far ahead as the sandbox's clock was just set; never behind our own."""
    if settings.STRIPE_SANDBOX:
        ahead = max(0, frozen_time - int(time.time()))
        SandboxClock.objects.update_or_create(pk=1, defaults={"ahead": ahead})


def learn() -> None:
    """Ask the sandbox what time it is, once: after that its events tell."""
    if settings.STRIPE_SANDBOX and not SandboxClock.objects.exists():
        with asking() as stripe:
            follow(stripe.v1.test_helpers.test_clocks.retrieve(CLOCK).frozen_time)
