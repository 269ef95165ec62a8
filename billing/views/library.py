"""What an account has: licences, requests, downloads, credits."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from billing.ledger import balance
from billing.models import Download, LedgerEntry, Licence
from catalog.access import accounts_of, current_account
from catalog.typed import number

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
    rows = {
        "licensed": Licence.objects.filter(account__in=accounts)
        .select_related("clip")
        .prefetch_related("clip__renditions"),
        "downloads": Download.objects.filter(licence__account__in=accounts).select_related("licence", "user"),
        "requests": Licence.objects.none(),
    }[tab]
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "tab": tab,
        "tabs": TABS,
        "page": page,
        "section": "library",
        "number": request.GET.get("page", "1"),
    }
    return render(request, "billing/library.html", context)


@require_safe
@login_required
def credits(request: HttpRequest) -> HttpResponse:
    """The account's credits and every entry that they follow from, newest first."""
    account = current_account(request)
    entries = (
        LedgerEntry.objects.filter(account=account).select_related("hold")
        if account
        else LedgerEntry.objects.none()
    )
    before = number(request.GET.get("before", ""))
    if before is not None:
        entries = entries.filter(pk__lt=before)
    shown = list(entries[: PAGE + 1])
    context = {
        "section": "billing",
        "balance": balance(account) if account else None,
        "entries": shown[:PAGE],
        "older": shown[PAGE - 1].pk if len(shown) > PAGE else None,
    }
    return render(request, "billing/credits.html", context)
