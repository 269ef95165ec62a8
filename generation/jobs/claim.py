"""Which job goes next, and how a worker comes to own it."""

from __future__ import annotations

import os
import socket
import uuid
from datetime import timedelta

from django.db import transaction
from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from generation.models import Job, RenderRequest

from .events import log
from .lease import lease_end

#: Candidates looked at per claim: enough that several workers racing each find one.
CANDIDATES = 20


def waiting() -> QuerySet[Job]:
    """Queued jobs in the order in which they are due.

    By priority; then accounts take turns: fewest jobs rendering first, then the one served longest
    ago; then the oldest job.
    """
    now = timezone.now()
    epoch = now - timedelta(days=36_500)
    others = Job.objects.filter(account=OuterRef("account")).order_by().values("account")
    running = others.annotate(n=Count("pk", filter=Q(state=Job.State.RENDERING))).values("n")
    served = others.annotate(last=Max("started_at")).values("last")
    return (
        Job.objects.filter(state=Job.State.QUEUED, cancel_requested=False)
        .filter(Q(not_before=None) | Q(not_before__lte=now))
        .annotate(running=Subquery(running), served=Coalesce(Subquery(served), epoch))
        .order_by("priority", "running", "served", "created_at", "pk")
    )


def claim_next() -> Job | None:
    """Own the job that is due, or None where nothing waits."""
    for pk in waiting().values_list("pk", flat=True)[:CANDIDATES]:
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
    job.worker = f"{socket.gethostname()}:{os.getpid()}"[:120]
    job.attempts += 1
    job.started_at = timezone.now()
    job.phase, job.progress, job.seconds_left = "rendering", 0.0, job.seconds_expected
    job.save()
    job.requests.filter(state=RenderRequest.State.QUEUED).update(state=RenderRequest.State.RENDERING)
    log(job, f"attempt {job.attempts} by {job.worker}")
    return job
