"""Changing one's mind: the credits come back at once, the worker stops within two seconds."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from billing import ledger
from generation.models import Job, RenderRequest

from .events import log
from .settle import end_unpaid


@transaction.atomic
def cancel(request: RenderRequest) -> bool:
    """Cancel a request under way. Returns whether this call did it; an ended request stays as it is.

    A render that others also wait for goes on for them.
    """
    if request.job_id is None:
        return False
    job = Job.objects.select_for_update().get(pk=request.job_id)
    row = RenderRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if row.state not in RenderRequest.UNDER_WAY:
        return False
    row.state, row.ended_at = RenderRequest.State.CANCELLED, timezone.now()
    row.save(update_fields=["state", "ended_at"])
    if row.hold:
        ledger.release(row.hold, note="Returned: you cancelled")
    request.state, request.ended_at = row.state, row.ended_at
    if job.requests.filter(state__in=RenderRequest.UNDER_WAY).exists():
        log(job, f"request {row.pk} left; others still wait")
    elif job.state == Job.State.QUEUED:
        end_unpaid(job, Job.State.CANCELLED, RenderRequest.State.CANCELLED, "cancelled before it began")
    elif job.state == Job.State.RENDERING:
        job.cancel_requested = True
        job.save(update_fields=["cancel_requested"])
        log(job, "asked to stop")
    return True
