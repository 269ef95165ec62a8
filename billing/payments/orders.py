"""Carrying out what was written down: each order once in effect, however often it is tried."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.db.models import F
from django.utils import timezone

from billing.models import Order
from catalog.models import Account

from . import changing, checkout, refunds
from .api import KEYS_LAST_HOURS, StripeDown, StripeRefused

log = logging.getLogger(__name__)

Step = Callable[[Order], Mapping[str, Any]]
STEPS: dict[str, Step] = {
    Order.Kind.SUBSCRIBE: checkout.open_checkout,
    Order.Kind.TOP_UP: checkout.open_checkout,
    Order.Kind.CHANGE: changing.change,
    Order.Kind.SEATS: changing.change,
    Order.Kind.CANCEL: changing.cancel,
    Order.Kind.RESUME: changing.resume,
    Order.Kind.PAUSE: changing.pause,
    Order.Kind.UNPAUSE: changing.unpause,
    Order.Kind.REFUND: refunds.refund,
    Order.Kind.END_SECOND: refunds.end_second,
}
#: An order that nobody carries out for this long was left by a process that died.
LEFT_AFTER = timedelta(seconds=60)
ORDERS_A_ROUND = 50


def place(account: Account, user: Any, kind: str, **what: Any) -> Order:
    """Write an order down and carry it out.

    Raises `StripeRefused` (the order is closed, nothing was done) and `StripeDown` (the order stays; the
    scheduler tries again with the same key, and nothing is done twice).
    """
    order = Order.objects.create(account=account, user=user, kind=kind, what=what)
    return carry_out(order)


def carry_out(order: Order) -> Order:
    """One try. An order that is no longer `asked` stays as it is."""
    if order.state != Order.State.ASKED:
        return order
    Order.objects.filter(pk=order.pk).update(attempts=F("attempts") + 1, tried_at=timezone.now())
    try:
        outcome = STEPS[order.kind](order)
    except StripeRefused as error:
        _close(order, state=Order.State.REFUSED, problem=error.sentence[:300])
        raise
    _close(order, **{"state": Order.State.DONE, **outcome})
    return order


def carry_out_left() -> int:
    """Try what a dead process or a Stripe that was down left; returns how many came to an end."""
    moment = timezone.now()
    left = Order.objects.filter(state=Order.State.ASKED).exclude(tried_at__gt=moment - LEFT_AFTER)
    left = left.exclude(tried_at=None, written_at__gt=moment - LEFT_AFTER)
    ended = 0
    for order in left.order_by("pk")[:ORDERS_A_ROUND]:
        if order.written_at < moment - timedelta(hours=KEYS_LAST_HOURS):
            _close(order, state=Order.State.EXPIRED, problem="Stripe could not be reached for a day.")
            continue
        try:
            carry_out(order)
        except StripeRefused:
            pass
        except StripeDown:
            break  # the next round tries again
        ended += 1
    return ended


def _close(order: Order, **fields: Any) -> None:
    """A conditional update: of two that carried out the same order, one closes it."""
    for name, value in fields.items():
        setattr(order, name, value)
    Order.objects.filter(pk=order.pk, state=Order.State.ASKED).update(**fields)
    log.info("order %s (%s): %s", order.pk, order.kind, order.state)
