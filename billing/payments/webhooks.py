"""What Stripe delivers: stored raw and answered at once; processed by a worker, once in effect, in any order.

An event is news that something changed, not how it is now: processing asks Stripe for the present
state. So a late, a repeated and a missing event all lead to the same rows (billing/payments/README
is docs/billing.md, "Webhooks").
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import stripe
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from billing.models import WebhookEvent
from billing.sandbox.secret import sandbox_secret

from . import sandbox_clock
from .api import StripeDown
from .checkout import settle_checkout
from .customers import mirror_customer
from .disputes import invoice_of_payment, mirror_dispute
from .invoices import mirror_invoice
from .subscriptions import mirror_subscription, moment

log = logging.getLogger(__name__)

State = WebhookEvent.State
#: Seconds after a failure until the next try; after the last one staff have to look (three days in all).
BACK_OFF = (5, 30, 120, 600, 1800, 3600, 7200, 14400, 28800, 43200, 86400, 86400)
#: A worker that has an event for this long is gone.
CLAIM = timedelta(seconds=120)
EVENTS_A_ROUND = 200


class NotFromStripe(Exception):
    """The signature is missing, wrong or too old; nothing was stored."""


def store(body: bytes, signature: str) -> WebhookEvent:
    """Check who sent it and keep it as it came. A delivery of an event that we have counts, and no more.

    Raises `NotFromStripe`.
    """
    _check_signature(body, signature)
    try:
        event = json.loads(body)
        fields = {
            "type": str(event["type"])[:100],
            "created_at": moment(int(event["created"])),
            "livemode": bool(event["livemode"]),
            "body": body.decode(),
        }
        event_id = str(event["id"])
    except (ValueError, KeyError, TypeError) as error:
        raise NotFromStripe("This is no event.") from error
    try:
        with transaction.atomic():
            return WebhookEvent.objects.create(event_id=event_id, **fields)
    except IntegrityError:
        WebhookEvent.objects.filter(event_id=event_id).update(deliveries=F("deliveries") + 1)
        return WebhookEvent.objects.get(event_id=event_id)


def _check_signature(body: bytes, signature: str) -> None:
    secrets = settings.STRIPE_WEBHOOK_SECRETS or (
        [sandbox_secret(settings.KEY_DIR)] if settings.STRIPE_SANDBOX else []
    )
    for secret in secrets:
        try:
            stripe.WebhookSignature.verify_header(
                body.decode(), signature, secret, stripe.Webhook.DEFAULT_TOLERANCE
            )
        except (stripe.SignatureVerificationError, UnicodeDecodeError):
            continue
        return
    raise NotFromStripe("The signature does not fit.")


def due() -> list[int]:
    """The events that wait for a worker, oldest first."""
    waiting = WebhookEvent.objects.filter(state__in=[State.NEW, State.FAILED], due_at__lte=timezone.now())
    return list(waiting.order_by("pk").values_list("pk", flat=True)[:EVENTS_A_ROUND])


def process(pk: int) -> bool:
    """Process one event. Returns whether this call did: another worker may have it, or had it.

    A failure puts it back with growing pauses; a worker that dies leaves it to the next after `CLAIM`.
    """
    moment_now = timezone.now()
    mine = WebhookEvent.objects.filter(
        pk=pk, state__in=[State.NEW, State.FAILED], due_at__lte=moment_now
    ).update(due_at=moment_now + CLAIM, attempts=F("attempts") + 1)
    if not mine:
        return False
    event = WebhookEvent.objects.get(pk=pk)
    try:
        state = _react(event)
    except Exception as error:
        if not isinstance(error, StripeDown):
            log.exception("event %s (%s) failed", event.event_id, event.type)
        _fail(event, error)
        return True
    WebhookEvent.objects.filter(pk=pk).update(state=state, error="", processed_at=timezone.now())
    return True


def process_due() -> None:
    """Process what waits; where Stripe itself is down the rest waits for the next round."""
    for pk in due():
        if process(pk) and WebhookEvent.objects.filter(pk=pk, error__startswith=StripeDown.__name__).exists():
            return


def _fail(event: WebhookEvent, error: Exception) -> None:
    last = event.attempts > len(BACK_OFF)
    pause = BACK_OFF[min(event.attempts, len(BACK_OFF)) - 1]
    WebhookEvent.objects.filter(pk=event.pk).update(
        state=State.GIVEN_UP if last else State.FAILED,
        due_at=timezone.now() + timedelta(seconds=pause),
        error=f"{type(error).__name__}: {error}"[:500],
    )


def replay(event: WebhookEvent) -> None:
    """Have an event processed again, from the beginning."""
    WebhookEvent.objects.filter(pk=event.pk).update(
        state=State.NEW, attempts=0, due_at=timezone.now(), error=""
    )


def _react(event: WebhookEvent) -> str:
    if event.livemode != settings.STRIPE_LIVE:
        log.warning("event %s is of the other mode (live: %s); kept, ignored", event.event_id, event.livemode)
        return State.IGNORED
    found = json.loads(event.body)["data"]["object"]
    reaction = next((react for prefix, react in REACTIONS if event.type.startswith(prefix)), None)
    if reaction is None:
        return State.IGNORED
    return State.DONE if reaction(found) else State.IGNORED


def _subscription(found: dict[str, Any]) -> bool:
    return mirror_subscription(found["id"], _id(found["customer"])) is not None


def _schedule(found: dict[str, Any]) -> bool:
    subscription = found.get("subscription") or found.get("released_subscription")
    return bool(subscription) and mirror_subscription(_id(subscription), _id(found["customer"])) is not None


def _invoice(found: dict[str, Any]) -> bool:
    if not found.get("id") or not found.get("customer"):
        return False  # a preview of one to come
    return mirror_invoice(found["id"], _id(found["customer"])) is not None


def _payment(found: dict[str, Any]) -> bool:
    intent = found.get("payment_intent")
    invoice = invoice_of_payment(_id(intent)) if intent else None
    if invoice is None:
        return False
    return mirror_invoice(invoice.stripe_id, str(invoice.account.customer.stripe_id)) is not None


def _dispute(found: dict[str, Any]) -> bool:
    return mirror_dispute(found["id"]) is not None


def _checkout(found: dict[str, Any]) -> bool:
    return settle_checkout(found["id"]) is not None


def _customer(found: dict[str, Any]) -> bool:
    customer = found["id"] if found["object"] == "customer" else found.get("customer")
    if not customer:
        return False
    mirror_customer(_id(customer))
    return True


def _clock(found: dict[str, Any]) -> bool:
    if not settings.STRIPE_SANDBOX:
        return False
    sandbox_clock.follow(found["frozen_time"])
    return True


def _id(found: Any) -> str:
    return found if isinstance(found, str) else str(found["id"])


Reaction = Callable[[dict[str, Any]], bool]
#: By the beginning of the event's type; the first that fits.
REACTIONS: tuple[tuple[str, Reaction], ...] = (
    ("customer.subscription.", _subscription),
    ("subscription_schedule.", _schedule),
    ("invoice.", _invoice),
    ("charge.dispute.", _dispute),
    ("charge.refund", _payment),
    ("refund.", _payment),
    ("checkout.session.", _checkout),
    ("customer.updated", _customer),
    ("payment_method.", _customer),
    ("test_helpers.test_clock.", _clock),
)
