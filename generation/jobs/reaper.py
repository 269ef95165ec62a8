"""Taking back what a dead worker held, and waking a queue whose hints were lost."""

from __future__ import annotations

import logging
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from billing import ledger
from generation.engine.registry import names
from generation.models import Job, RenderRequest

from .fleet import served_now, unserved
from .hint import send_hint
from .settle import end_unpaid, requeue
from .store import remove_files

log = logging.getLogger(__name__)

#: A queued job hears no more of its hint after this long: send another.
HINT_AGE = timedelta(seconds=30)

GAVE_UP = (
    "Rendering stopped unexpectedly several times. Your credits are back; try again or change the settings."
)


def reap() -> int:
    """Take back every job whose lease ran out; returns how many. Safe to run anywhere, any time."""
    expired = Job.objects.filter(state=Job.State.RENDERING, lease_until__lt=timezone.now())
    return sum(_take_back(pk) for pk in expired.values_list("pk", flat=True))


@transaction.atomic
def _take_back(job_id: int) -> bool:
    job = (
        Job.objects.select_for_update()
        .filter(pk=job_id, state=Job.State.RENDERING, lease_until__lt=timezone.now())
        .first()
    )
    if job is None:
        return False
    log.warning("job %s: worker %s is gone (attempt %s)", job.pk, job.worker, job.attempts)
    if job.cancel_requested:
        end_unpaid(job, Job.State.CANCELLED, RenderRequest.State.CANCELLED, "cancelled; its worker died")
    elif job.attempts >= settings.JOB_ATTEMPTS:
        job.error = GAVE_UP
        end_unpaid(job, Job.State.FAILED, RenderRequest.State.FAILED, GAVE_UP)
    else:
        requeue(job, f"worker {job.worker} is gone")
        for take in job.takes.filter(clip=None):
            transaction.on_commit(partial(remove_files, take))
    return True


def keep_holds() -> int:
    """Requests that still wait keep their credits held, however long the queue; returns how many were renewed."""
    waiting = RenderRequest.objects.filter(
        state__in=[*RenderRequest.UNDER_WAY, RenderRequest.State.REVIEW], hold__isnull=False
    )
    return ledger.keep(waiting.values_list("hold_id", flat=True))


def end_unoffered() -> int:
    """End what waits for an engine that was taken out of the settings; returns how many jobs that were."""
    offered = {*names(), *served_now()}
    lost = Job.objects.filter(state=Job.State.QUEUED).exclude(engine__in=offered)
    return sum(_end_unoffered(pk) for pk in lost.values_list("pk", flat=True))


@transaction.atomic
def _end_unoffered(job_id: int) -> bool:
    job = Job.objects.select_for_update().filter(pk=job_id, state=Job.State.QUEUED).first()
    if job is None:
        return False
    job.error = f"The engine {job.engine} is not offered any more. Your credits are back; choose another."
    end_unpaid(job, Job.State.FAILED, RenderRequest.State.FAILED, job.error)
    return True


def wake() -> int:
    """Send a hint for each queued job that has none, or an old one; returns how many went out.

    An old one of a model that no worker serves is not sent again: a broker would gather them.
    """
    now = timezone.now()
    due = Job.objects.filter(state=Job.State.QUEUED, engine__in=names()).exclude(not_before__gt=now)
    nobody = unserved()
    stale = [
        (pk, engine)
        for pk, engine, hinted_at in due.values_list("pk", "engine", "hinted_at")
        if hinted_at is None or (hinted_at < now - HINT_AGE and engine not in nobody)
    ]
    sent = 0
    for pk, engine in stale:
        if not send_hint(pk, engine):
            break  # the broker is down: the next round tries again
        sent += 1
    return sent
