"""Invoice items: lines of a subscription that wait for its next invoice."""

from __future__ import annotations

from typing import Any

from .world import Thing, World


def wait(world: World, subscription: Thing, lines: list[Thing]) -> None:
    """Keep lines for the next invoice."""
    for one in lines:
        details = one["parent"]["subscription_item_details"]
        made = world.new(
            "invoiceitem",
            "ii",
            found_id=details["invoice_item"],
            amount=one["amount"],
            currency=one["currency"],
            customer=subscription["customer"],
            customer_account=None,
            date=world.now(),
            description=one["description"],
            discountable=one["discountable"],
            discounts=[],
            invoice=None,
            metadata={},
            net_amount=one["amount"],
            parent={
                "subscription_details": {
                    "subscription": subscription["id"],
                    "subscription_item": details["subscription_item"],
                },
                "type": "subscription_details",
            },
            period=one["period"],
            pricing=one["pricing"],
            proration=True,
            proration_details={"discount_amounts": []},
            quantity=one["quantity"],
            quantity_decimal=one["quantity_decimal"],
            tax_rates=[],
            test_clock=None,
            _line=one,
        )
        del made["created"]
        world.store.put(made)
        world.emit("invoiceitem.created", made)


def _waiting(world: World, subscription: Thing) -> list[Thing]:
    return [
        one
        for one in world.store.all("invoiceitem", subscription["customer"])
        if one["invoice"] is None
        and not one.get("deleted")
        and one["_line"]["subscription"] == subscription["id"]
    ]


def waiting_lines(world: World, subscription: Thing) -> list[Thing]:
    """What the next invoice begins with."""
    lines: list[Any] = [one["_line"] for one in _waiting(world, subscription)]
    return lines


def taken_by(world: World, subscription: Thing, invoice_id: str) -> None:
    """They are on an invoice now."""
    for one in _waiting(world, subscription):
        world.change(one, invoice=invoice_id)
