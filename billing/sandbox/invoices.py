"""Invoices: drawn up from lines, finalised, paid or not."""

from __future__ import annotations

import secrets
from typing import Any

from . import discounts as off
from .lines import summed, taxed
from .payments import new_intent, try_to_pay
from .wire import Refused
from .world import Thing, World, listed

DAY = 86_400
#: Days after each failed try until the next; after the last one the subscription ends.
TRY_AGAIN_AFTER = (3, 5, 7)


def draw_up(
    world: World,
    customer: Thing,
    lines: list[Thing],
    *,
    reason: str,
    subscription: Thing | None = None,
    discounts: list[Thing] | None = None,
    tax: bool = False,
    metadata: Thing | None = None,
    period: tuple[int, int] | None = None,
) -> Thing:
    """A draft with its arithmetic done; not written."""
    currency = lines[0]["currency"]
    discounts = discounts or []
    less = [off.spread(one, lines) for one in discounts]
    included = taxed(lines, (customer.get("address") or {}).get("country") if tax else None)
    subtotal = sum(one["amount"] for one in lines)
    taxes = summed([part for one in lines for part in one["taxes"]])
    all_tax = sum(part["amount"] for part in taxes)
    total = subtotal - sum(less) + all_tax - included
    start_balance = customer["balance"]
    found_id = f"in_{secrets.token_hex(12)}"
    for one in lines:
        one["invoice"] = found_id
    details = None
    if subscription:
        details = {
            "quote_details": None,
            "subscription_details": {
                "metadata": subscription["metadata"],
                "subscription": subscription["id"],
            },
            "type": "subscription_details",
        }
    now = world.now()
    return {
        "id": found_id,
        "object": "invoice",
        "account_country": "DE",
        "account_name": "Oddreel sandbox",
        "account_tax_ids": None,
        "amount_due": _due(total, start_balance),
        "amount_overpaid": 0,
        "amount_paid": 0,
        "amount_remaining": _due(total, start_balance),
        "amount_shipping": 0,
        "application": None,
        "attempt_count": 0,
        "attempted": False,
        "auto_advance": True,
        "automatic_tax": {
            "disabled_reason": None,
            "enabled": tax,
            "liability": {"type": "self"} if tax else None,
            "provider": "stripe" if tax else None,
            "status": "complete" if tax else None,
        },
        "automatically_finalizes_at": None,
        "billing_reason": reason,
        "collection_method": "charge_automatically",
        "created": now,
        "currency": currency,
        "custom_fields": None,
        "customer": customer["id"],
        "customer_account": None,
        "customer_address": customer.get("address"),
        "customer_email": customer.get("email"),
        "customer_name": customer.get("name"),
        "customer_phone": None,
        "customer_shipping": None,
        "customer_tax_exempt": "none",
        "customer_tax_ids": [],
        "default_payment_method": None,
        "default_source": None,
        "default_tax_rates": [],
        "description": None,
        "discounts": [one["id"] for one in discounts],
        "due_date": None,
        "effective_at": None,
        "ending_balance": None,
        "footer": None,
        "from_invoice": None,
        "hosted_invoice_url": None,
        "invoice_pdf": None,
        "issuer": {"type": "self"},
        "last_finalization_error": None,
        "latest_revision": None,
        "lines": listed(f"/v1/invoices/{found_id}/lines", lines),
        "livemode": False,
        "metadata": metadata or {},
        "next_payment_attempt": None,
        "number": None,
        "on_behalf_of": None,
        "parent": details,
        "payment_settings": {
            "default_mandate": None,
            "payment_method_options": None,
            "payment_method_types": None,
        },
        "period_end": period[1] if period else now,
        "period_start": period[0] if period else now,
        "post_payment_credit_notes_amount": 0,
        "pre_payment_credit_notes_amount": 0,
        "receipt_number": None,
        "rendering": None,
        "shipping_cost": None,
        "shipping_details": None,
        "starting_balance": start_balance,
        "statement_descriptor": None,
        "status": "draft",
        "status_transitions": {
            "finalized_at": None,
            "marked_uncollectible_at": None,
            "paid_at": None,
            "voided_at": None,
        },
        "subtotal": subtotal,
        "subtotal_excluding_tax": subtotal - included,
        "test_clock": None,
        "total": total,
        "total_discount_amounts": [
            {"amount": amount, "discount": one["id"]} for amount, one in zip(less, discounts, strict=True)
        ],
        "total_excluding_tax": total - all_tax,
        "total_pretax_credit_amounts": [],
        "total_taxes": taxes,
        "webhooks_delivered_at": now,
    }


def _due(total: int, balance: int) -> int:
    return max(0, total + balance)


def finalize(world: World, invoice: Thing) -> Thing:
    """Number, addresses, the customer's balance, and the payment that is due; an invoice of nothing is paid."""
    customer = world.get("customer", invoice["customer"])
    total, start = invoice["total"], customer["balance"]
    due = _due(total, start)
    ending = start + total - due
    if customer["balance"] != ending:
        world.change(customer, "customer.updated", balance=ending)
    invoice |= {
        "starting_balance": start,
        "ending_balance": ending,
        "amount_due": due,
        "amount_remaining": due,
    }
    _number(world, invoice)
    if due:
        words = f"Invoice {invoice['number']}"
        intent = new_intent(world, due, invoice["currency"], invoice["customer"], {}, words)
        _ask_for(world, invoice, intent)
    else:
        _paid(world, invoice, 0)
    return invoice


def paid_already(world: World, invoice: Thing, intent: Thing | None) -> Thing:
    """The invoice of a payment that Checkout took just now, or of nothing; the balance stays out of it."""
    invoice |= {"starting_balance": 0, "ending_balance": 0}
    invoice |= {"amount_due": invoice["total"], "amount_remaining": invoice["total"]}
    _number(world, invoice)
    if intent:
        payment = _ask_for(world, invoice, intent)
        _settled(world, payment, intent["amount"])
    _paid(world, invoice, invoice["total"])
    return invoice


def _number(world: World, invoice: Thing) -> None:
    number = int(world.store.fact("invoices", "0")) + 1
    world.store.remember("invoices", str(number))
    invoice |= {
        "status": "open",
        "number": f"SANDBOX-{number:04d}",
        "effective_at": world.now(),
        "automatically_finalizes_at": None,
        "hosted_invoice_url": f"{world.url}/i/{invoice['id']}",
        "invoice_pdf": f"{world.url}/i/{invoice['id']}/pdf",
    }
    invoice["status_transitions"]["finalized_at"] = world.now()
    world.store.put(invoice)
    world.emit("invoice.finalized", invoice)


def _ask_for(world: World, invoice: Thing, intent: Thing) -> Thing:
    payment = world.new(
        "invoice_payment",
        "inpay",
        amount_paid=None,
        amount_requested=intent["amount"],
        currency=invoice["currency"],
        invoice=invoice["id"],
        is_default=True,
        payment={"payment_intent": intent["id"], "type": "payment_intent"},
        status="open",
        status_transitions={"canceled_at": None, "paid_at": None},
    )
    invoice["_payment"] = payment["id"]
    world.store.put(invoice)
    return payment


def _settled(world: World, payment: Thing, amount: int) -> None:
    payment |= {"status": "paid", "amount_paid": amount}
    payment["status_transitions"]["paid_at"] = world.now()
    world.store.put(payment)
    world.emit("invoice_payment.paid", payment)


def payment_of(world: World, invoice: Thing) -> tuple[Thing, Thing] | None:
    """The invoice's payment and its intent."""
    if "_payment" not in invoice:
        return None
    payment = world.get("invoice_payment", invoice["_payment"])
    return payment, world.get("payment_intent", payment["payment"]["payment_intent"])


def pay(
    world: World,
    invoice: Thing,
    method: Thing | None,
    *,
    present: bool = False,
    seen: bool = False,
    retry: bool = False,
) -> str:
    """One try: `succeeded`, `requires_action` or `requires_payment_method`. `retry` plans the next one."""
    if invoice["status"] == "paid":
        return "succeeded"
    if invoice["status"] != "open":
        raise Refused("Invoice is not open.", code="invoice_not_open")
    found = payment_of(world, invoice)
    assert found is not None  # noqa: S101 (an open invoice has a payment)
    payment, intent = found
    outcome = try_to_pay(world, intent, method, present=present, seen=seen)
    invoice |= {
        "attempted": True,
        "attempt_count": invoice["attempt_count"] + 1,
        "next_payment_attempt": None,
    }
    if outcome == "succeeded":
        _paid(world, invoice, intent["amount"])
        _settled(world, payment, intent["amount"])
        return outcome
    tries = invoice["attempt_count"]
    if retry and tries <= len(TRY_AGAIN_AFTER):
        invoice["next_payment_attempt"] = world.now() + TRY_AGAIN_AFTER[tries - 1] * DAY
    world.store.put(invoice)
    if outcome == "requires_action":
        world.emit("invoice.payment_action_required", invoice)
    world.emit("invoice.payment_failed", invoice)
    return outcome


def _paid(world: World, invoice: Thing, amount: int) -> None:
    invoice |= {
        "status": "paid",
        "amount_paid": amount,
        "amount_remaining": 0,
        "attempted": True,
        "next_payment_attempt": None,
    }
    invoice["status_transitions"]["paid_at"] = world.now()
    world.store.put(invoice)
    world.emit("invoice.paid", invoice)
    world.emit("invoice.payment_succeeded", invoice)


def void(world: World, invoice: Thing) -> Thing:
    """Nobody has to pay it any more."""
    if invoice["status"] not in ("open", "uncollectible"):
        raise Refused("You can only void an open invoice.", code="invoice_not_editable")
    invoice["status_transitions"]["voided_at"] = world.now()
    invoice |= {"status": "void", "next_payment_attempt": None}
    world.store.put(invoice)
    world.emit("invoice.voided", invoice)
    return invoice


def give_up(world: World, invoice: Thing) -> Thing:
    """Nobody expects it to be paid any more."""
    if invoice["status"] != "open":
        raise Refused("You can only mark an open invoice as uncollectible.", code="invoice_not_editable")
    invoice["status_transitions"]["marked_uncollectible_at"] = world.now()
    invoice |= {"status": "uncollectible", "next_payment_attempt": None}
    world.store.put(invoice)
    world.emit("invoice.marked_uncollectible", invoice)
    return invoice


def invoice_of(world: World, intent: Thing) -> Thing | None:
    """The invoice that a payment is for."""
    for one in world.store.all("invoice_payment"):
        if one["payment"]["payment_intent"] == intent["id"]:
            return world.get("invoice", one["invoice"])
    return None


def subscription_of(invoice: Thing) -> str | None:
    """The subscription that an invoice belongs to."""
    details: Any = (invoice.get("parent") or {}).get("subscription_details") or {}
    found: str | None = details.get("subscription")
    return found
