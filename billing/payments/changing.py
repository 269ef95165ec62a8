"""Changing a subscription: up at once, down when the paid period ends, cancelled, paused, kept after all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta

from billing.clock import now
from billing.models import Customer, Order, Price, Subscription

from .api import StripeRefused, asking, keyed
from .invoices import mirror_invoice
from .subscriptions import mirror_subscription

#: A pause ends this long before a renewal, so that the renewal is billed again.
BEFORE_RENEWAL = timedelta(hours=2)


@dataclass(frozen=True)
class Preview:
    """What a change costs, by Stripe's own arithmetic: minor units, tax included.

    `lines` are (words, amount). `due_now` is what the card is charged at once; `from_balance` of the
    total is paid by money that the customer has with us. `at` is when the change takes place.
    """

    price: Price
    seats: int
    at_once: bool
    at: datetime
    lines: tuple[tuple[str, int], ...]
    total: int
    due_now: int
    next_total: int
    proration_date: int


def at_once(subscription: Subscription, price: Price, seats: int) -> bool:
    """Whether a change is one upwards: it happens now and is paid now. Everything else waits for the renewal."""
    if subscription.status == "trialing":
        return True
    if subscription.price.cadence == "year" and price.cadence == "month":
        return False
    return _by_month(price) * seats >= _by_month(subscription.price) * subscription.seats


def _by_month(price: Price) -> int:
    """Twelve times the monthly price: whole numbers for both cadences."""
    return price.amount * (12 if price.cadence == "month" else 1)


def preview(subscription: Subscription, price: Price, seats: int) -> Preview:
    """Exactly what `change` with the same `proration_date` will bill. Raises `StripeDown`, `StripeRefused`."""
    upwards = at_once(subscription, price, seats)
    date = int(now().timestamp())
    item = {"id": subscription.item_id, "price": price.stripe_id, "quantity": seats}
    details: dict[str, Any] = {
        "items": [item],
        "proration_date": date,
        "proration_behavior": "always_invoice",
    }
    if not upwards:
        details = {"items": [item], "proration_behavior": "none"}
    with asking() as stripe:
        asked: Any = {
            "customer": _customer(subscription),
            "subscription": subscription.stripe_id,
            "subscription_details": details,
        }
        found = stripe.v1.invoices.create_preview(asked).to_dict()
    lines = tuple((line.get("description") or "", line["amount"]) for line in found["lines"]["data"])
    return Preview(
        price=price,
        seats=seats,
        at_once=upwards,
        at=now() if upwards else subscription.period_end,
        lines=lines,
        total=found["total"],
        due_now=max(0, found["amount_due"]) if upwards else 0,
        next_total=price.amount * seats,
        proration_date=date,
    )


def change(order: Order) -> Mapping[str, Any]:
    """Another price or number of seats. Upwards the invoice is paid at once, or nothing changes.

    Where the bank wants to see the person first, the order's `page` is the invoice's. Whether it is
    upwards was decided when the order was written: a second try must not see it otherwise.
    """
    subscription, price = _subscription(order), Price.objects.get(pk=order.what["price"])
    seats = order.what["seats"]
    if not order.what["at_once"]:
        return _change_later(order, subscription, price, seats)
    _release_schedule(order, subscription)
    params: dict[str, Any] = {
        "items": [{"id": subscription.item_id, "price": price.stripe_id, "quantity": seats}],
        "proration_behavior": "always_invoice",
        "payment_behavior": "pending_if_incomplete",
        "expand": ["latest_invoice"],
    }
    if order.what.get("proration_date"):
        params["proration_date"] = order.what["proration_date"]
    with asking() as stripe:
        found = stripe.v1.subscriptions.update(
            subscription.stripe_id,
            params,  # type: ignore[arg-type]
            keyed(order.key),
        ).to_dict()
    invoice = found.get("latest_invoice") or {}
    customer = _customer(subscription)
    mirror_subscription(subscription.stripe_id, customer)
    if invoice:
        mirror_invoice(invoice["id"], customer)
    if found.get("pending_update"):
        return {
            "page": invoice.get("hosted_invoice_url") or "",
            "problem": "The payment needs you: pay the invoice and the change takes place. Until then nothing changes.",
        }
    return {}


def _change_later(order: Order, subscription: Subscription, price: Price, seats: int) -> Mapping[str, Any]:
    """From the next renewal on, by a schedule of two phases."""
    with asking() as stripe:
        schedule_id = subscription.schedule_id
        if not schedule_id:
            schedule_id = stripe.v1.subscription_schedules.create(
                {"from_subscription": subscription.stripe_id}, keyed(order.key, "schedule")
            ).id
        found = stripe.v1.subscription_schedules.retrieve(schedule_id).to_dict()
        present = found["phases"][0]
        stripe.v1.subscription_schedules.update(
            schedule_id,
            {
                "end_behavior": "release",
                "proration_behavior": "none",
                "phases": [
                    {
                        "items": [{"price": subscription.price.stripe_id, "quantity": subscription.seats}],
                        "start_date": present["start_date"],
                        "end_date": int(subscription.period_end.timestamp()),
                    },
                    {
                        "items": [{"price": price.stripe_id, "quantity": seats}],
                        "duration": {"interval": price.cadence, "interval_count": 1},
                    },
                ],
            },
            keyed(order.key, "phases"),
        )
    mirror_subscription(subscription.stripe_id, _customer(subscription))
    return {}


def cancel(order: Order) -> Mapping[str, Any]:
    """No further renewal. What was paid for goes on until its end; a trial ends with its last day."""
    subscription = _subscription(order)
    _release_schedule(order, subscription)
    return _update(order, subscription, {"cancel_at_period_end": True})


def resume(order: Order) -> Mapping[str, Any]:
    """Take back a cancellation, or a change that waits for the renewal."""
    subscription = _subscription(order)
    _release_schedule(order, subscription)
    if subscription.cancel_at is None:
        mirror_subscription(subscription.stripe_id, _customer(subscription))
        return {}
    return _update(order, subscription, {"cancel_at_period_end": False})


def pause(order: Order) -> Mapping[str, Any]:
    """No bills for some months after the paid period; by itself it goes on with the renewal after them."""
    subscription = _subscription(order)
    _release_schedule(order, subscription)
    resumes = subscription.period_end + relativedelta(months=order.what["months"]) - BEFORE_RENEWAL
    pausing = {"behavior": "void", "resumes_at": int(resumes.timestamp())}
    return _update(order, subscription, {"pause_collection": pausing})


def unpause(order: Order) -> Mapping[str, Any]:
    """Go on: where the paid period is over already, a new one begins and is billed now."""
    subscription = _subscription(order)
    if subscription.paid_until and subscription.paid_until > now():
        return _update(order, subscription, {"pause_collection": ""})
    fresh = {
        "pause_collection": "",
        "billing_cycle_anchor": "now",
        "proration_behavior": "none",
        "payment_behavior": "error_if_incomplete",
    }
    return _update(order, subscription, fresh)


def _update(order: Order, subscription: Subscription, params: Any) -> Mapping[str, Any]:
    params = {**params, "expand": ["latest_invoice"]}
    with asking() as stripe:
        found = stripe.v1.subscriptions.update(subscription.stripe_id, params, keyed(order.key)).to_dict()
    customer = _customer(subscription)
    mirror_subscription(subscription.stripe_id, customer)
    if found.get("latest_invoice"):
        mirror_invoice(found["latest_invoice"]["id"], customer)
    return {}


def _release_schedule(order: Order, subscription: Subscription) -> None:
    if not subscription.schedule_id:
        return
    try:
        with asking() as stripe:
            stripe.v1.subscription_schedules.release(
                subscription.schedule_id, {}, keyed(order.key, "release")
            )
    except StripeRefused:
        with asking() as stripe:
            found = stripe.v1.subscription_schedules.retrieve(subscription.schedule_id)
        if found.status in ("active", "not_started"):
            raise  # else it was released already


def _subscription(order: Order) -> Subscription:
    return Subscription.objects.select_related("price", "account").get(pk=order.what["subscription"])


def _customer(subscription: Subscription) -> str:
    return str(Customer.objects.values_list("stripe_id", flat=True).get(account=subscription.account_id))
