"""An account's customer at Stripe, and the tickets that put Stripe's answers in order."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from billing.models import Customer
from catalog.models import Account, Membership

from .api import asking, keyed


def customer_of(account: Account) -> Customer:
    """The account's customer, made at Stripe on first call and only once. Raises `StripeDown`."""
    row, _ = Customer.objects.get_or_create(account=account)
    if row.stripe_id:
        return row
    owner = (
        Membership.objects.filter(account=account, role=Membership.Role.OWNER)
        .select_related("user")
        .order_by("pk")
        .first()
    )
    with asking() as stripe:
        made = stripe.v1.customers.create(
            {
                "name": account.name,
                "email": owner.user.email if owner else "",
                "metadata": {"oddreel_account": str(account.pk)},
            },
            keyed(row.key, "customer"),
        )
    # Two at once get the same answer for the same key: whoever writes second writes the same.
    Customer.objects.filter(pk=row.pk).update(stripe_id=made.id)
    row.stripe_id = made.id
    return row


@transaction.atomic
def draw_ticket(customer_id: str) -> tuple[Customer, int] | None:
    """A ticket to draw before asking Stripe about one of the customer's objects; None if it isn't ours.

    Tickets grow, so of two answers the one with the higher ticket was asked for later: it is at least as
    new, and an answer never overwrites one with a higher ticket.
    """
    row = Customer.objects.select_for_update().filter(stripe_id=customer_id).first()
    if row is None:
        return None
    row.ticket += 1
    row.save(update_fields=["ticket"])
    return row, row.ticket


def mirror_customer(customer_id: str) -> None:
    """Keep the customer's card, currency and balance as Stripe has them."""
    drawn = draw_ticket(customer_id)
    if drawn is None:
        return
    row, _ = drawn
    with asking() as stripe:
        found = stripe.v1.customers.retrieve(
            customer_id, {"expand": ["invoice_settings.default_payment_method"]}
        ).to_dict()
    if found.get("deleted"):
        return
    card = card_of((found.get("invoice_settings") or {}).get("default_payment_method"))
    fields: dict[str, Any] = {"currency": found.get("currency") or "", "balance": found.get("balance") or 0}
    if card:
        fields["card"] = card
    Customer.objects.filter(pk=row.pk).update(**fields)


def card_of(method: Any) -> dict[str, Any]:
    """What a page says of a card: brand, last four, month and year; empty for anything else."""
    if not isinstance(method, dict) or not method.get("card"):
        return {}
    card = method["card"]
    return {
        "brand": card["brand"],
        "last4": card["last4"],
        "month": card["exp_month"],
        "year": card["exp_year"],
    }
