"""What becomes of a job whose render broke off: back into the queue, or its end with everybody's credits returned."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from generation.engine.base import BadPicture, Cancelled, DeviceLost, EngineError
from generation.finishing.errors import DISK_FULL, DiskFull, FinishingError, Stopped
from generation.models import Job, RenderRequest

from .drain import broken, draining
from .lease import LeaseLost, own
from .settle import end_unpaid, fail, give_back
from .store import remove_files

log = logging.getLogger(__name__)

#: Wait before a retry: long enough for a full disk or a busy device to recover, doubled each time.
FIRST_DELAY = timedelta(seconds=10)
#: In a job's log, once for each time that its device could not be used any more.
DEVICE_LOST = "its device failed"
UNEXPECTED = "Rendering failed in a way we did not expect. Your credits are back; the operators can see why."


def break_off(job: Job, error: Exception) -> None:
    """Deal with whatever ended an attempt. Never raises for what a job can do."""
    try:
        if isinstance(error, Cancelled | Stopped | LeaseLost):
            _stopped(job)
        elif isinstance(error, DeviceLost) or broken.is_set():
            log.error("job %s: %s", job.pk, error)
            _device_lost(job)
        elif isinstance(error, EngineError | FinishingError):
            log.warning("job %s: %s", job.pk, error)
            # A picture that stays bad with another seed stays bad.
            _failed(job, error.public, permanent=error.permanent or isinstance(error, BadPicture))
        else:
            log.error("job %s failed unexpectedly", job.pk, exc_info=error)
            full = isinstance(error, OSError) and error.errno in DISK_FULL
            _failed(job, DiskFull.public if full else UNEXPECTED, permanent=False)
    except LeaseLost:
        log.info("job %s: the lease is somebody else's", job.pk)


def _stopped(job: Job) -> None:
    """Cancelled, drained, or taken away: leave nothing behind that is not somebody's."""
    with transaction.atomic():
        row = own(job)
        if row.cancel_requested:
            end_unpaid(row, Job.State.CANCELLED, RenderRequest.State.CANCELLED, "stopped as asked")
            return
    note = "worker drained" if draining.is_set() else "stopped"
    give_back(job, note, spend_attempt=not draining.is_set())


def _device_lost(job: Job) -> None:
    """The job is for another device; this process takes no further one. Where every device fails, attempts count."""
    broken.set()
    if job.events.filter(note=DEVICE_LOST).count() >= settings.JOB_ATTEMPTS:
        _failed(job, UNEXPECTED, permanent=False)
        return
    _remove_half(job)
    give_back(job, DEVICE_LOST, spend_attempt=False)


def _failed(job: Job, sentence: str, *, permanent: bool) -> None:
    """Try again later if that may help and has not been tried too often; else give the money back."""
    _remove_half(job)
    if permanent or job.attempts >= settings.JOB_ATTEMPTS:
        fail(job, sentence)
    else:
        delay = timezone.now() + FIRST_DELAY * 2 ** (job.attempts - 1)
        give_back(job, sentence, delay=delay)


def _remove_half(job: Job) -> None:
    for take in job.takes.filter(clip=None):
        remove_files(take)
