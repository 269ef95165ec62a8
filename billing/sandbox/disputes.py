"""Disputes: a cardholder's bank calls a payment back, and decides later."""

from __future__ import annotations

from .wire import merged
from .world import Thing, World

#: What a merchant may hand in against a dispute.
EVIDENCE = (
    "access_activity_log",
    "billing_address",
    "cancellation_policy",
    "cancellation_policy_disclosure",
    "cancellation_rebuttal",
    "customer_communication",
    "customer_email_address",
    "customer_name",
    "customer_purchase_ip",
    "customer_signature",
    "duplicate_charge_documentation",
    "duplicate_charge_explanation",
    "duplicate_charge_id",
    "product_description",
    "receipt",
    "refund_policy",
    "refund_policy_disclosure",
    "refund_refusal_explanation",
    "service_date",
    "service_documentation",
    "shipping_address",
    "shipping_carrier",
    "shipping_date",
    "shipping_documentation",
    "shipping_tracking_number",
    "uncategorized_file",
    "uncategorized_text",
)


def begin(world: World, charge: Thing) -> Thing:
    """The cardholder's bank calls a payment back."""
    made = world.new(
        "dispute",
        "du",
        amount=charge["amount"],
        balance_transactions=[],
        charge=charge["id"],
        currency=charge["currency"],
        enhanced_eligibility_types=[],
        evidence=dict.fromkeys(EVIDENCE) | {"enhanced_evidence": {}},
        evidence_details={
            "due_by": world.now() + 9 * 86_400,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
            "submission_method": "not_submitted",
        },
        is_charge_refundable=False,
        metadata={},
        payment_intent=charge["payment_intent"],
        payment_method_details={
            "card": {
                "brand": charge["payment_method_details"]["card"]["brand"],
                "case_type": "chargeback",
                "network": charge["payment_method_details"]["card"]["network"],
                "network_reason_code": "10",
            },
            "type": "card",
        },
        reason="fraudulent",
        status="needs_response",
    )
    world.change(charge, disputed=True)
    world.emit("charge.dispute.created", made)
    world.emit("charge.dispute.funds_withdrawn", made)
    return made


def close(world: World, found_id: str, *, won: bool) -> Thing:
    """The bank decides."""
    found = world.get("dispute", found_id, "dispute")
    if found["status"] not in ("needs_response", "under_review"):
        return found
    world.change(found, "charge.dispute.updated", status="won" if won else "lost")
    world.emit("charge.dispute.closed", found)
    if won:
        world.emit("charge.dispute.funds_reinstated", found)
    return found


def update(world: World, found_id: str, params: Thing) -> Thing:
    """Metadata, and evidence: in test mode its own words decide, as at Stripe."""
    found = world.get("dispute", found_id)
    words = (params.get("evidence") or {}).get("uncategorized_text", "")
    if words in ("winning_evidence", "losing_evidence"):
        return close(world, found_id, won=words == "winning_evidence")
    metadata = merged(found["metadata"], params.get("metadata"))
    return world.change(found, "charge.dispute.updated", metadata=metadata)
