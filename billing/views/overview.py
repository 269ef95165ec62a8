"""Billing on one page: the plan, the credits, the latest entries and invoices."""

from __future__ import annotations

import csv
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from billing.clock import now
from billing.entitlements import may
from billing.ledger import balance
from billing.ledger.reading import in_spending_order
from billing.models import Customer, Invoice, LedgerEntry, Order
from billing.plans import catalogue
from billing.standing import standing
from billing.teams.permissions import allowed
from catalog.models import Account
from catalog.sheets import harmless
from catalog.typed import number

from .access import for_account

LATEST, PAGE = 8, 40
#: Below this share of a month's credits the page says that they run low.
LOW = 5


@require_safe
@for_account("see_ledger")
def overview(request: HttpRequest, account: Account) -> HttpResponse:
    """Where the account stands, and what may be done about it."""
    stand, credits = standing(account), balance(account)
    open_invoice = Invoice.objects.filter(account=account, status="open").first()
    currency = stand.subscription.price.currency if stand.subscription else catalogue().currencies[0]
    context: dict[str, Any] = {
        "section": "billing",
        "account": account,
        "standing": stand,
        "balance": credits,
        "buckets": [
            one for one in in_spending_order(account.pk) if not (one.expires_at and one.expires_at <= now())
        ],
        "low": credits.available < max(LOW, (stand.plan.credits * stand.seats) // LOW),
        "spend": may(account, "spend"),
        "entries": LedgerEntry.objects.filter(account=account).select_related("author")[:LATEST],
        "invoices": Invoice.objects.filter(account=account)[:LATEST],
        "open_invoice": open_invoice,
        "customer": Customer.objects.filter(account=account).first(),
        "waiting": Order.objects.filter(account=account, state=Order.State.ASKED).exclude(
            kind__in=[Order.Kind.SUBSCRIBE, Order.Kind.TOP_UP]
        ),
        "may_manage": allowed(request.user, account, "manage_billing"),
        "payments": settings.PAYMENTS,
        "sandbox": settings.STRIPE_SANDBOX,
        "packs": [{"pack": pack, "amount": pack.prices.get(currency)} for pack in catalogue().packs],
        "currency": currency,
        "grace_days": catalogue().grace_days,
    }
    return render(request, "billing/overview.html", context)


@require_safe
@for_account("see_ledger")
def ledger(request: HttpRequest, account: Account) -> HttpResponse:
    """Every entry, newest first."""
    entries = LedgerEntry.objects.filter(account=account).select_related("author")
    before = number(request.GET.get("before", ""))
    if before is not None:
        entries = entries.filter(pk__lt=before)
    shown = list(entries[: PAGE + 1])
    context = {
        "section": "billing",
        "balance": balance(account),
        "entries": shown[:PAGE],
        "older": shown[PAGE - 1].pk if len(shown) > PAGE else None,
    }
    return render(request, "billing/ledger.html", context)


@require_safe
@for_account("see_ledger")
def ledger_csv(request: HttpRequest, account: Account) -> HttpResponseBase:
    """The whole ledger for a spreadsheet, oldest first, with the balance after each entry."""
    response = StreamingHttpResponse(_rows(account), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="oddreel-ledger.csv"'
    return response


class _Line:
    """Where csv writes: each line is handed on."""

    def write(self, line: str) -> str:
        """The line."""
        return line


def _rows(account: Account) -> Any:
    writer = csv.writer(_Line())
    yield writer.writerow(["When (UTC)", "What", "For", "Credits", "Held", "Available after", "By"])
    available = 0
    entries = LedgerEntry.objects.filter(account=account).select_related("author").order_by("pk")
    for entry in entries.iterator(chunk_size=2000):
        available += entry.available
        row = [
            entry.at.strftime("%Y-%m-%d %H:%M:%S"),
            entry.get_kind_display(),
            entry.note,
            entry.available,
            entry.held,
            available,
            str(entry.author or ""),
        ]
        yield writer.writerow([harmless(cell) for cell in row])


@require_safe
@for_account("manage_billing")
def invoices(request: HttpRequest, account: Account) -> HttpResponse:
    """Every invoice with its page and its PDF."""
    found = Invoice.objects.filter(account=account)
    context = {"section": "billing", "invoices": found, "sandbox": settings.STRIPE_SANDBOX}
    return render(request, "billing/invoices.html", context)
