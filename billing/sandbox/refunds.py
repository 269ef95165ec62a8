"""Refunds: money back by the site, in whole or in part."""

from __future__ import annotations

from .wire import Refused, merged, whole
from .world import Thing, World


def create(world: World, params: Thing) -> Thing:
    """Money back, in whole or in part."""
    if params.get("payment_intent"):
        intent = world.get("payment_intent", params["payment_intent"], "payment_intent")
        charge_id = intent["latest_charge"]
    else:
        charge_id = params.get("charge", "")
    charge = world.get("charge", charge_id or "", "charge")
    left = charge["amount_captured"] - charge["amount_refunded"]
    amount = whole(params, "amount", left, least=1)
    if not left:
        raise Refused(f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded")
    if charge["disputed"]:
        raise Refused(
            f"Charge {charge['id']} has been charged back; cannot issue a refund.", code="charge_disputed"
        )
    if amount is None or amount > left:
        raise Refused(
            f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})", param="amount"
        )
    made = world.new(
        "refund",
        "re",
        modeless=True,
        amount=amount,
        balance_transaction=None,
        charge=charge["id"],
        currency=charge["currency"],
        customer=charge["customer"],
        destination_details={
            "card": {
                "reference_status": "pending",
                "reference_type": "acquirer_reference_number",
                "type": "refund",
            },
            "type": "card",
        },
        metadata=merged({}, params.get("metadata")),
        payment_intent=charge["payment_intent"],
        reason=params.get("reason") or None,
        receipt_number=None,
        source_transfer_reversal=None,
        status="succeeded",
        transfer_reversal=None,
    )
    refunded = charge["amount_refunded"] + amount
    world.change(charge, amount_refunded=refunded, refunded=refunded == charge["amount_captured"])
    world.emit("refund.created", made)
    world.emit("charge.refunded", charge)
    return made


def update(world: World, found_id: str, params: Thing) -> Thing:
    """Metadata."""
    found = world.get("refund", found_id)
    metadata = merged(found["metadata"], params.get("metadata"))
    return world.change(found, "refund.updated", metadata=metadata)
