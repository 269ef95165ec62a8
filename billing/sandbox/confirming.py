"""Paying through the API: an open invoice, a payment intent that waits."""

from __future__ import annotations

from . import invoices, subscriptions
from .payments import try_to_pay
from .wire import Refused
from .world import Thing, World


def pay_invoice(world: World, found_id: str, params: Thing) -> Thing:
    """`POST /v1/invoices/{id}/pay`. Raises `Refused` and keeps the try where the card is refused."""
    invoice = world.get("invoice", found_id)
    if invoice["status"] == "paid":
        raise Refused("Invoice is already paid", code="invoice_already_paid")
    if invoice["status"] == "draft":
        invoices.finalize(world, invoice)
    method = _method(world, params)
    subscription_id = invoices.subscription_of(invoice)
    if method is None and subscription_id:
        method = subscriptions.method_of(world, world.get("subscription", subscription_id))
    if invoice["status"] == "open":
        outcome = invoices.pay(world, invoice, method)
        subscriptions.settle(world, invoice)
        _say(world, invoice, outcome)
    return world.get("invoice", found_id)


def _say(world: World, invoice: Thing, outcome: str) -> None:
    if outcome == "requires_action":
        raise Refused(
            "This payment requires additional user action before it can be completed successfully.",
            status=402,
            kind="card_error",
            code="invoice_payment_intent_requires_action",
            keeps=True,
        )
    if outcome != "succeeded":
        payment = invoices.payment_of(world, invoice)
        error = payment[1]["last_payment_error"] if payment else {}
        raise Refused(
            error.get("message") or "Your card was declined.",
            status=402,
            kind="card_error",
            code=error.get("code") or "card_declined",
            decline_code=error.get("decline_code"),
            keeps=True,
        )


def confirm(world: World, found_id: str, params: Thing) -> Thing:
    """`POST /v1/payment_intents/{id}/confirm`."""
    intent = world.get("payment_intent", found_id, "intent")
    if intent["status"] in ("succeeded", "canceled"):
        raise Refused(
            f"You cannot confirm this PaymentIntent because it has a status of {intent['status']}.",
            code="payment_intent_unexpected_state",
        )
    invoice = invoices.invoice_of(world, intent)
    if invoice:
        pay_invoice(world, invoice["id"], params)
    else:
        try_to_pay(world, intent, _method(world, params), present=False)
    return world.get("payment_intent", found_id)


def _method(world: World, params: Thing) -> Thing | None:
    given = params.get("payment_method")
    return world.get("payment_method", given, "payment_method") if given else None
