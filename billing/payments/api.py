"""Talking to Stripe: one client, short patience, and two kinds of failure."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import stripe
from django.conf import settings

log = logging.getLogger(__name__)

#: Seconds for connecting and for an answer. A person waits on the other side.
PATIENCE = (4, 20)
RETRIES = 2
SANDBOX_KEY = "sk_test_sandbox"
#: Stripe answers the same for the same key for at least 24 hours; after that we may no longer repeat.
KEYS_LAST_HOURS = 23


class StripeDown(Exception):
    """Stripe can't be reached or has trouble. Nothing is known about the call; the same key may be sent again."""


class StripeRefused(Exception):
    """Stripe understood and said no. `sentence` is for the person."""

    def __init__(self, sentence: str, code: str = "") -> None:
        super().__init__(f"{sentence} ({code})" if code else sentence)
        self.sentence = sentence
        self.code = code


class PaymentsOff(Exception):
    """This site takes no payments."""


def client() -> stripe.StripeClient:
    """The client for the configured account or the sandbox. Raises `PaymentsOff`."""
    if not settings.PAYMENTS:
        raise PaymentsOff("No payments are configured here.")
    return _client(settings.STRIPE_SECRET_KEY or SANDBOX_KEY, settings.STRIPE_SANDBOX)


@lru_cache(maxsize=4)
def _client(key: str, sandbox: str) -> stripe.StripeClient:
    stripe.enable_telemetry = False
    return stripe.StripeClient(
        key,
        base_addresses={"api": sandbox} if sandbox else {},
        max_network_retries=RETRIES,
        http_client=stripe.RequestsClient(timeout=PATIENCE),
    )


@contextmanager
def asking() -> Iterator[stripe.StripeClient]:
    """The client, with every failure turned into `StripeDown` or `StripeRefused`."""
    try:
        yield client()
    except (stripe.APIConnectionError, stripe.RateLimitError) as error:
        raise StripeDown(str(error)) from error
    except stripe.CardError as error:
        raise StripeRefused(error.user_message or "The card was declined.", error.code or "") from error
    except stripe.StripeError as error:
        if error.http_status is None or error.http_status >= 500 or error.http_status in (409, 429):
            raise StripeDown(str(error)) from error
        log.error("Stripe refused: %s (%s)", error, error.code)
        raise StripeRefused(error.user_message or str(error), error.code or "") from error


def keyed(key: object, step: str = "") -> Any:
    """Options of a call that may be repeated: the idempotency key made of our own row's key."""
    return {"idempotency_key": f"oddreel-{key}{'-' + step if step else ''}"}
