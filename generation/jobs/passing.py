"""A GPU worker that is busy leaves the next job to one that is idle, though it has threads to spare."""

from __future__ import annotations

import logging

from celery import current_app
from kombu.exceptions import OperationalError

from generation.models import Job

from . import watchdog
from .presence import process_name
from .queues import queue_of
from .served import Served, alive

log = logging.getLogger(__name__)

#: A hint that came back to busy workers so often is taken by the one that has it.
MOST = 3


def pass_on(served: Served | None, passed: int) -> bool:
    """Send a hint on if this process is busy and another that could do the work is not; returns whether it went.

    Messages go to whoever takes them, and a process with three threads takes three at once; without this the second
    job of a quiet hour would wait for the first one's GPU beside an idle one.
    """
    if served is None or passed >= MOST or not watchdog.busy():
        return False
    queue = _queue_with_an_idle_worker(served)
    if queue is None:
        return False
    try:
        current_app.send_task("generation.tasks.render_next", args=[passed + 1], queue=queue, retry=False)
    except (OperationalError, OSError) as error:
        log.warning("the hint stays here: %s", error)
        return False
    return True


def _queue_with_an_idle_worker(served: Served) -> str | None:
    """The queue of an engine that has a job waiting, and an idle process elsewhere."""
    others = [worker for worker in alive() if worker.name != process_name()]
    busy = set(Job.objects.filter(state=Job.State.RENDERING).values_list("worker", flat=True))
    theirs = {name for worker in others if worker.name not in busy for name in worker.engines}
    shared = served.engines & theirs
    waiting = Job.objects.filter(state=Job.State.QUEUED, engine__in=shared).values_list("engine", flat=True)
    first = waiting.order_by("created_at").first()
    return queue_of(first) if first else None
