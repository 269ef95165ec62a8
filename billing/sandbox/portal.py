"""The customer portal: a page of the customer's own, opened by the site, and what it offers."""

from __future__ import annotations

import secrets
from typing import Any

from .wire import Refused, flag, merged, required
from .world import Thing, World

FLOWS = ("payment_method_update", "subscription_cancel")


def open_session(world: World, params: Thing) -> Thing:
    """A portal session; `flow_data` leads straight to one task."""
    customer = world.get("customer", required(params, "customer"), "customer")
    flow: Any = params.get("flow_data") or None
    if params.get("configuration"):
        configuration = world.get("billing_portal.configuration", params["configuration"], "configuration")
    else:
        configuration = _default(world)
    found_id = f"bps_{secrets.token_hex(12)}"
    return world.new(
        "billing_portal.session",
        "bps",
        found_id=found_id,
        configuration=configuration["id"],
        customer=customer["id"],
        customer_account=None,
        flow=_flow(world, flow) if flow else None,
        locale=params.get("locale") or None,
        on_behalf_of=None,
        return_url=params.get("return_url") or configuration["default_return_url"],
        url=f"{world.url}/p/session/{found_id}",
    )


def _flow(world: World, given: Thing) -> Thing:
    kind = required(given, "type")
    if kind not in FLOWS:
        raise Refused(f"The sandbox's portal has the flows {', '.join(FLOWS)}.", param="flow_data[type]")
    cancel = None
    if kind == "subscription_cancel":
        wanted = required(given.get("subscription_cancel") or {}, "subscription")
        cancel = {"retention": None, "subscription": world.get("subscription", wanted)["id"]}
    after: Any = given.get("after_completion") or {}
    redirect: Any = after.get("redirect")
    return {
        "after_completion": {
            "hosted_confirmation": None,
            "redirect": {"return_url": required(redirect, "return_url")} if redirect else None,
            "type": after.get("type") or "portal_homepage",
        },
        "subscription_cancel": cancel,
        "subscription_update": None,
        "subscription_update_confirm": None,
        "type": kind,
    }


def _default(world: World) -> Thing:
    for one in world.store.all("billing_portal.configuration"):
        if one["is_default"]:
            return one
    return world.change(configure(world, {}), is_default=True)


def configure(world: World, params: Thing) -> Thing:
    """A configuration: what the portal offers."""
    features: Any = params.get("features") or {}
    made = world.new(
        "billing_portal.configuration",
        "bpc",
        active=True,
        application=None,
        business_profile={"headline": None, "privacy_policy_url": None, "terms_of_service_url": None},
        default_return_url=params.get("default_return_url") or None,
        features={
            "customer_update": {"allowed_updates": ["address", "email"], "enabled": True},
            "invoice_history": {"enabled": True},
            "payment_method_update": {"enabled": True, "payment_method_configuration": None},
            "subscription_cancel": {
                "cancellation_reason": {"enabled": False, "options": []},
                "enabled": True,
                "mode": "at_period_end",
                "proration_behavior": "none",
            },
            "subscription_pause": {
                "duration": {"interval_options": [], "type": "indefinite"},
                "enabled": False,
            },
            "subscription_update": {
                "billing_cycle_anchor": None,
                "default_allowed_updates": [],
                "enabled": False,
                "products": None,
                "proration_behavior": "none",
                "schedule_at_period_end": {"conditions": []},
                "trial_update_behavior": "end_trial",
            },
        },
        is_default=False,
        login_page={"enabled": False, "url": None},
        metadata=merged({}, params.get("metadata")),
        name=params.get("name") or None,
        updated=world.now(),
    )
    return world.change(made, features=_features(made["features"], features))


def reconfigure(world: World, found_id: str, params: Thing) -> Thing:
    """Other features, another address to go back to, on or off."""
    found = world.get("billing_portal.configuration", found_id)
    fields: Thing = {"updated": world.now(), "metadata": merged(found["metadata"], params.get("metadata"))}
    fields["active"] = flag(params, "active", found["active"])
    if "default_return_url" in params:
        fields["default_return_url"] = params["default_return_url"] or None
    fields["features"] = _features(found["features"], params.get("features") or {})
    return world.change(found, **fields)


def _features(present: Thing, given: Thing) -> Thing:
    """Which of the features are on; their details stay as they are."""
    return {
        name: {**feature, "enabled": flag(given.get(name) or {}, "enabled", feature["enabled"])}
        for name, feature in present.items()
    }


def offers(world: World, session: Thing, feature: str) -> bool:
    """Whether the portal of a session has a feature."""
    configuration = world.get("billing_portal.configuration", session["configuration"])
    return bool(configuration["features"][feature]["enabled"])
