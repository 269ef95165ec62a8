"""Which job goes next, and how a worker comes to own it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from itertools import islice

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from generation.models import Job, RenderRequest
from generation.requests.timing import reloads
from generation.scheduling.model import Asking
from generation.scheduling.policy import Queue

from .events import log
from .lease import lease_end
from .presence import process_name
from .served import Served, studio
from .snapshot import snapshot

#: Candidates looked at per claim: enough that several workers racing each find one.
CANDIDATES = 20


def waiting(served: Served | None = None) -> Iterator[int]:
    """Numbers of the queued jobs in the order in which a worker would get them (`generation/scheduling/policy.py`).

    `served` says what the worker can take and has loaded; None is everything that needs no worker of its own.
    """
    served = served or studio()
    seen = snapshot(served.engines)
    queue = Queue(seen.waiting, seen.turns, reloads(served.engines), seen.now)
    asking = Asking(served.engines, served.resident, process_name())
    return (job.id for job in queue.order(asking, seen.now))


def claim_next(served: Served | None = None) -> Job | None:
    """Own the job that is due, or None where nothing waits."""
    for pk in islice(waiting(served), CANDIDATES):
        job = claim(pk)
        if job:
            return job
    return None


@transaction.atomic
def claim(job_id: int) -> Job | None:
    """Own one queued job under a new lease; None if somebody else was faster or it is not queued."""
    due = Q(not_before=None) | Q(not_before__lte=timezone.now())
    claimable = Job.objects.filter(due, pk=job_id, state=Job.State.QUEUED, cancel_requested=False)
    job = claimable.select_for_update().first()
    if job is None:
        return None
    job.state = Job.State.RENDERING
    job.lease_token = uuid.uuid4()
    job.lease_until = lease_end()
    job.worker = process_name()
    job.attempts += 1
    job.started_at = timezone.now()
    job.phase, job.progress, job.seconds_left = "rendering", 0.0, job.seconds_expected
    job.save()
    job.requests.filter(state=RenderRequest.State.QUEUED).update(state=RenderRequest.State.RENDERING)
    log(job, f"attempt {job.attempts} by {job.worker}")
    return job
