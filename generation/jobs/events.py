"""The job's log."""

from __future__ import annotations

from generation.models import Job, JobEvent


def log(job: Job, note: str, *, state: str | None = None) -> None:
    """Write one line. Call it in the transaction of what it tells."""
    JobEvent.objects.create(job=job, state=state or job.state, note=note[:300])
