"""Plans to choose from, and the way to Stripe's Checkout and back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from billing.ledger import balance
from billing.models import Order
from billing.payments import buying
from billing.payments.api import StripeDown, StripeRefused
from billing.payments.checkout import settle_checkout
from billing.plans import catalogue
from billing.plans.model import CADENCES, Cadence
from billing.standing import standing
from billing.teams.permissions import allowed
from catalog.access import current_account
from catalog.models import Account
from catalog.typed import number

from .access import for_account

UNREACHABLE = (
    "The payment service can't be reached at the moment. Nothing was charged; try again in a minute."
)


@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """Every plan, monthly or yearly; the viewer's own is marked."""
    return render(request, "billing/plans.html", _context(request))


def _context(request: HttpRequest) -> dict[str, Any]:
    found = catalogue()
    currency = request.GET.get("currency", "")
    currency = currency if currency in found.currencies else found.currencies[0]
    cadence = _cadence(request.GET.get("per", "month"))
    account = current_account(request)
    if account and account.kind == Account.Kind.HOUSE:
        account = None
    return {
        "section": "billing",
        "payments": settings.PAYMENTS,
        "sandbox": settings.STRIPE_SANDBOX,
        "currency": currency,
        "currencies": found.currencies,
        "cadence": cadence,
        "cadences": CADENCES,
        "plans": [
            {"plan": plan, "amount": None if plan.free else plan.prices.get(cadence, {}).get(currency)}
            for plan in found.plans
        ],
        "packs": [{"pack": pack, "amount": pack.prices[currency]} for pack in found.packs],
        "standing": standing(account) if account else None,
        "may_buy": account is None or allowed(request.user, account, "manage_billing"),
        "balance": balance(account) if account else None,
        "rollover_months": found.rollover_months,
    }


def _cadence(typed: str) -> Cadence:
    return "year" if typed == "year" else "month"


@require_POST
@for_account("manage_billing")
def subscribe(request: HttpRequest, account: Account) -> HttpResponse:
    """To Checkout for a plan. What it costs comes from our own prices, never from the form."""
    plan = catalogue().plan(request.POST.get("plan", ""))
    if plan is None or plan.free or not settings.PAYMENTS:
        raise Http404("There is no such plan to buy.")
    seats = number(request.POST.get("seats", "")) or (plan.seats.least if plan.seats else 1)
    cadence = _cadence(request.POST.get("per", "month"))
    currency = request.POST.get("currency", "")
    return _to_checkout(
        request, lambda: buying.subscribe(account, request.user, plan, cadence, currency, seats)
    )


@require_POST
@for_account("manage_billing")
def top_up(request: HttpRequest, account: Account) -> HttpResponse:
    """To Checkout for a pack of credits."""
    pack = catalogue().pack(request.POST.get("pack", ""))
    if pack is None or not settings.PAYMENTS:
        raise Http404("There is no such pack to buy.")
    currency = request.POST.get("currency", "")
    return _to_checkout(request, lambda: buying.top_up(account, request.user, pack.id, currency))


def _to_checkout(request: HttpRequest, ordering: Any) -> HttpResponse:
    try:
        order = ordering()
    except StripeDown:
        return _again(request, UNREACHABLE, 503)
    except StripeRefused as error:
        return _again(request, f"{error.sentence} Nothing was charged.", 422)
    except buying.NotOnSale as error:
        return _again(request, f"{error} Nothing was charged.", 422)
    response = HttpResponseRedirect(order.page)
    response.status_code = 303
    return response


def _again(request: HttpRequest, problem: str, status: int) -> HttpResponse:
    return render(request, "billing/plans.html", _context(request) | {"problem": problem}, status=status)


@require_safe
@for_account("manage_billing")
def done(request: HttpRequest, account: Account, key: UUID) -> HttpResponse:
    """Back from Checkout: take in what became of it now, without waiting for the webhook."""
    order = get_object_or_404(Order, key=key, account=account)
    if order.stripe_id and order.state in (Order.State.OPEN, Order.State.ASKED):
        try:
            order = settle_checkout(order.stripe_id) or order
        except (StripeDown, StripeRefused):
            messages.info(
                request,
                "Your payment went through; we are waiting to hear of it. Your credits appear here by themselves.",
            )
            return redirect("billing")
    if order.state == Order.State.DONE:
        words = {
            Order.Kind.SUBSCRIBE: "You are subscribed. Your credits are here.",
            Order.Kind.TOP_UP: "Your credits are here. They never expire.",
        }
        messages.success(request, words.get(Order.Kind(order.kind), "Done."))
    elif order.state == Order.State.EXPIRED:
        messages.error(request, "This checkout is over. Nothing was charged.")
    return redirect("billing")
