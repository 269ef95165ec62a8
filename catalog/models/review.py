"""A review: a moderation case. What was done with it stands in the audit."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from .account import Account
from .clip import Clip

#: No decision yet. The queue's indexes hold these alone, however long the history grows.
WAITING = models.Q(state="open", decided_at=None)


class Review(models.Model):
    """A case before a moderator. At most one of a kind is open for a clip, or a subject: the database says so.

    To approve always speaks for the clip or the prompt, to reject always against it, whatever the kind. What has
    no clip (a refused prompt) names its account, and its `subject` in a higher app ("request 12").
    """

    class Kind(models.TextChoices):
        CLIP = "clip", "Before publication"
        PROMPT = "prompt", "Appeal of a refusal"
        APPEAL = "appeal", "Appeal of a decision"
        REPORT = "report", "Report"
        SAMPLE = "sample", "Sample of what passed"
        PROBING = "probing", "Repeated refusals"

    class State(models.TextChoices):
        OPEN = "open", "Open"
        APPROVED = "approved", "Approved"
        REJECTED = "rejected", "Rejected"

    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.CLIP)
    clip = models.ForeignKey(Clip, null=True, blank=True, on_delete=models.CASCADE, related_name="reviews")
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="reviews", help_text="Whose clip or prompt it is"
    )
    prompt = models.TextField(blank=True)
    subject = models.CharField(max_length=80, blank=True, help_text="What it is about, where that is no clip")
    risk = models.PositiveSmallIntegerField(default=0, help_text="0 to 100: how grave it is if it is true")
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
    votes_needed = models.PositiveSmallIntegerField(
        default=1, help_text="How many people it takes to approve: two where the rule says so"
    )
    batch = models.UUIDField(null=True, blank=True, help_text="Decided together with others in one act")
    appeal_of = models.OneToOneField(
        "self",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="appealed_by",
        help_text="The decision that it questions: each may be questioned once",
    )
    opened_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["opened_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["clip", "kind"], condition=models.Q(state="open"), name="one_open_review"
            ),
            models.UniqueConstraint(
                fields=["subject", "kind"],
                condition=models.Q(state="open") & ~models.Q(subject=""),
                name="one_open_review_a_subject",
            ),
            models.CheckConstraint(
                condition=models.Q(clip__isnull=False) | ~models.Q(subject=""),
                name="review_is_about_something",
            ),
            models.CheckConstraint(
                condition=models.Q(state="open") | models.Q(decided_at__isnull=False),
                name="decided_review_has_its_time",
            ),
            models.CheckConstraint(
                condition=models.Q(votes_needed__in=[1, 2]), name="one_or_two_people_decide"
            ),
            models.CheckConstraint(
                condition=models.Q(kind="appeal") | models.Q(appeal_of=None),
                name="only_an_appeal_questions_a_decision",
            ),
        ]
        indexes = [
            models.Index(
                models.F("escalated").desc(),
                models.F("risk").desc(),
                "opened_at",
                "id",
                condition=WAITING,
                name="queue_of_reviews",
            ),
            models.Index(fields=["opened_at"], condition=WAITING, name="ages_of_reviews"),
            models.Index(fields=["kind"], condition=WAITING, name="kinds_of_reviews"),
            models.Index(
                fields=["decided_at"],
                condition=models.Q(decided_at__isnull=False),
                name="reviews_by_decision",
            ),
        ]

    def __str__(self) -> str:
        return f"Review {self.pk} of {self.subject or f'clip {self.clip_id}'}: {self.state}"
