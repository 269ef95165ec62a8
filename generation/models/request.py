"""A request: what somebody asked for, and what became of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from billing.models import Hold
from catalog.models import Account

from .job import Job


class RenderRequest(models.Model):
    """What somebody asked for. Several identical ones may share a job; each has its own hold.

    `refused` and `failed`, `cancelled`, `rejected` cost nothing; `ready` is the only state that was paid.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "Queued"
        RENDERING = "rendering", "Rendering"
        REVIEW = "review", "In review"
        READY = "ready", "Ready"
        REFUSED = "refused", "Refused"
        REJECTED = "rejected", "Rejected"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Cancelled"

    UNDER_WAY = (State.QUEUED, State.RENDERING)

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="requests")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="requests"
    )
    key = models.CharField(max_length=80, help_text="Idempotency key: the same key is the same request")
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    prompt = models.TextField()
    ask = models.JSONField(help_text="generation.requests.ask.Ask as JSON")
    brief = models.JSONField()
    coverage = models.JSONField(default=dict)
    verdict = models.JSONField(default=dict)
    private = models.BooleanField(default=False)
    price = models.PositiveIntegerField(help_text="Credits for all takes")
    hold = models.OneToOneField(Hold, null=True, blank=True, on_delete=models.PROTECT, related_name="request")
    job = models.ForeignKey(Job, null=True, blank=True, on_delete=models.PROTECT, related_name="requests")
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["account", "key"], name="one_request_a_key"),
            models.CheckConstraint(
                condition=Q(state="refused") | Q(job__isnull=False), name="accepted_request_has_a_job"
            ),
            models.CheckConstraint(
                condition=Q(price=0) | Q(state="refused") | Q(hold__isnull=False),
                name="priced_request_has_a_hold",
            ),
        ]

    def __str__(self) -> str:
        return f"Request {self.pk} ({self.state})"

    def get_absolute_url(self) -> str:
        """The request's page."""
        return reverse("request", args=[self.pk])
