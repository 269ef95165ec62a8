"""Changing a subscription: another plan or more seats with what it costs, pausing, cancelling, keeping."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from billing.models import Order, Price, Subscription
from billing.payments import changing, orders
from billing.payments.api import StripeDown, StripeRefused, asking, keyed
from billing.payments.customers import customer_of
from billing.payments.prices import price_on_sale
from billing.payments.sync import lookup_key
from billing.plans import Plan, catalogue
from billing.standing import plan_of, standing
from catalog.models import Account, Membership
from catalog.typed import number

from .access import for_account
from .plans import UNREACHABLE

PAUSES = (1, 2, 3)
LATER = "The payment service can't be reached at the moment. We pass it on as soon as it answers."


@require_http_methods(["GET", "HEAD", "POST"])
@for_account("manage_billing")
def change(request: HttpRequest, account: Account) -> HttpResponse:
    """Another plan, cadence or number of seats: first what it costs to the cent, then the change itself."""
    subscription = _subscription(account)
    given = request.POST if request.method == "POST" else request.GET
    plan = catalogue().plan(given.get("plan", "")) or plan_of(subscription)
    cadence = given.get("per") or subscription.price.cadence
    price = _price(subscription, plan, cadence)
    seats, problem = _seats(account, plan, given.get("seats", ""), subscription)
    context: dict[str, Any] = {
        "section": "billing", "plan": plan, "subscription": subscription, "seats": seats, "cadence": cadence,
        "present": plan_of(subscription), "problem": problem, "sandbox": settings.STRIPE_SANDBOX,
    }  # fmt: skip
    if price.pk == subscription.price_id and seats == subscription.seats and not problem:
        context["same"] = True
        return render(request, "billing/change.html", context)
    if problem:
        return render(request, "billing/change.html", context, status=422)
    if request.method != "POST":
        try:
            context["preview"] = changing.preview(subscription, price, seats)
        except StripeDown:
            return render(request, "billing/change.html", context | {"problem": UNREACHABLE}, status=503)
        except StripeRefused as error:
            return render(request, "billing/change.html", context | {"problem": error.sentence}, status=422)
        return render(request, "billing/change.html", context)
    what = {
        "subscription": subscription.pk,
        "price": price.pk,
        "seats": seats,
        "at_once": changing.at_once(subscription, price, seats),
        "proration_date": number(request.POST.get("proration_date", "")),
    }
    return _carry_out(request, account, Order.Kind.CHANGE, "Your plan is changed.", **what)


@require_http_methods(["GET", "HEAD"])
@for_account("manage_billing")
def seats(request: HttpRequest, account: Account) -> HttpResponse:
    """How many seats: the same page as a change, which then says what they cost."""
    subscription = _subscription(account)
    plan = plan_of(subscription)
    if plan.seats is None:
        return redirect("plans")
    used = Membership.objects.filter(account=account).count()
    context = {
        "section": "billing",
        "plan": plan,
        "subscription": subscription,
        "used": used,
        "sandbox": settings.STRIPE_SANDBOX,
    }
    return render(request, "billing/seats.html", context)


@require_POST
@for_account("manage_billing")
def cancel(request: HttpRequest, account: Account) -> HttpResponse:
    """One click; what was paid for goes on until its end, and until then it can be taken back."""
    return _simple(
        request, account, Order.Kind.CANCEL, "Your plan ends with the paid period. Nothing more is charged."
    )


@require_POST
@for_account("manage_billing")
def resume(request: HttpRequest, account: Account) -> HttpResponse:
    """Keep the plan after all."""
    return _simple(request, account, Order.Kind.RESUME, "Your plan goes on as it was.")


@require_POST
@for_account("manage_billing")
def pause(request: HttpRequest, account: Account) -> HttpResponse:
    """No bills for some months."""
    months = number(request.POST.get("months", ""))
    if months not in PAUSES:
        raise Http404("A pause is of one to three months.")
    return _simple(
        request, account, Order.Kind.PAUSE, "Your plan pauses when the paid period ends.", months=months
    )


@require_POST
@for_account("manage_billing")
def unpause(request: HttpRequest, account: Account) -> HttpResponse:
    """Go on now."""
    return _simple(request, account, Order.Kind.UNPAUSE, "Your plan goes on.")


@require_POST
@for_account("manage_billing")
def portal(request: HttpRequest, account: Account) -> HttpResponse:
    """To Stripe's portal: card, address, tax number, invoices."""
    params: dict[str, Any] = {"return_url": settings.SITE_URL + reverse("billing")}
    if request.POST.get("flow") == "card":
        params["flow_data"] = {"type": "payment_method_update"}
    try:
        params["customer"] = customer_of(account).stripe_id
        with asking() as stripe:
            session = stripe.v1.billing_portal.sessions.create(params, keyed(uuid4(), "portal"))  # type: ignore[arg-type]
    except StripeDown:
        messages.error(request, UNREACHABLE)
        return redirect("billing")
    except StripeRefused as error:
        messages.error(request, error.sentence)
        return redirect("billing")
    response = HttpResponseRedirect(session.url)
    response.status_code = 303
    return response


def _subscription(account: Account) -> Subscription:
    stand = standing(account)
    if stand.subscription is None or not settings.PAYMENTS:
        raise Http404("This account has no subscription.")
    return stand.subscription


def _price(subscription: Subscription, plan: Plan, cadence: str) -> Price:
    if (plan.id, cadence) == (subscription.price.plan, subscription.price.cadence):
        return subscription.price  # whoever subscribed at another price keeps it
    price = price_on_sale(lookup_key(plan.id, cadence, subscription.price.currency))
    if price is None:
        raise Http404("This plan is not on sale like that.")
    return price


def _seats(account: Account, plan: Plan, typed: str, subscription: Subscription) -> tuple[int, str]:
    """The seats asked for, and what is wrong with them."""
    members = Membership.objects.filter(account=account).count()
    if plan.seats is None:
        alone = members <= 1
        return 1, "" if alone else f"{plan.name} is for one person, and {members} people share this account."
    wanted = number(typed) if typed else max(subscription.seats, plan.seats.least, members)
    if wanted is None or not plan.seats.least <= wanted <= plan.seats.most:
        return subscription.seats, f"{plan.name} has {plan.seats.least} to {plan.seats.most} seats."
    if wanted < members:
        return (
            wanted,
            f"{members} people share this account. Remove {members - wanted} first, or keep their seats.",
        )
    return wanted, ""


def _simple(request: HttpRequest, account: Account, kind: str, words: str, **what: Any) -> HttpResponse:
    return _carry_out(request, account, kind, words, subscription=_subscription(account).pk, **what)


def _carry_out(request: HttpRequest, account: Account, kind: str, words: str, **what: Any) -> HttpResponse:
    try:
        order = orders.place(account, request.user, kind, **what)
    except StripeDown:
        messages.info(request, LATER)
    except StripeRefused as error:
        messages.error(request, f"{error.sentence} Nothing changed and nothing was charged.")
    else:
        if order.page:
            messages.error(request, order.problem)
            response = HttpResponseRedirect(order.page)
            response.status_code = 303
            return response
        messages.success(request, words)
    return redirect("billing")
