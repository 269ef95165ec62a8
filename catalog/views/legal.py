"""How reports work, for everybody."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog.reports.clocks import BACK_AFTER, CLOCKS


@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """How to report a clip, how fast we act, what follows, and how an account answers."""
    rows = [
        (kind.label, _within(clock.within.total_seconds()), clock.hides) for kind, clock in CLOCKS.items()
    ]
    context = {
        "clocks": rows,
        "days": BACK_AFTER,
        "kept": settings.REPORT_DAYS,
        "contact": settings.REPORT_CONTACT,
    }
    return render(request, "catalog/legal_reports.html", context)


def _within(seconds: float) -> str:
    hours = round(seconds / 3600)
    return f"{hours} hours" if hours <= 48 else f"{hours // 24} days"
