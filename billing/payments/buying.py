"""Buying: a plan, or credits without one."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction

from billing.models import Order, Price, Subscription
from billing.plans import Plan
from billing.plans.model import Cadence
from catalog.models import Account

from . import orders
from .api import StripeRefused, asking, keyed
from .checkout import settle_checkout
from .prices import price_on_sale
from .sync import lookup_key


class NotOnSale(Exception):
    """The plan or pack can't be bought like this; the sentence says why and what can."""


def subscribe(
    account: Account, user: Any, plan: Plan, cadence: Cadence, currency: str, seats: int = 1
) -> Order:
    """An open Checkout for a plan; `page` of the order is where the person pays.

    Prices, currency and quantity come from our own rows. An earlier Checkout of the account that is
    still open is closed first: two tabs can't both be paid. Raises `NotOnSale`, `StripeDown`,
    `StripeRefused`.
    """
    if Subscription.objects.filter(account=account, status__in=Subscription.LIVE).exists():
        raise NotOnSale("You have a plan already: change it under Billing instead.")
    least, most = (plan.seats.least, plan.seats.most) if plan.seats else (1, 1)
    if not least <= seats <= most:
        raise NotOnSale(f"{plan.name} can be bought for {least} to {most} seats.")
    price = _price(plan.id, cadence, currency)
    trial = plan.trial_days if not _tried_before(account) else 0
    close_open_checkouts(account)
    what = {"price": price.pk, "quantity": seats, "mode": "subscription", "trial_days": trial}
    try:
        with transaction.atomic():
            order = Order.objects.create(account=account, user=user, kind=Order.Kind.SUBSCRIBE, what=what)
    except IntegrityError:
        raise NotOnSale(
            "Another window is opening a checkout for this account. Wait a moment and try again."
        ) from None
    return orders.carry_out(order)


def top_up(account: Account, user: Any, pack_id: str, currency: str) -> Order:
    """An open Checkout for a pack of credits. Raises `NotOnSale`, `StripeDown`, `StripeRefused`."""
    price = _price(pack_id, "", currency)
    return orders.place(
        account, user, Order.Kind.TOP_UP, price=price.pk, quantity=1, mode="payment", trial_days=0
    )


def _price(item: str, cadence: str, currency: str) -> Price:
    price = price_on_sale(lookup_key(item, cadence, currency))
    if price is None:
        raise NotOnSale("This is not on sale any more; open Plans again for what is.")
    return price


def _tried_before(account: Account) -> bool:
    """One trial an account, whatever the plan."""
    return Subscription.objects.filter(account=account).exists()


def close_open_checkouts(account: Account) -> None:
    """End the account's open Checkouts of a plan at Stripe; one that was paid meanwhile is taken in instead."""
    for order in Order.objects.filter(
        account=account, kind=Order.Kind.SUBSCRIBE, state__in=[Order.State.ASKED, Order.State.OPEN]
    ):
        if order.state == Order.State.ASKED:
            orders.carry_out(order)  # it may have reached Stripe: the same key tells
        try:
            with asking() as stripe:
                stripe.v1.checkout.sessions.expire(order.stripe_id, {}, keyed(order.key, "expire"))
        except StripeRefused:
            pass  # no longer open: paid, or over; what follows finds out
        settle_checkout(order.stripe_id)
