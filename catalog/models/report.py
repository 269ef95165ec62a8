"""What the public tells us about a clip: a report, what was added to it, and the account's answer to a notice."""

from __future__ import annotations

import secrets
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from .account import Account
from .clip import Clip
from .review import Review
from .takedown import Takedown

#: Signs that nobody mistakes for each other.
_SIGNS = "23456789ABCDEFGHJKLMNPQRSTVWXYZ"


def new_number() -> str:
    """What people quote: R-7K3M-92QF. It opens nothing; the private link does."""
    signs = "".join(secrets.choice(_SIGNS) for _ in range(8))
    return f"R-{signs[:4]}-{signs[4:]}"


class Report(models.Model):
    """Somebody's report of a clip. Name, address and words go after `REPORT_DAYS`; the line stays.

    `statements` holds what its kind asks for beside that: a copyright notice's work, owner, address, signature.
    `shares`: the sender agreed that the clip's account reads the notice; else it learns the kind alone.
    """

    class Kind(models.TextChoices):
        LIKENESS = "likeness", "It shows me or someone I care for"
        COPYRIGHT = "copyright", "It uses my work"
        TRADEMARK = "trademark", "It shows my trademark"
        MINOR = "minor", "It shows a child in a sexual way, or a child being hurt"
        SEXUAL = "sexual", "It is sexual"
        VIOLENCE = "violence", "It is cruel or violent"
        HATE = "hate", "It is hateful or extremist"
        DECEPTIVE = "deceptive", "It deceives people"
        OTHER = "other", "Something else"

    class State(models.TextChoices):
        OPEN = "open", "Waits for a decision"
        UPHELD = "upheld", "The clip was taken down"
        DISMISSED = "dismissed", "The clip stays"
        WITHDRAWN = "withdrawn", "Withdrawn by its sender"
        ANSWERED = "answered", "Put back after a counter-notice"

    number = models.CharField(max_length=12, unique=True, default=new_number)
    once = models.UUIDField(
        unique=True, default=uuid.uuid4, help_text="The form's own key: sent twice is once"
    )
    clip = models.ForeignKey(Clip, on_delete=models.CASCADE, related_name="reports")
    review = models.ForeignKey(Review, null=True, on_delete=models.SET_NULL, related_name="reports")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    name = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    words = models.TextField(blank=True)
    statements = models.JSONField(default=dict)
    shares = models.BooleanField(default=False)
    received_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(help_text="By when somebody has to have decided")
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True, help_text="When its sender heard of the decision")
    forgotten_at = models.DateTimeField(null=True, blank=True, help_text="When what names a person went")

    class Meta:
        ordering = ["received_at", "pk"]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="open"), name="open_reports_by_clock"),
            models.Index(fields=["decided_at"], condition=Q(forgotten_at=None), name="reports_to_forget"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open") | Q(decided_at__isnull=False), name="ended_report_has_its_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} ({self.kind}, {self.state})"

    @property
    def overdue(self) -> bool:
        """Whether its clock has run out."""
        return self.state == self.State.OPEN and self.due_at < timezone.now()


class ReportNote(models.Model):
    """What the sender added later."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="notes")
    words = models.TextField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"added to {self.report_id} at {self.at:%Y-%m-%d %H:%M}"


class CounterNotice(models.Model):
    """The account's answer to a copyright notice: the clip comes back at `back_at`, unless the claimant sues.

    One for a takedown. Passed on to the claimant as it is; the form says so before it is sent.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waits for its day"
        COURT = "court", "The claimant went to court"
        DONE = "done", "The clip is back"

    takedown = models.OneToOneField(Takedown, on_delete=models.CASCADE, related_name="counter_notice")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="counter_notices")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(max_length=120, blank=True)
    address = models.CharField(max_length=300, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    words = models.TextField(blank=True)
    signature = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    court = models.CharField(max_length=300, blank=True, help_text="Court and case, as the claimant said")
    received_at = models.DateTimeField(default=timezone.now)
    back_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True, help_text="When the claimant got it")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"counter-notice to takedown {self.takedown_id} ({self.state})"
