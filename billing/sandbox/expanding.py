"""What an answer shows: hidden parts only when asked for, ids replaced by objects where expanded."""

from __future__ import annotations

from typing import Any

from . import invoices
from .wire import Refused
from .world import Thing, World, listed, public

KINDS = (
    ("sub_sched_", "subscription_schedule"),
    ("in_", "invoice"),
    ("sub_", "subscription"),
    ("pi_", "payment_intent"),
    ("ch_", "charge"),
    ("cus_", "customer"),
    ("pm_", "payment_method"),
    ("price_", "price"),
    ("re_", "refund"),
    ("cs_", "checkout.session"),
    ("seti_", "setup_intent"),
    ("du_", "dispute"),
    ("promo_", "promotion_code"),
    ("di_", "discount"),
)
FIELDS = {"product": "product", "coupon": "coupon"}


def shown(world: World, thing: Thing, expand: list[str]) -> Thing:
    """An object or a list of them for the caller."""
    result: Thing = public(thing)
    for path in expand:
        _expand(world, result, path.split("."), path)
    return result


def _expand(world: World, place: Any, steps: list[str], whole: str) -> None:
    if isinstance(place, list):
        for one in place:
            _expand(world, one, steps, whole)
        return
    if not isinstance(place, dict):
        return
    step, rest = steps[0], steps[1:]
    if step not in place or place[step] is None:
        place[step] = _hidden(world, place, step, whole)
    if isinstance(place[step], str):
        place[step] = _fetched(world, step, place[step])
    elif isinstance(place[step], list):
        place[step] = [_fetched(world, step, one) if isinstance(one, str) else one for one in place[step]]
    if rest:
        _expand(world, place[step], rest, whole)


def _hidden(world: World, place: Thing, step: str, whole: str) -> Any:
    """Parts that Stripe leaves out unless they are asked for."""
    kind = place.get("object")
    if kind == "invoice" and step == "payments":
        paid = invoices.payment_of(world, world.get("invoice", place["id"]))
        return listed("/v1/invoice_payments", public([paid[0]] if paid else []))
    if kind == "checkout.session" and step == "line_items":
        found = world.get("checkout.session", place["id"])
        return listed(f"/v1/checkout/sessions/{found['id']}/line_items", public(found["_lines"]))
    if kind == "customer" and step == "subscriptions":
        return listed("/v1/subscriptions", public(world.store.all("subscription", place["id"])))
    if step in place:
        return None
    raise Refused(f"This property cannot be expanded ({whole}).", param="expand")


def _fetched(world: World, step: str, found_id: str) -> Any:
    kind = FIELDS.get(step) or next((kind for start, kind in KINDS if found_id.startswith(start)), "")
    found = world.store.get(kind, found_id) if kind else None
    return public(found) if found else found_id
