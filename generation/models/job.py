"""A job: one render's life, with a lease that a dead worker cannot keep."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from catalog.models import Account


class Job(models.Model):
    """One render, shared by every identical request in flight.

    `queued` → `rendering` → `done`, `failed` or `cancelled`; back to `queued` when a worker dies or
    drains. Whoever holds `lease_token` alone may change an active job; past `lease_until` nobody does,
    and the reaper takes it back. All transitions are in generation/jobs/.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "Queued"
        RENDERING = "rendering", "Rendering"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Cancelled"

    IN_FLIGHT = (State.QUEUED, State.RENDERING)

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="jobs")
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    spec = models.JSONField(help_text="The Ask as JSON: everything that decides the pixels")
    spec_hash = models.CharField(max_length=64)
    engine = models.CharField(max_length=40, default="studio", help_text="Who is to render it")
    priority = models.PositiveSmallIntegerField(default=5, help_text="Lower goes first")
    deadline = models.DateTimeField(
        null=True, blank=True, help_text="The fast lane's promise; empty outside it"
    )
    seconds_expected = models.FloatField(help_text="Rendering the whole job, when it was submitted")
    wait_expected = models.FloatField(
        null=True, blank=True, help_text="Seconds in the queue, when it was submitted"
    )
    render_seconds = models.FloatField(
        null=True, blank=True, help_text="What the rendering took, once it is done"
    )

    lease_token = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    worker = models.CharField(max_length=120, blank=True)
    device = models.CharField(max_length=120, blank=True, help_text="The kind of device that renders it")
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(null=True, blank=True, help_text="A retry waits until then")
    cancel_requested = models.BooleanField(default=False)
    hinted_at = models.DateTimeField(null=True, blank=True, help_text="When the broker last took a message")

    phase = models.CharField(max_length=20, blank=True)
    progress = models.FloatField(default=0, help_text="Share of the whole job, 0 to 1")
    seconds_left = models.FloatField(null=True, blank=True)

    error = models.CharField(max_length=300, blank=True, help_text="One safe sentence for the person")
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "priority", "created_at"]),
            models.Index(fields=["state", "engine"], name="jobs_by_engine"),
            models.Index(fields=["ended_at"], name="jobs_by_end"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["spec_hash"],
                condition=Q(state__in=["queued", "rendering"], cancel_requested=False),
                name="identical_requests_share_a_job",
            ),
            models.CheckConstraint(
                condition=~Q(state="rendering") | Q(lease_token__isnull=False, lease_until__isnull=False),
                name="rendering_job_has_a_lease",
            ),
            models.CheckConstraint(condition=Q(progress__gte=0, progress__lte=1), name="progress_is_a_share"),
        ]

    def __str__(self) -> str:
        return f"Job {self.pk} ({self.state})"


class JobEvent(models.Model):
    """One line of a job's log. Never changed."""

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="events")
    state = models.CharField(max_length=10)
    note = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.state}: {self.note}"


class JobPreview(models.Model):
    """The newest frame of a running job, as a small JPEG; gone when the job ends.

    In the database, because the site and the worker may share nothing else.
    """

    job = models.OneToOneField(Job, on_delete=models.CASCADE, related_name="preview", primary_key=True)
    jpeg = models.BinaryField()
    at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"preview of job {self.job_id}"
