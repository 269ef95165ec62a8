"""Keeping a subscription as Stripe has it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from billing.locks import balance_locked
from billing.models import Customer, Order, Price, Subscription

from .api import asking
from .customers import card_of, draw_ticket
from .prices import price_row


def moment(seconds: int | None) -> datetime | None:
    """Stripe's seconds as a time in UTC."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def mirror_subscription(stripe_id: str, customer_id: str) -> Subscription | None:
    """Ask Stripe and write down what it says, unless somebody who asked later was faster.

    None where customer or price is not ours. A second live subscription of the account (two tabs) is
    not kept: it is ordered to end with its money back.
    """
    drawn = draw_ticket(customer_id)
    if drawn is None:
        return None
    customer, ticket = drawn
    with asking() as stripe:
        found = stripe.v1.subscriptions.retrieve(
            stripe_id, {"expand": ["default_payment_method", "schedule"]}
        ).to_dict()
    [item] = found["items"]["data"][:1] or [None]
    price = price_row(item["price"]["id"]) if item else None
    if item is None or price is None or not price.plan:
        return None
    return _write(customer, ticket, found, item, price)


@transaction.atomic
def _write(
    customer: Customer, ticket: int, found: dict[str, Any], item: dict[str, Any], price: Price
) -> Subscription | None:
    balance_locked(customer.pk)
    row = Subscription.objects.filter(stripe_id=found["id"]).first()
    if row and row.ticket > ticket:
        return row
    live = found["status"] in Subscription.LIVE
    others = Subscription.objects.filter(account=customer.account, status__in=Subscription.LIVE)
    if live and others.exclude(stripe_id=found["id"]).exists():
        _end_second(customer, found["id"])
        return None
    if row is None and found["status"] in ("incomplete", "incomplete_expired"):
        return None  # nothing was paid and nothing was given
    row = row or Subscription(stripe_id=found["id"], account=customer.account)
    pause = found.get("pause_collection")
    row.price, row.item_id, row.seats = price, item["id"], item.get("quantity") or 1
    row.status = found["status"]
    row.started_at = moment(found["start_date"])  # type: ignore[assignment]
    row.period_start = moment(item["current_period_start"])  # type: ignore[assignment]
    row.period_end = moment(item["current_period_end"])  # type: ignore[assignment]
    row.trial_end = moment(found.get("trial_end"))
    row.cancel_at = moment(found.get("cancel_at")) or (
        row.period_end if found.get("cancel_at_period_end") else None
    )
    row.ended_at = moment(found.get("ended_at"))
    row.paused, row.resumes_at = bool(pause), moment((pause or {}).get("resumes_at"))
    row.next_price, row.next_seats, row.schedule_id = _scheduled(found.get("schedule"), price, row.seats)
    if row.status not in ("past_due", "unpaid"):
        row.past_due_since = None
    elif row.past_due_since is None:
        row.past_due_since = row.period_start
    row.ticket = ticket
    row.save()
    card = card_of(found.get("default_payment_method"))
    if card:
        Customer.objects.filter(pk=customer.pk).update(card=card)
    return row


def _end_second(customer: Customer, stripe_id: str) -> None:
    waiting = Order.objects.filter(account=customer.account, kind=Order.Kind.END_SECOND, stripe_id=stripe_id)
    if not waiting.exists():
        Order.objects.create(account=customer.account, kind=Order.Kind.END_SECOND, stripe_id=stripe_id)


def _scheduled(schedule: Any, price: Price, seats: int) -> tuple[Price | None, int | None, str]:
    """The price and seats that a schedule changes to at the period's end."""
    if not isinstance(schedule, dict) or schedule["status"] not in ("active", "not_started"):
        return None, None, ""
    current = (schedule.get("current_phase") or {}).get("start_date", 0)
    for phase in schedule["phases"]:
        if phase["start_date"] > current and phase["items"]:
            item = phase["items"][0]
            named = item["price"] if isinstance(item["price"], str) else item["price"]["id"]
            following, quantity = price_row(named), item.get("quantity") or 1
            if following and (following.pk != price.pk or quantity != seats):
                return following, quantity, schedule["id"]
    return None, None, schedule["id"]
