"""Time in the queue's fast lane, by the month (UTC)."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from catalog.models import Account

from .clock import now
from .entitlements import may
from .locks import balance_locked
from .models import FastMinutes


@transaction.atomic
def take(account: Account, clip_ms: int) -> bool:
    """Use time in the fast lane for a clip of that length; False where the plan has none left."""
    if account.kind == Account.Kind.HOUSE:
        return False
    balance_locked(account.pk)  # two requests at once share what is left one after the other
    if not may(account, "fast_lane", clip_ms).allowed:
        return False
    month = now().date().replace(day=1)
    row, _ = FastMinutes.objects.get_or_create(account=account, month=month)
    FastMinutes.objects.filter(pk=row.pk).update(used_ms=F("used_ms") + clip_ms)
    return True
