"""The desk's figures, as a page and as a file."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from catalog import desk
from catalog.access import is_lead
from catalog.sheets import harmless
from catalog.typed import number

from .guard import may_audit, moderators_only


@require_safe
@never_cache
@moderators_only
def show(request: HttpRequest) -> HttpResponse:
    """Queues, pace, agreement, reversals, precision."""
    context = {
        "section": "desk",
        "figures": _figures(request),
        "choices": desk.DAYS,
        "leads": is_lead(request.user),
        "audits": may_audit(request.user),
    }
    return render(request, "catalog/desk/figures.html", context)


@require_safe
@never_cache
@moderators_only
def export(request: HttpRequest) -> HttpResponse:
    """The same as CSV: one figure a line."""
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="desk-figures.csv"'
    sheet = csv.writer(answer)
    sheet.writerow(["table", "of", "figure", "value"])
    sheet.writerows([harmless(cell) for cell in row] for row in _rows(_figures(request)))
    return answer


def _figures(request: HttpRequest) -> desk.Statistics:
    days = number(request.GET.get("days", "")) or 30
    return desk.statistics(
        request.user, days=days if days in desk.DAYS else 30, everybody=is_lead(request.user)
    )


def _rows(figures: desk.Statistics) -> Iterator[tuple[str, str, str, str | int | float]]:
    for name, ages in figures.queues:
        yield "queue", name, "waiting", ages.waiting
        yield "queue", name, "median age in minutes", ages.median
        yield "queue", name, "90th percentile of age in minutes", ages.p90
        yield "queue", name, "oldest in minutes", ages.oldest
    for pace in figures.paces:
        yield "decisions", pace.name, "last 24 hours", pace.day
        yield "decisions", pace.name, "an active hour, last 24 hours", pace.day_an_hour
        yield "decisions", pace.name, "last 7 days", pace.week
        yield "decisions", pace.name, "an active hour, last 7 days", pace.week_an_hour
    shares = (
        ("agreement", figures.agreement),
        ("reversed on appeal", figures.reversed),
        ("precision", figures.precision),
    )
    for table, found in shares:
        for one in found:
            yield table, one.name, f"of {one.whole} in {figures.days} days", one.part
