"""What time it is for money: ours, or the sandbox's where its clock was advanced."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.apps import apps
from django.conf import settings
from django.utils import timezone


def now() -> datetime:
    """The present in UTC. With the sandbox, as far ahead as its clock is; never otherwise."""
    if not settings.STRIPE_SANDBOX:
        return timezone.now()
    row = apps.get_model("billing", "SandboxClock").objects.first()
    return timezone.now() + timedelta(seconds=row.ahead if row else 0)
