"""Telling workers that there is something to do. A lost hint delays a job; it never loses one."""

from __future__ import annotations

import logging

from celery import current_app
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from generation.models import Job

from .queues import queue_of

log = logging.getLogger(__name__)


def hint_later(job: Job) -> None:
    """Send a hint once the running transaction is committed."""
    pk, engine = job.pk, job.engine
    transaction.on_commit(lambda: send_hint(pk, engine))


def send_hint(job_id: int, engine: str) -> bool:
    """Tell the workers of the job's engine now; returns whether the broker took the message.

    A broker that is down leaves `hinted_at` empty, which the page shows and the scheduler mends. For an engine that is
    not offered any more nobody is told; the reaper ends such jobs.
    """
    queue = queue_of(engine)
    if queue is None:
        return False
    try:
        current_app.send_task("generation.tasks.render_next", queue=queue, retry=False)
    except (OperationalError, OSError) as error:
        log.warning("broker took no hint for job %s: %s", job_id, error)
        Job.objects.filter(pk=job_id, state=Job.State.QUEUED).update(hinted_at=None)
        return False
    Job.objects.filter(pk=job_id, state=Job.State.QUEUED).update(hinted_at=timezone.now())
    return True
