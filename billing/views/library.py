"""What an account has: licences, requests, downloads, credits."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from billing.models import Download, Licence
from catalog.access import accounts_of

from .history import licence_list

PAGE = 20
TABS = (("licensed", "Licensed"), ("requests", "Requests"), ("downloads", "Downloads"))


@require_safe
@login_required
def library(request: HttpRequest) -> HttpResponse:
    """Licences, requests (a part that generation fills) and downloads of the user's accounts."""
    names = [name for name, _ in TABS]
    tab = request.GET.get("tab", "licensed")
    tab = tab if tab in names else "licensed"
    accounts = accounts_of(request.user)
    licences = licence_list(request) if tab == "licensed" else None
    rows = {
        "licensed": licences["rows"] if licences else Licence.objects.none(),
        "downloads": Download.objects.filter(licence__account__in=accounts).select_related("licence", "user"),
        "requests": Licence.objects.none(),
    }[tab]
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "tab": tab,
        "licences": licences,
        "tabs": TABS,
        "page": page,
        "section": "library",
        "number": request.GET.get("page", "1"),
    }
    return render(request, "billing/library.html", context)
