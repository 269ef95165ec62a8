"""Comparing everything with Stripe, and repairing what a lost webhook left."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from billing.models import Bucket, Customer, Dispute, Invoice, LedgerEntry, Order, Subscription

from .api import asking
from .checkout import settle_checkout
from .customers import mirror_customer
from .disputes import mirror_dispute
from .invoices import mirror_invoice
from .orders import carry_out_left
from .subscriptions import mirror_subscription

PAGE = 100


@dataclass
class Findings:
    """What was looked at, and what differed and was put right, in words."""

    looked_at: int = 0
    repaired: list[str] = field(default_factory=list)


def reconcile(customers: QuerySet[Customer] | None = None) -> Findings:
    """Go through every customer, or these. Safe to run any time and beside webhooks. Raises `StripeDown`."""
    findings = Findings()
    carry_out_left()
    chosen = (customers if customers is not None else Customer.objects.all()).exclude(stripe_id=None)
    for customer in chosen.order_by("pk").iterator():
        before = _picture(customer)
        _ask_again(customer)
        findings.looked_at += 1
        after = _picture(customer)
        findings.repaired += [
            f"Account {customer.pk}: {name} was {before[name]} and is {after[name]}."
            for name in after
            if before[name] != after[name]
        ]
    if customers is None:
        _disputes()
    return findings


def _ask_again(customer: Customer) -> None:
    stripe_id = str(customer.stripe_id)
    mirror_customer(stripe_id)
    for order in Order.objects.filter(account=customer.account, state=Order.State.OPEN).exclude(stripe_id=""):
        settle_checkout(order.stripe_id)
    with asking() as stripe:
        subscriptions = [
            one.id
            for one in stripe.v1.subscriptions.list(
                {"customer": stripe_id, "status": "all", "limit": PAGE}
            ).auto_paging_iter()
        ]
        invoices = [
            one.id
            for one in stripe.v1.invoices.list({"customer": stripe_id, "limit": PAGE}).auto_paging_iter()
            if one.status != "draft"
        ]
    for one in reversed(subscriptions):
        mirror_subscription(one, stripe_id)
    for one in reversed(invoices):  # in the order in which they were made
        mirror_invoice(one, stripe_id)


def _disputes() -> None:
    with asking() as stripe:
        found = [one.id for one in stripe.v1.disputes.list({"limit": PAGE}).auto_paging_iter()]
    for one in found:
        mirror_dispute(one)


def _picture(customer: Customer) -> dict[str, Any]:
    """What an account has from Stripe, to be compared."""
    account = customer.account_id
    values = ("stripe_id", "status", "seats", "price_id", "cancel_at", "period_end", "paused")
    return {
        "subscriptions": list(
            Subscription.objects.filter(account=account).order_by("pk").values_list(*values)
        ),
        "invoices": list(
            Invoice.objects.filter(account=account)
            .order_by("stripe_id")
            .values_list("stripe_id", "status", "amount_paid", "refunded")
        ),
        "disputes": list(Dispute.objects.filter(account=account).values_list("stripe_id", "status")),
        "credits bought": list(
            Bucket.objects.filter(account=account).order_by("key").values_list("key", "credits")
        ),
        "credits taken back": list(
            LedgerEntry.objects.filter(account=account, kind=LedgerEntry.Kind.REFUND, hold=None)
            .order_by("key")
            .values_list("key", "available")
        ),
        "open checkouts": Order.objects.filter(account=account, state=Order.State.OPEN).count(),
    }
