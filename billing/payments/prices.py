"""Which plan or pack a price at Stripe stands for, also one that we retired long ago."""

from __future__ import annotations

from typing import Any

from billing.models import Price
from billing.plans import catalogue

from .api import asking


def price_row(stripe_id: str) -> Price | None:
    """The price of that id, fetched where we have forgotten it; None for one that is not ours."""
    row = Price.objects.filter(stripe_id=stripe_id).first()
    if row:
        return row
    with asking() as stripe:
        found = stripe.v1.prices.retrieve(stripe_id).to_dict()
    metadata = found.get("metadata") or {}
    plan, pack = metadata.get("oddreel_plan", ""), metadata.get("oddreel_pack", "")
    if bool(plan) == bool(pack):
        return None
    recurring = found.get("recurring") or {}
    row, _ = Price.objects.get_or_create(
        stripe_id=stripe_id,
        defaults={
            "lookup_key": "",
            "product": found["product"],
            "plan": plan,
            "pack": pack,
            "cadence": recurring.get("interval", ""),
            "currency": found["currency"],
            "amount": found["unit_amount"],
            "terms": _terms(plan, metadata),
            "active": False,
        },
    )
    return row


def _terms(plan_id: str, metadata: dict[str, Any]) -> dict[str, Any]:
    """The terms as far as they can be known: what the price says of itself goes first."""
    plan = catalogue().plan(plan_id) or (catalogue().free if plan_id else None)
    known = plan.as_json() | {"id": plan_id} if plan else {}
    said = {"credits": int(metadata["oddreel_credits"])}
    if metadata.get("oddreel_cap"):
        said["cap"] = int(metadata["oddreel_cap"])
    return known | said


def price_on_sale(lookup_key: str) -> Price | None:
    """The price that is sold under a lookup key now."""
    return Price.objects.filter(lookup_key=lookup_key, active=True).first()
