"""The next period of a subscription, and what becomes of its invoice."""

from __future__ import annotations

from . import invoices
from .items import words_for
from .lines import line
from .periods import period_end
from .subscriptions import bill, method_of, settle
from .world import Thing, World


def next_line(world: World, subscription: Thing, price: Thing, quantity: int, start: int) -> Thing:
    """The line of the period that begins at a moment."""
    interval = price["recurring"]
    end = period_end(
        subscription["billing_cycle_anchor"], start, interval["interval"], interval["interval_count"]
    )
    return line(
        price,
        quantity,
        price["unit_amount"] * quantity,
        start,
        end,
        words_for(world, price, quantity),
        subscription=subscription["id"],
        item=subscription["items"]["data"][0]["id"],
    )


def renew(world: World, subscription: Thing, start: int, *, reason: str = "subscription_cycle") -> None:
    """The next period with its invoice: a draft for an hour at a renewal, paid at once where somebody asked for it."""
    item = subscription["items"]["data"][0]
    one = next_line(world, subscription, item["price"], item["quantity"], start)
    end = one["period"]["end"]
    item |= {"current_period_start": start, "current_period_end": end, "billed_until": end}
    subscription["_upcoming_told"] = False
    if subscription["status"] == "trialing":
        subscription["status"] = "active"
    world.store.put(subscription)
    paused = subscription["pause_collection"]
    waits = reason == "subscription_cycle" and not paused
    invoice = bill(world, subscription, [one], reason, draft=waits or _kept(paused))
    if _kept(paused):
        world.change(invoice, auto_advance=False, automatically_finalizes_at=None)
    elif paused and invoice["status"] == "open":
        (invoices.void if paused["behavior"] == "void" else invoices.give_up)(world, invoice)
    elif not waits:
        _collect(world, invoice, subscription)


def _kept(paused: Thing | None) -> bool:
    return bool(paused and paused["behavior"] == "keep_as_draft")


def finalize(world: World, invoice: Thing) -> None:
    """A renewal's draft is over: number it and try to take the money."""
    subscription = world.get("subscription", invoices.subscription_of(invoice) or "")
    _collect(world, invoices.finalize(world, invoice), subscription)


def retry(world: World, invoice: Thing) -> bool:
    """One more try of a renewal; whether there are more to come, or none is needed."""
    subscription = world.get("subscription", invoices.subscription_of(invoice) or "")
    _collect(world, invoice, subscription)
    world.emit("invoice.updated", invoice)
    return invoice["status"] == "paid" or invoice["next_payment_attempt"] is not None


def _collect(world: World, invoice: Thing, subscription: Thing) -> None:
    if invoice["status"] == "open":
        invoices.pay(world, invoice, method_of(world, subscription), retry=True)
    settle(world, invoice)
