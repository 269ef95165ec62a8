"""What Stripe delivered, as it came."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone


class WebhookEvent(models.Model):
    """One event, stored raw before anybody believes it; processed once in effect by a worker."""

    class State(models.TextChoices):
        NEW = "new", "Waiting"
        DONE = "done", "Processed"
        IGNORED = "ignored", "Kept, nothing to do"
        FAILED = "failed", "Failed, will be tried again"
        GIVEN_UP = "given up", "Failed for good"

    event_id = models.CharField(max_length=255, unique=True)
    type = models.CharField(max_length=100)
    created_at = models.DateTimeField()
    livemode = models.BooleanField()
    body = models.TextField()
    received_at = models.DateTimeField(default=timezone.now)
    deliveries = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=8, choices=State.choices, default=State.NEW)
    attempts = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField(default=timezone.now)
    error = models.CharField(max_length=500, blank=True)
    processed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(state__in=["new", "failed"]), name="events_to_process"
            )
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.event_id} ({self.state})"


class SandboxClock(models.Model):
    """How far the sandbox's clock is ahead of ours, in seconds. One row, in debug alone."""

    ahead = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.ahead} s ahead"
