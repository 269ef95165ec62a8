"""Keeping invoices as Stripe has them, and turning paid ones into credits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db import transaction

from billing import ledger
from billing.locks import balance_locked
from billing.models import Customer, Invoice, PlanPeriod, Price
from billing.periods import begin_due
from billing.plans import catalogue

from .api import asking
from .customers import draw_ticket
from .months import Line, months
from .prices import price_row
from .subscriptions import mirror_subscription, moment

PAGE = 100


@dataclass(frozen=True)
class Bought:
    """A line of an invoice with the price that it is for."""

    line: dict[str, Any]
    price: Price


def mirror_invoice(stripe_id: str, customer_id: str) -> Invoice | None:
    """Ask Stripe for the invoice and its refunds, write them down, and give or take the credits that follow.

    Whatever order the news came in and however often, the outcome is the same: it follows from what
    Stripe says now, and each credit from a key. None where it is not ours.
    """
    drawn = draw_ticket(customer_id)
    if drawn is None:
        return None
    customer, ticket = drawn
    with asking() as stripe:
        found = stripe.v1.invoices.retrieve(stripe_id, {"expand": ["payments"]}).to_dict()
        lines = found["lines"]["data"]
        if found["lines"]["has_more"]:
            pages = stripe.v1.invoices.line_items.list(stripe_id, {"limit": PAGE})
            lines = [line.to_dict() for line in pages.auto_paging_iter()]
        intent = _payment_intent(found)
        refunded = 0
        if intent and found["status"] == "paid":
            refunds = stripe.v1.refunds.list({"payment_intent": intent, "limit": PAGE})
            refunded = sum(one.amount for one in refunds.auto_paging_iter() if one.status == "succeeded")
    subscription_id = _subscription_id(found)
    if subscription_id:
        mirror_subscription(subscription_id, customer_id)
    bought = [
        Bought(line, price)
        for line in lines
        if (price_id := _price_id(line)) and (price := price_row(price_id))
    ]
    if not bought:
        return None
    row = _write(customer, ticket, found, bought, intent, refunded)
    begin_due(customer.account)
    return row


@transaction.atomic
def _write(
    customer: Customer, ticket: int, found: dict[str, Any], bought: list[Bought], intent: str, refunded: int
) -> Invoice:
    balance_locked(customer.pk)
    row = Invoice.objects.filter(stripe_id=found["id"]).first()
    if row and row.ticket > ticket:
        return row
    row = row or Invoice(stripe_id=found["id"], account=customer.account)
    pack = next((one for one in bought if one.price.pack), None)
    row.kind = Invoice.Kind.TOP_UP if pack else Invoice.Kind.PLAN
    row.number, row.status = found.get("number") or "", found["status"]
    row.currency, row.total = found["currency"], found["total"]
    row.tax = sum(one["amount"] for one in found.get("total_taxes") or [])
    row.amount_paid, row.amount_due = found["amount_paid"], found["amount_due"]
    row.payment_intent = intent
    row.what = (bought[-1].line.get("description") or "")[:200]
    row.page, row.pdf = found.get("hosted_invoice_url") or "", found.get("invoice_pdf") or ""
    row.created_at = moment(found["created"])  # type: ignore[assignment]
    row.paid_at = moment((found.get("status_transitions") or {}).get("paid_at"))
    row.next_attempt_at, row.attempts = moment(found.get("next_payment_attempt")), found["attempt_count"]
    row.refunded = min(refunded, row.amount_paid)
    row.ticket = ticket
    row.save()
    if row.status == "paid":
        if pack:
            credits = pack.price.terms["credits"] * (pack.line.get("quantity") or 1)
            ledger.top_up(row, credits, note=f"Top-up of {credits} credits, invoice {row.number}")
        else:
            _write_periods(row, bought)
    if row.refunded:
        begin_due(customer.account)  # in the order of things: first what was paid, then what was taken back
        ledger.take_back(row, row.refunded)
    return row


def _write_periods(invoice: Invoice, bought: list[Bought]) -> None:
    if invoice.periods.exists():
        return
    newest = next((one for one in reversed(bought) if one.line["amount"] >= 0), None)
    if newest is None:
        return
    seats = newest.line.get("quantity") or 1
    rollover = relativedelta(months=catalogue().rollover_months)
    for number, month in enumerate(months(_line(one) for one in bought), start=1):
        PlanPeriod.objects.create(
            account=invoice.account,
            key=f"{invoice.stripe_id} month {number:02d}",
            plan=newest.price.plan,
            invoice=invoice,
            starts_at=month.starts_at,
            ends_at=month.ends_at,
            expires_at=month.ends_at + rollover,
            credits=month.credits,
            cap=newest.price.terms["cap"] * seats,
        )


def _line(one: Bought) -> Line:
    line, terms = one.line, one.price.terms
    return Line(
        starts_at=moment(line["period"]["start"]),  # type: ignore[arg-type]
        ends_at=moment(line["period"]["end"]),  # type: ignore[arg-type]
        amount=line["amount"],
        unit_amount=one.price.amount,
        quantity=line.get("quantity") or 1,
        credits=terms["credits"],
        yearly=one.price.cadence == "year",
        trial_credits=terms.get("trial_credits", 0),
    )


def _price_id(line: dict[str, Any]) -> str:
    details = (line.get("pricing") or {}).get("price_details") or {}
    price = details.get("price") or ""
    return price if isinstance(price, str) else str(price["id"])


def _subscription_id(found: dict[str, Any]) -> str:
    details = (found.get("parent") or {}).get("subscription_details") or {}
    return details.get("subscription") or ""


def _payment_intent(found: dict[str, Any]) -> str:
    """The payment that paid it; empty for an invoice of nothing."""
    for payment in (found.get("payments") or {}).get("data", []):
        if payment["status"] == "paid":
            intent = payment["payment"].get("payment_intent") or ""
            return intent if isinstance(intent, str) else str(intent["id"])
    return ""
