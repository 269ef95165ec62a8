"""For operators: what was wanted and not there, and what was made of it since."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalog.demand import Wanted, unmet
from catalog.sheets import harmless
from generation.models import RenderRequest

SPANS = {"7": 7, "30": 30, "365": 365}
_ROWS, _EXPORTED = 100, 10_000


@dataclass(frozen=True)
class Row:
    """Words that were wanted, and how often they were made in the meantime."""

    wanted: Wanted
    made: int


@require_safe
@login_required
def demand(request: HttpRequest) -> HttpResponse:
    """The words that met nothing, most wanted first; `?as=csv` gives all of them as a file. Staff alone."""
    if not request.user.is_staff:
        raise PermissionDenied
    span = request.GET.get("days", "30")
    span = span if span in SPANS else "30"
    as_file = request.GET.get("as") == "csv"
    wanted = unmet(SPANS[span], _EXPORTED if as_file else _ROWS)
    made = _made({one.words for one in wanted}, SPANS[span])
    rows = [Row(one, made.get(one.words, 0)) for one in wanted]
    if as_file:
        return _file(rows, span)
    return render(request, "marketplace/demand.html", {"rows": rows, "span": span, "spans": SPANS})


def _made(words: set[str], days: int) -> dict[str, int]:
    """How often each was made in the meantime: requests of these very words that became ready."""
    since = timezone.now() - timedelta(days=days)
    ready = RenderRequest.objects.filter(state=RenderRequest.State.READY, created_at__gte=since)
    counts: dict[str, int] = {}
    for prompt in ready.values_list("prompt", flat=True).iterator():
        plain = " ".join(prompt.lower().split())
        if plain in words:
            counts[plain] = counts.get(plain, 0) + 1
    return counts


def _file(rows: list[Row], span: str) -> HttpResponse:
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="unmet-demand-{span}-days.csv"'
    sheet = csv.writer(answer)
    sheet.writerow(
        ["words", "searched, nothing close", "asked for, can't be made", "made since", "last wanted"]
    )
    for row in rows:
        one = row.wanted
        sheet.writerow([harmless(one.words), one.searched, one.asked, row.made, one.last.isoformat()])
    return answer
