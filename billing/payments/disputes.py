"""Payments that a bank called back."""

from __future__ import annotations

from django.db import transaction

from billing import ledger
from billing.locks import balance_locked
from billing.models import Customer, Dispute, Invoice

from .api import asking
from .customers import draw_ticket
from .invoices import mirror_invoice
from .subscriptions import moment


def mirror_dispute(stripe_id: str) -> Dispute | None:
    """Write down how a dispute stands. Lost, the payment's credits are taken back as by a refund.

    None where the payment is none of ours.
    """
    with asking() as stripe:
        intent = stripe.v1.disputes.retrieve(stripe_id).to_dict().get("payment_intent")
    invoice = invoice_of_payment(intent) if intent else None
    if invoice is None:
        return None
    customer = Customer.objects.get(account=invoice.account_id)
    drawn = draw_ticket(str(customer.stripe_id))
    assert drawn is not None  # noqa: S101 (we have just read its row)
    _, ticket = drawn
    with asking() as stripe:
        found = stripe.v1.disputes.retrieve(stripe_id).to_dict()
    with transaction.atomic():
        balance_locked(invoice.account_id)
        row = Dispute.objects.filter(stripe_id=stripe_id).first()
        if row and row.ticket > ticket:
            return row
        row = row or Dispute(stripe_id=stripe_id, account=invoice.account, invoice=invoice)
        row.status, row.amount, row.currency = found["status"], found["amount"], found["currency"]
        row.created_at = moment(found["created"])  # type: ignore[assignment]
        row.ticket = ticket
        row.save()
        if row.status == "lost":
            ledger.take_back(invoice, min(invoice.amount_paid, invoice.refunded + row.amount))
    return row


def invoice_of_payment(intent: str) -> Invoice | None:
    """The invoice that a payment paid, taken in first where we have not heard of it."""
    row = Invoice.objects.filter(payment_intent=intent).first()
    if row:
        return row
    with asking() as stripe:
        payments = stripe.v1.invoice_payments.list(
            {"payment": {"type": "payment_intent", "payment_intent": intent}, "expand": ["data.invoice"]}
        ).to_dict()["data"]
    for payment in payments:
        invoice = payment["invoice"]
        return mirror_invoice(invoice["id"], invoice["customer"])
    return None
