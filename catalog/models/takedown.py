"""A clip that was taken down, or is hidden until somebody decides; and its files on their way out of reach."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from .clip import Clip
from .rendition import Rendition


class Takedown(models.Model):
    """Why a clip is not there. Open while the clip is; what came of it stays readable.

    `interim`: hidden at once, before anybody decided; it ends by a decision either way. `actor` None is the machine.
    """

    class Cause(models.TextChoices):
        LAW = "law", "It is against the law"
        LIKENESS = "likeness", "It shows a person who did not agree to it"
        COPYRIGHT = "copyright", "It uses somebody's work"
        TRADEMARK = "trademark", "It shows somebody's trademark"
        POLICY = "policy", "It breaks our rules"

    clip = models.ForeignKey(Clip, on_delete=models.CASCADE, related_name="takedowns")
    interim = models.BooleanField(default=False)
    cause = models.CharField(max_length=10, choices=Cause.choices)
    reason = models.CharField(max_length=300, help_text="What the clip's account is told")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    report = models.ForeignKey(
        "catalog.Report", null=True, blank=True, on_delete=models.SET_NULL, related_name="takedowns"
    )
    twin_of = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="twins",
        help_text="The takedown of the clip that shows the very same",
    )
    state_before = models.CharField(max_length=10, choices=Clip.State.choices)
    at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True, help_text="When the account got its mail")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    end_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["clip"], condition=Q(ended_at=None), name="one_open_takedown"),
            models.CheckConstraint(condition=~Q(reason=""), name="takedown_says_why"),
        ]

    def __str__(self) -> str:
        return f"Clip {self.clip_id} {'hidden' if self.interim else 'taken down'}: {self.cause}"


class FileMove(models.Model):
    """A rendition's file on its way to another key: copied, then named in the row, then removed where it was.

    A process that dies in between leaves a row that says how far it came.
    """

    class State(models.TextChoices):
        PLANNED = "planned", "To be copied"
        MOVED = "moved", "To be removed where it was"
        DONE = "done", "Done"

    rendition = models.ForeignKey(Rendition, on_delete=models.CASCADE, related_name="moves")
    from_key = models.CharField(max_length=200)
    to_key = models.CharField(max_length=200)
    state = models.CharField(max_length=8, choices=State.choices, default=State.PLANNED)
    lease_until = models.DateTimeField(null=True, blank=True)
    planned_at = models.DateTimeField()
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["rendition"], condition=~Q(state="done"), name="one_move_of_a_rendition"
            )
        ]
        indexes = [models.Index(fields=["lease_until"], condition=~Q(state="done"), name="moves_to_make")]

    def __str__(self) -> str:
        return f"{self.from_key} to {self.to_key}: {self.state}"
