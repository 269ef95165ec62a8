"""Forms of licensed clips: what people download instead of the master, made once and kept while it is used."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from billing.clock import now
from catalog.models import Account, Clip


class Form(models.Model):
    """One file made of a clip, or of a collection's clips. The row is the truth, the message only a hint.

    `spec` says everything that the file depends on: the same spec is made once and shared by everybody
    who holds a licence of the clip.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        MAKING = "making", "Being made"
        READY = "ready", "Ready"
        FAILED = "failed", "Failed"

    spec = models.CharField(max_length=1000, unique=True)
    kind = models.CharField(max_length=12)
    clip = models.ForeignKey(Clip, null=True, blank=True, on_delete=models.CASCADE, related_name="forms")
    account = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.CASCADE, related_name="forms"
    )
    asked_by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    progress = models.FloatField(default=0.0)
    problem = models.CharField(max_length=300, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    lease_token = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    key = models.CharField(max_length=200, blank=True)
    mime = models.CharField(max_length=100, blank=True)
    suffix = models.CharField(max_length=8, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField(default=now)
    used_at = models.DateTimeField(default=now)
    uses = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(
                fields=["lease_until"], condition=Q(state__in=["waiting", "making"]), name="forms_to_make"
            ),
            models.Index(fields=["used_at"], name="forms_by_use"),
            models.Index(fields=["asked_by", "asked_at"], name="forms_by_account"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="ready") | (~Q(key="") & Q(size__gt=0)), name="ready_form_has_a_file"
            ),
            models.CheckConstraint(
                condition=Q(clip__isnull=False) | Q(account__isnull=False),
                name="form_of_a_clip_or_an_account",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of clip {self.clip_id} ({self.state})"
