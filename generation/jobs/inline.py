"""Rendering a request in this very process: the command line needs no worker."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from django.conf import settings
from django.db import connection

from generation.engine.registry import models
from generation.models import Job, RenderRequest

from .cancel import cancel
from .claim import claim
from .drain import broken
from .gpu import equip
from .reaper import reap
from .run import run

#: Seconds between looks at the job.
LOOK = 0.5


def render_here(request: RenderRequest, say: Callable[[str], None]) -> None:
    """Stay with a request until it has ended, rendering its job here whenever it is free.

    A job that another worker has is followed instead. An interrupt cancels the request, waits until
    the render has stopped, and is raised again.
    """
    if request.job and request.job.engine in {model.name for model in models()}:
        equip(settings.GENERATION_DEVICE)
    try:
        while _under_way(request):
            if broken.is_set():
                say("The device can't be used any more; start again to go on with it.")
                cancel(request)
                return
            job = claim(request.job_id) if request.job_id else None
            if job:
                _run(job, say)
            else:
                reap()
                _tell(request, say)
                time.sleep(LOOK)
    except KeyboardInterrupt:
        cancel(request)
        while Job.objects.filter(requests=request, state=Job.State.RENDERING).exists():
            time.sleep(LOOK)
        raise


def _under_way(request: RenderRequest) -> bool:
    request.refresh_from_db(fields=["state", "job"])
    return request.state in RenderRequest.UNDER_WAY


def _run(job: Job, say: Callable[[str], None]) -> None:
    def work() -> None:
        try:
            run(job)
        finally:
            connection.close()

    thread = threading.Thread(target=work, name=f"render of job {job.pk}")
    thread.start()
    told = -1
    while thread.is_alive():
        thread.join(LOOK)
        told = _progress(job, told, say)


def _progress(job: Job, told: int, say: Callable[[str], None]) -> int:
    """Say each new ten per cent; returns the last one said."""
    row = Job.objects.filter(pk=job.pk).values_list("progress", "seconds_left").first()
    if row is None or int(row[0] * 10) <= told or row[1] is None:
        return told
    say(f"Rendering {row[0]:.0%}, about {max(1, round(row[1]))} s left")
    return int(row[0] * 10)


def _tell(request: RenderRequest, say: Callable[[str], None]) -> None:
    job = Job.objects.filter(requests=request).first()
    if job and job.state == Job.State.QUEUED and job.not_before:
        say("The last attempt failed; trying again shortly")
