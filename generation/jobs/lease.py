"""Who may change a running job: whoever holds its lease, and nobody else."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from generation.models import Job


class LeaseLost(Exception):
    """The job is somebody else's by now: this worker's results count for nothing."""


def lease_end() -> datetime:
    """When a lease taken or renewed now runs out."""
    return timezone.now() + timedelta(seconds=settings.JOB_LEASE_SECONDS)


def own(job: Job) -> Job:
    """The job's row, locked, if this worker's lease still holds it. Call it in a transaction. Raises `LeaseLost`."""
    row = (
        Job.objects.select_for_update()
        .filter(pk=job.pk, state=Job.State.RENDERING, lease_token=job.lease_token)
        .first()
    )
    if row is None:
        raise LeaseLost
    return row
