"""Money back: ordered by staff, made at Stripe, and seen in the invoice and the ledger like any other news."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from billing.models import Customer, Invoice, Order

from .api import StripeRefused, asking, keyed
from .invoices import mirror_invoice
from .subscriptions import mirror_subscription


def refund(order: Order) -> Mapping[str, Any]:
    """Carry out a refund that was ordered."""
    invoice = Invoice.objects.get(pk=order.what["invoice"])
    return _pay_back(order, invoice, order.what["amount"])


def end_second(order: Order) -> Mapping[str, Any]:
    """End a second subscription of the same account at once, and pay back what it took."""
    customer = Customer.objects.get(account=order.account)
    with asking() as stripe:
        found = stripe.v1.subscriptions.retrieve(order.stripe_id)
        if found.status != "canceled":
            found = stripe.v1.subscriptions.cancel(
                order.stripe_id, {"invoice_now": False, "prorate": False}, keyed(order.key)
            )
    customer_id = str(customer.stripe_id)
    mirror_subscription(order.stripe_id, customer_id)
    latest = found.to_dict().get("latest_invoice")
    invoice = (
        mirror_invoice(latest if isinstance(latest, str) else latest["id"], customer_id) if latest else None
    )
    if invoice and invoice.amount_paid > invoice.refunded:
        return _pay_back(order, invoice, invoice.amount_paid - invoice.refunded)
    return {}


def _pay_back(order: Order, invoice: Invoice, amount: int) -> Mapping[str, Any]:
    try:
        with asking() as stripe:
            made = stripe.v1.refunds.create(
                {
                    "payment_intent": invoice.payment_intent,
                    "amount": amount,
                    "metadata": {"oddreel_order": str(order.key)},
                },
                keyed(order.key, "refund"),
            )
    except StripeRefused as error:
        if error.code != "charge_already_refunded":
            raise
        made = None
    customer_id = Customer.objects.values_list("stripe_id", flat=True).get(account=order.account_id)
    mirror_invoice(invoice.stripe_id, str(customer_id))
    return {"stripe_id": made.id} if made and order.kind == Order.Kind.REFUND else {}
