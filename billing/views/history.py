"""The licences of one's accounts: as a part of the library, and as a sheet."""

from __future__ import annotations

import csv
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from billing import history
from billing.terms import terms
from catalog.access import accounts_of
from catalog.sheets import harmless


def licence_list(request: HttpRequest) -> dict[str, Any]:
    """What the library's page needs: the licences that fit, and the fields to look for others."""
    accounts = accounts_of(request.user)
    wanted = history.read(request.GET.dict())
    query = {"q": wanted.text, "tier": wanted.tier, "year": wanted.year or ""}
    return {
        "rows": history.found(accounts, wanted),
        "wanted": wanted,
        "tiers": terms(),
        "years": history.years(accounts),
        "query": urlencode({name: value for name, value in query.items() if value}),
    }


@require_safe
@login_required
def sheet(request: HttpRequest) -> HttpResponse:
    """The same licences as a file for a spreadsheet."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="oddreel-licences.csv"'
    response.write("\ufeff")  # Excel reads UTF-8 only when told so
    lines = csv.writer(response)
    lines.writerow(history.COLUMNS)
    wanted = history.read(request.GET.dict())
    for row in history.rows(history.found(accounts_of(request.user), wanted)):
        lines.writerow([harmless(cell) for cell in row])
    return response
