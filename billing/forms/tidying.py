"""Forms that nobody used for a while go; they are made again when somebody asks. The master never goes."""

from __future__ import annotations

from datetime import timedelta

from django.core.files.storage import default_storage
from django.utils import timezone

from billing.models import Form

UNUSED = timedelta(days=30)
A_ROUND = 200


def tidy() -> int:
    """Remove unused forms, the file first; returns how many. Safe to repeat."""
    old = Form.objects.filter(used_at__lt=timezone.now() - UNUSED).exclude(state=Form.State.MAKING)[:A_ROUND]
    for form in old:
        if form.key:
            default_storage.delete(form.key)
        form.delete()
    return len(old)
