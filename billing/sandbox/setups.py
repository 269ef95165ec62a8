"""Setup intents: a card saved for later without a payment."""

from __future__ import annotations

import secrets

from .world import Thing, World


def saved(world: World, method: Thing, metadata: Thing) -> Thing:
    """The record of a card that was saved just now."""
    found_id = f"seti_{secrets.token_hex(12)}"
    made = world.new(
        "setup_intent",
        "seti",
        found_id=found_id,
        application=None,
        automatic_payment_methods=None,
        cancellation_reason=None,
        client_secret=f"{found_id}_secret_{secrets.token_hex(12)}",
        customer=method["customer"],
        customer_account=None,
        description=None,
        excluded_payment_method_types=None,
        flow_directions=None,
        last_setup_error=None,
        latest_attempt=None,
        mandate=None,
        metadata=metadata,
        next_action=None,
        on_behalf_of=None,
        payment_method=method["id"],
        payment_method_configuration_details=None,
        payment_method_options={},
        payment_method_types=["card"],
        single_use_mandate=None,
        status="succeeded",
        usage="off_session",
    )
    world.emit("setup_intent.created", made)
    world.emit("setup_intent.succeeded", made)
    return made
