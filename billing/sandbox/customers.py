"""Customers and their cards."""

from __future__ import annotations

from . import subscriptions
from .cards import TOKENS, CardForm, save_card
from .wire import merged, whole
from .world import Thing, World

LARGEST = 99_999_999
ADDRESS = ("city", "country", "line1", "line2", "postal_code", "state")


def create(world: World, params: Thing) -> Thing:
    """A customer."""
    made = world.new(
        "customer",
        "cus",
        address=_address(params.get("address")),
        balance=0,
        currency=None,
        customer_account=None,
        default_source=None,
        delinquent=False,
        description=params.get("description") or None,
        discount=None,
        email=params.get("email") or None,
        invoice_prefix="SANDBOX",
        invoice_settings={
            "custom_fields": None,
            "default_payment_method": None,
            "footer": None,
            "rendering_options": None,
        },
        metadata=merged({}, params.get("metadata")),
        name=params.get("name") or None,
        next_invoice_sequence=1,
        phone=params.get("phone") or None,
        preferred_locales=params.get("preferred_locales") or [],
        shipping=None,
        tax_exempt="none",
        test_clock=None,
    )
    world.emit("customer.created", made)
    return made


def update(world: World, found_id: str, params: Thing) -> Thing:
    """Name, address, mail, metadata, the card for renewals."""
    found = world.get("customer", found_id)
    fields: Thing = {"metadata": merged(found["metadata"], params.get("metadata"))}
    for name in ("name", "email", "description", "phone"):
        if name in params:
            fields[name] = params[name] or None
    if "preferred_locales" in params:
        fields["preferred_locales"] = params["preferred_locales"] or []
    if params.get("balance"):
        fields["balance"] = whole(params, "balance", least=-LARGEST)
    if "address" in params:
        fields["address"] = _address(params["address"])
    settings = params.get("invoice_settings") or {}
    if "default_payment_method" in settings:
        fields["invoice_settings"] = found["invoice_settings"] | {
            "default_payment_method": settings["default_payment_method"] or None
        }
    return world.change(found, "customer.updated", **fields)


def delete(world: World, found_id: str) -> Thing:
    """Only the fact that it was remains; its subscriptions end."""
    found = world.get("customer", found_id)
    for one in world.store.all("subscription", found_id):
        if one["status"] not in ("canceled", "incomplete_expired"):
            subscriptions.end(world, one, reason="cancellation_requested")
    world.emit("customer.deleted", found)
    found["deleted"] = True
    world.store.put(found)
    return {"id": found_id, "object": "customer", "deleted": True}


def retrieve(world: World, found_id: str) -> Thing:
    """A customer, or that it was deleted."""
    found = world.store.get("customer", found_id)
    if found and found.get("deleted"):
        return {"id": found_id, "object": "customer", "deleted": True}
    return world.get("customer", found_id)


def _address(given: object) -> Thing | None:
    if not isinstance(given, dict):
        return None
    return {name: given.get(name) or None for name in ADDRESS}


def update_method(world: World, method_id: str, params: Thing) -> Thing:
    """Another expiry, name or address of a card, and metadata."""
    found = world.get("payment_method", method_id)
    card: Thing = params.get("card") or {}
    later = {name: whole(card, name, found["card"][name]) for name in ("exp_month", "exp_year")}
    given: Thing = params.get("billing_details") or {}
    billing = found["billing_details"] | {
        name: given[name] or None for name in ("name", "email") if name in given
    }
    return world.change(
        found,
        "payment_method.updated",
        card=found["card"] | later,
        billing_details=billing,
        metadata=merged(found["metadata"], params.get("metadata")),
    )


def detach(world: World, method_id: str) -> Thing:
    """A card that is not to be used again."""
    found = world.get("payment_method", method_id)
    return world.change(found, "payment_method.detached", customer=None)


def attach(world: World, method_id: str, customer_id: str) -> Thing:
    """A card for a customer; Stripe's test tokens make one."""
    world.get("customer", customer_id, "customer")
    if method_id in TOKENS:
        return save_card(world, CardForm(TOKENS[method_id], "12/44", "123"), customer_id)
    found = world.get("payment_method", method_id)
    world.change(found, customer=customer_id)
    world.emit("payment_method.attached", found)
    return found
