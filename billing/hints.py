"""Telling a worker that an event waits. A lost hint delays it by seconds; the row is the truth."""

from __future__ import annotations

import logging

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

from .models import WebhookEvent

log = logging.getLogger(__name__)


def event_later(event: WebhookEvent) -> None:
    """Send a hint once the running transaction is committed."""
    if event.state in (WebhookEvent.State.NEW, WebhookEvent.State.FAILED):
        transaction.on_commit(lambda: _send(event.pk))


def _send(pk: int) -> None:
    try:
        current_app.send_task("billing.tasks.process_event", args=[pk], retry=False)
    except (OperationalError, OSError) as error:
        log.warning("broker took no hint for event %s: %s", pk, error)
