"""Subscribing and topping up through Stripe's own Checkout: card numbers never come near us."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse

from billing.models import Order, Price

from .api import asking, keyed
from .customers import customer_of, mirror_customer
from .invoices import mirror_invoice
from .subscriptions import mirror_subscription


def _order_named(session: dict[str, Any]) -> Order | None:
    """The order that a session names: ours may not know the session yet."""
    try:
        return Order.objects.filter(key=uuid.UUID(session.get("client_reference_id") or "")).first()
    except ValueError:
        return None


def open_checkout(order: Order) -> Mapping[str, Any]:
    """Ask Stripe for the session of an order; the same order gets the same session."""
    price = Price.objects.get(pk=order.what["price"])
    metadata = {"oddreel_order": str(order.key), "oddreel_account": str(order.account_id)}
    done = settings.SITE_URL + reverse("billing-done", args=[order.key])
    params: dict[str, Any] = {
        "mode": order.what["mode"],
        "customer": customer_of(order.account).stripe_id,
        "client_reference_id": str(order.key),
        "line_items": [{"price": price.stripe_id, "quantity": order.what["quantity"]}],
        "success_url": done,
        "cancel_url": settings.SITE_URL + reverse("plans"),
        "metadata": metadata,
        "allow_promotion_codes": True,
    }
    if settings.STRIPE_TAX:
        params |= {
            "automatic_tax": {"enabled": True},
            "customer_update": {"address": "auto", "name": "auto"},
            "tax_id_collection": {"enabled": True},
        }
    if price.plan:
        params["subscription_data"] = {"metadata": metadata}
        if order.what["trial_days"]:
            params["subscription_data"]["trial_period_days"] = order.what["trial_days"]
    else:
        params["invoice_creation"] = {"enabled": True, "invoice_data": {"metadata": metadata}}
        params["payment_intent_data"] = {"metadata": metadata}
    with asking() as stripe:
        session = stripe.v1.checkout.sessions.create(params, keyed(order.key))  # type: ignore[arg-type]
    return {"state": Order.State.OPEN, "stripe_id": session.id, "page": session.url or ""}


def settle_checkout(session_id: str) -> Order | None:
    """Take in what became of a session: its subscription or invoice, and the order's end."""
    with asking() as stripe:
        session = stripe.v1.checkout.sessions.retrieve(session_id).to_dict()
    order = Order.objects.filter(stripe_id=session_id).first() or _order_named(session)
    if order is None or not session.get("customer"):
        return None
    customer_id = session["customer"]
    if session["status"] == "complete":
        mirror_customer(customer_id)
        if session.get("subscription"):
            mirror_subscription(session["subscription"], customer_id)
        if session.get("invoice"):
            mirror_invoice(session["invoice"], customer_id)
    state = {"complete": Order.State.DONE, "expired": Order.State.EXPIRED}.get(session["status"])
    if state:
        Order.objects.filter(pk=order.pk, state__in=[Order.State.ASKED, Order.State.OPEN]).update(state=state)
        order.refresh_from_db()
    return order
