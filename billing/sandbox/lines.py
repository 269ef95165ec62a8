"""The lines of an invoice, and the taxes on them."""

from __future__ import annotations

import secrets

from .taxes import taxes_on
from .world import Thing


def line(
    price: Thing,
    quantity: int,
    amount: int,
    start: int,
    end: int,
    description: str,
    *,
    subscription: str | None = None,
    item: str | None = None,
    proration: bool = False,
    metadata: Thing | None = None,
) -> Thing:
    """One line; amounts in minor units before discounts and tax."""
    details = {
        "invoice_item": f"ii_{secrets.token_hex(8)}" if proration else None,
        "proration": proration,
        "proration_details": {"credited_items": None},
        "subscription": subscription,
    }
    parent: Thing
    if item:
        parent = {
            "invoice_item_details": None,
            "subscription_item_details": details | {"subscription_item": item},
            "type": "subscription_item_details",
        }
    else:
        parent = {
            "invoice_item_details": details | {"invoice_item": f"ii_{secrets.token_hex(8)}"},
            "subscription_item_details": None,
            "type": "invoice_item_details",
        }
    return {
        "id": f"il_{secrets.token_hex(12)}",
        "object": "line_item",
        "amount": amount,
        "currency": price["currency"],
        "description": description,
        "discount_amounts": [],
        "discountable": not proration,
        "discounts": [],
        "invoice": None,
        "livemode": False,
        "metadata": metadata or {},
        "parent": parent,
        "period": {"start": start, "end": end},
        "pretax_credit_amounts": [],
        "pricing": {
            "price_details": {"price": price["id"], "product": price["product"]},
            "type": "price_details",
            "unit_amount_decimal": str(price["unit_amount"]),
        },
        "quantity": quantity,
        "quantity_decimal": str(quantity),
        "subscription": subscription,
        "subtotal": amount,
        "taxes": [],
        "_tax_behavior": price["tax_behavior"],
    }


def taxed(lines: list[Thing], country: str | None) -> int:
    """Put the tax of a country on every line; returns how much of it the amounts include already."""
    for one in lines:
        taken = sum(part["amount"] for part in one["discount_amounts"])
        one["taxes"] = taxes_on(one["amount"] - taken, country, one["_tax_behavior"])
    return sum(
        part["amount"] for one in lines for part in one["taxes"] if part["tax_behavior"] == "inclusive"
    )


def summed(parts: list[Thing]) -> list[Thing]:
    """The taxes of all lines by their rate."""
    by_rate: dict[str, Thing] = {}
    for part in parts:
        rate = part["tax_rate_details"]["tax_rate"] + part["tax_behavior"]
        if rate in by_rate:
            by_rate[rate]["amount"] += part["amount"]
            by_rate[rate]["taxable_amount"] += part["taxable_amount"]
        else:
            by_rate[rate] = dict(part)
    return list(by_rate.values())
