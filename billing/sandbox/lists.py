"""Lists: filtered, newest first, page by page."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import Any

from .wire import Refused, whole
from .world import Thing, World, listed

Filter = Callable[[Thing, Any], bool]


def _field(name: str) -> Filter:
    return lambda thing, value: bool(_text(thing.get(name)) == value)


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _status(thing: Thing, value: Any) -> bool:
    over = thing["status"] in ("canceled", "incomplete_expired")
    return bool(value == "all" or thing["status"] == value or (value == "ended" and over))


def _going_on(thing: Thing, value: Any) -> bool:
    return bool(thing["status"] not in ("canceled", "incomplete_expired"))


def _paid_by(thing: Thing, value: Any) -> bool:
    return bool(thing["payment"].get("payment_intent") == value.get("payment_intent"))


def _created(thing: Thing, value: Any) -> bool:
    if not isinstance(value, dict):
        return bool(thing["created"] == int(value))
    compare: dict[str, Callable[[int, int], bool]] = {
        "gt": lambda a, b: a > b,
        "gte": lambda a, b: a >= b,
        "lt": lambda a, b: a < b,
        "lte": lambda a, b: a <= b,
    }
    return all(compare[sign](thing["created"], int(limit)) for sign, limit in value.items())


#: The filters of each kind of object.
FILTERS: dict[str, dict[str, Filter]] = {
    "customer": {"email": _field("email")},
    "product": {"active": _field("active"), "ids": lambda thing, ids: thing["id"] in ids},
    "price": {
        "active": _field("active"),
        "product": _field("product"),
        "lookup_keys": lambda thing, keys: thing["lookup_key"] in keys,
        "type": _field("type"),
        "currency": _field("currency"),
    },
    "coupon": {},
    "promotion_code": {"code": _field("code"), "active": _field("active")},
    "checkout.session": {
        name: _field(name) for name in ("customer", "subscription", "payment_intent", "status")
    },
    "subscription": {
        "customer": _field("customer"),
        "status": _status,
        "price": lambda thing, value: thing["items"]["data"][0]["price"]["id"] == value,
    },
    "invoiceitem": {
        "customer": _field("customer"),
        "invoice": _field("invoice"),
        "pending": lambda thing, value: (thing["invoice"] is None) == (value == "true"),
    },
    "subscription_schedule": {"customer": _field("customer")},
    "invoice": {
        "customer": _field("customer"),
        "status": _field("status"),
        "subscription": lambda thing, value: (
            ((thing["parent"] or {}).get("subscription_details") or {}).get("subscription") == value
        ),
    },
    "invoice_payment": {"invoice": _field("invoice"), "status": _field("status"), "payment": _paid_by},
    "payment_intent": {"customer": _field("customer")},
    "charge": {"customer": _field("customer"), "payment_intent": _field("payment_intent")},
    "payment_method": {"customer": _field("customer"), "type": _field("type")},
    "refund": {"charge": _field("charge"), "payment_intent": _field("payment_intent")},
    "dispute": {"charge": _field("charge"), "payment_intent": _field("payment_intent")},
    "event": {"type": _field("type"), "types": lambda thing, types: thing["type"] in types},
    "webhook_endpoint": {},
    "billing_portal.configuration": {"active": _field("active"), "is_default": _field("is_default")},
}


def page(world: World, kind: str, url: str, params: Thing) -> Thing:
    """One page in Stripe's shape."""
    filters = FILTERS[kind] | {"created": _created}
    for name in params:
        if name not in filters and name not in ("limit", "starting_after", "ending_before", "expand"):
            raise Refused(f"Received unknown parameter: {name}", code="parameter_unknown", param=name)
    if kind == "subscription" and "status" not in params:
        filters["status"], params = _going_on, params | {"status": ""}

    def wanted(one: Thing) -> bool:
        return not one.get("deleted") and all(
            filters[name](one, params[name]) for name in filters if name in params
        )

    limit, back = _limit(params), params.get("ending_before", "")
    beyond = back or params.get("starting_after", "")
    if beyond and world.store.get(kind, beyond) is None:
        raise _nowhere(beyond, "ending_before" if back else "starting_after")
    rows = world.store.walk(kind, _customer(kind, params), beyond=beyond, older=not back)
    found = list(islice((one for one in rows if wanted(one)), limit + 1))
    part = found[:limit]
    return listed(url, part[::-1] if back else part, has_more=len(found) > limit)


def part_of(rows: list[Thing], url: str, params: Thing) -> Thing:
    """The part of an object's own rows that `limit` and `starting_after` ask for."""
    limit, begin = _limit(params), 0
    if params.get("starting_after"):
        ids = [one["id"] for one in rows]
        if params["starting_after"] not in ids:
            raise _nowhere(params["starting_after"], "starting_after")
        begin = ids.index(params["starting_after"]) + 1
    return listed(url, rows[begin : begin + limit], has_more=len(rows) > begin + limit)


def _limit(params: Thing) -> int:
    limit = whole(params, "limit", 10, least=1) or 10
    if limit > 100:
        raise Refused("This value must be less than or equal to 100.", param="limit")
    return limit


def _nowhere(found_id: str, param: str) -> Refused:
    return Refused(f"No such object: '{found_id}'", code="resource_missing", param=param)


def _customer(kind: str, params: Thing) -> str | None:
    return params.get("customer") if "customer" in FILTERS[kind] else None
