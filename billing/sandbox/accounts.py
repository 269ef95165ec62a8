"""The merchant's own side: its account and the addresses that events go to."""

from __future__ import annotations

import secrets

from .wire import flag, merged, required
from .world import API_VERSION, Thing, World

_NOTHING_DUE: Thing = {
    "alternatives": [],
    "current_deadline": None,
    "currently_due": [],
    "disabled_reason": None,
    "errors": [],
    "eventually_due": [],
    "past_due": [],
    "pending_verification": [],
}


def account(world: World) -> Thing:
    """The one account that there is."""
    return {
        "id": "acct_sandbox",
        "object": "account",
        "business_profile": None,
        "business_type": None,
        "capabilities": {"card_payments": "active"},
        "charges_enabled": True,
        "country": "DE",
        "created": world.now(),
        "default_currency": "eur",
        "details_submitted": True,
        "email": None,
        "external_accounts": {
            "object": "list",
            "data": [],
            "has_more": False,
            "url": "/v1/accounts/acct_sandbox/external_accounts",
        },
        "future_requirements": _NOTHING_DUE,
        "metadata": {},
        "payouts_enabled": True,
        "requirements": _NOTHING_DUE,
        "settings": None,
        "tos_acceptance": {},
        "type": "standard",
    }


def create_endpoint(world: World, params: Thing) -> Thing:
    """One more receiver of events; its secret is shown this once."""
    secret = f"whsec_{secrets.token_hex(16)}"
    made = world.new(
        "webhook_endpoint",
        "we",
        api_version=params.get("api_version") or API_VERSION,
        application=None,
        description=params.get("description") or None,
        enabled_events=required(params, "enabled_events"),
        metadata=merged({}, params.get("metadata")),
        status="enabled",
        url=required(params, "url"),
        _secret=secret,
    )
    return made | {"secret": secret}


def update_endpoint(world: World, found_id: str, params: Thing) -> Thing:
    """Another address, other events, on or off."""
    found = world.get("webhook_endpoint", found_id)
    fields: Thing = {"metadata": merged(found["metadata"], params.get("metadata"))}
    for name in ("url", "enabled_events", "description"):
        if name in params:
            fields[name] = params[name]
    if "disabled" in params:
        fields["status"] = "disabled" if flag(params, "disabled") else "enabled"
    world.change(found, **fields)
    if found["status"] == "disabled":
        _stop_delivering(world, found)
    return found


def delete_endpoint(world: World, found_id: str) -> Thing:
    """Nothing more goes there, not even what waits."""
    found = world.get("webhook_endpoint", found_id)
    world.change(found, deleted=True)
    _stop_delivering(world, found)
    return {"id": found_id, "object": "webhook_endpoint", "deleted": True}


def _stop_delivering(world: World, endpoint: Thing) -> None:
    world.store.db.execute(
        "DELETE FROM deliveries WHERE done = 0 AND url = ? AND secret = ?",
        (endpoint["url"], endpoint["_secret"]),
    )
