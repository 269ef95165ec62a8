"""Refunds that staff order."""

from __future__ import annotations

from typing import Any

from billing.models import Invoice, Order

from . import orders


def refund_invoice(invoice: Invoice, amount: int, *, author: Any, reason: str) -> Order:
    """Pay back `amount` minor units of a paid invoice. Its share of the credits goes where it is left.

    Raises ValueError for an amount that isn't there, `StripeRefused`, `StripeDown`.
    """
    left = invoice.amount_paid - invoice.refunded
    if not 0 < amount <= left or not invoice.payment_intent:
        raise ValueError(f"Of this invoice {left} can be refunded, not {amount}.")
    if not reason.strip():
        raise ValueError("A refund needs a reason.")
    return orders.place(
        invoice.account, author, Order.Kind.REFUND, invoice=invoice.pk, amount=amount, reason=reason.strip()
    )
