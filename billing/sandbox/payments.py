"""Payment intents and charges: one try to take money."""

from __future__ import annotations

import secrets
from typing import Any

from . import disputes
from .cards import DISPUTED, Refusal, refusal_of, wants_person
from .wire import Refused
from .world import Thing, World

NOT_SEEN = "We are unable to authenticate your payment method. Please choose a different payment method and try again."


def new_intent(
    world: World, amount: int, currency: str, customer: str | None, metadata: Thing, description: str
) -> Thing:
    """A payment that nobody tried yet."""
    made = world.new(
        "payment_intent",
        "pi",
        amount=amount,
        amount_capturable=0,
        amount_received=0,
        application=None,
        application_fee_amount=None,
        automatic_payment_methods=None,
        canceled_at=None,
        cancellation_reason=None,
        capture_method="automatic_async",
        client_secret=f"pi_secret_{secrets.token_hex(12)}",
        confirmation_method="automatic",
        currency=currency,
        customer=customer,
        customer_account=None,
        description=description,
        excluded_payment_method_types=None,
        last_payment_error=None,
        latest_charge=None,
        metadata=metadata,
        next_action=None,
        on_behalf_of=None,
        payment_method=None,
        payment_method_configuration_details=None,
        payment_method_options={},
        payment_method_types=["card"],
        processing=None,
        receipt_email=None,
        review=None,
        setup_future_usage="off_session",
        shipping=None,
        source=None,
        statement_descriptor=None,
        statement_descriptor_suffix=None,
        status="requires_payment_method",
        transfer_data=None,
        transfer_group=None,
    )
    world.emit("payment_intent.created", made)
    return made


def try_to_pay(
    world: World, intent: Thing, method: Thing | None, *, present: bool, seen: bool = False
) -> str:
    """Charge a card: `succeeded`, `requires_action` or `requires_payment_method`.

    `present`: the person is on a page. `seen`: their bank has seen them just now.
    """
    refusal = refusal_of(method, world.now())
    if refusal is None and method and not seen and wants_person(method, present=present):
        action = {"type": "use_stripe_sdk", "use_stripe_sdk": {"type": "three_d_secure_redirect"}}
        world.change(
            intent,
            status="requires_action",
            payment_method=method["id"],
            next_action=action,
            last_payment_error=None,
        )
        world.emit("payment_intent.requires_action", intent)
        return "requires_action"
    charge = _charge(world, intent, method, refusal)
    if refusal:
        error = {
            "charge": charge["id"],
            "code": refusal.code,
            "message": refusal.message,
            "type": "card_error",
        }
        if refusal.decline_code:
            error["decline_code"] = refusal.decline_code
        world.change(
            intent,
            status="requires_payment_method",
            latest_charge=charge["id"],
            next_action=None,
            last_payment_error=error,
        )
        world.emit("charge.failed", charge)
        world.emit("payment_intent.payment_failed", intent)
        return "requires_payment_method"
    world.change(
        intent,
        status="succeeded",
        amount_received=intent["amount"],
        latest_charge=charge["id"],
        payment_method=charge["payment_method"],
        next_action=None,
        last_payment_error=None,
    )
    world.emit("charge.succeeded", charge)
    world.emit("payment_intent.succeeded", intent)
    if method and method["_number"] in DISPUTED:
        disputes.begin(world, charge)
    return "succeeded"


def not_seen(world: World, intent: Thing) -> Refused:
    """The bank did not see the person: the payment waits for another card."""
    error = {
        "code": "payment_intent_authentication_failure",
        "message": NOT_SEEN,
        "type": "invalid_request_error",
    }
    world.change(
        intent,
        status="requires_payment_method",
        next_action=None,
        payment_method=None,
        last_payment_error=error,
    )
    world.emit("payment_intent.payment_failed", intent)
    return Refused(NOT_SEEN, status=402, kind="card_error", code="payment_intent_authentication_failure")


def _charge(world: World, intent: Thing, method: Thing | None, refusal: Refusal | None) -> Thing:
    card: Any = method["card"] if method else None
    return world.new(
        "charge",
        "ch",
        amount=intent["amount"],
        amount_captured=0 if refusal else intent["amount"],
        amount_refunded=0,
        application=None,
        application_fee=None,
        application_fee_amount=None,
        balance_transaction=None if refusal else f"txn_{secrets.token_hex(12)}",
        billing_details=method["billing_details"]
        if method
        else {"address": None, "email": None, "name": None, "phone": None, "tax_id": None},
        calculated_statement_descriptor="ODDREEL SANDBOX",
        captured=not refusal,
        currency=intent["currency"],
        customer=intent["customer"],
        description=intent["description"],
        disputed=False,
        failure_balance_transaction=None,
        failure_code=refusal.code if refusal else None,
        failure_message=refusal.message if refusal else None,
        fraud_details={},
        metadata=intent["metadata"],
        on_behalf_of=None,
        outcome={
            "advice_code": None,
            "network_advice_code": None,
            "network_decline_code": None,
            "network_status": "declined_by_network" if refusal else "approved_by_network",
            "reason": (refusal.decline_code or refusal.code) if refusal else None,
            "risk_level": "normal",
            "seller_message": "The bank said no." if refusal else "Payment complete.",
            "type": "issuer_declined" if refusal else "authorized",
        },
        paid=not refusal,
        payment_intent=intent["id"],
        payment_method=method["id"] if method else None,
        payment_method_details={"card": _details(card, intent["amount"]), "type": "card"} if card else None,
        radar_options={},
        receipt_email=None,
        receipt_number=None,
        receipt_url=None,
        refunded=False,
        review=None,
        shipping=None,
        source=None,
        source_transfer=None,
        statement_descriptor=None,
        statement_descriptor_suffix=None,
        status="failed" if refusal else "succeeded",
        transfer_data=None,
        transfer_group=None,
    )


def _details(card: Thing, amount: int) -> Thing:
    kept = (
        "brand",
        "checks",
        "country",
        "exp_month",
        "exp_year",
        "fingerprint",
        "funding",
        "last4",
        "wallet",
    )
    return {name: card[name] for name in kept} | {
        "amount_authorized": amount,
        "authorization_code": None,
        "installments": None,
        "mandate": None,
        "network": card["brand"],
        "network_token": {"used": False},
        "network_transaction_id": None,
        "regulated_status": "unregulated",
        "three_d_secure": None,
    }
