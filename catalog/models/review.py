"""A review: a moderation case, and everything that was done with it."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from .clip import Clip


class Review(models.Model):
    """A clip before a moderator. At most one is open for a clip: the database says so."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        APPROVED = "approved", "Approved"
        REJECTED = "rejected", "Rejected"

    clip = models.ForeignKey(Clip, on_delete=models.CASCADE, related_name="reviews")
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    escalated = models.BooleanField(default=False)
    rule = models.CharField(max_length=60, help_text="The policy rule that asked for a person")
    rule_name = models.CharField(max_length=120)
    reason = models.TextField()
    evidence = models.JSONField(default=dict, help_text="The verdict's JSON: spans, scores")
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="claimed_reviews",
    )
    claimed_until = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="decided_reviews",
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.CharField(max_length=300, blank=True)
    opened_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["opened_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["clip"], condition=models.Q(state="open"), name="one_open_review"
            ),
            models.CheckConstraint(
                condition=models.Q(state="open") | models.Q(decided_at__isnull=False),
                name="decided_review_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return f"Review {self.pk} of clip {self.clip_id}: {self.state}"


class ReviewEvent(models.Model):
    """One line of a review's audit: who did what, when. Never changed."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="events")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    action = models.CharField(max_length=20)
    note = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.action} at {self.at:%Y-%m-%d %H:%M}"
