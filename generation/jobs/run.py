"""One job from claim to end: this file reads as the recipe."""

from __future__ import annotations

import logging
import shutil
import time
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from generation.brief.model import Brief
from generation.brief.parse import parse
from generation.engine.base import Cancelled, Engine, EngineError
from generation.engine.registry import engine
from generation.finishing.errors import FinishingError, Stopped
from generation.finishing.finish import finish
from generation.finishing.model import Origin
from generation.models import Job, RenderRequest, Take
from generation.requests import estimate
from generation.requests.ask import Ask

from . import drain
from .heartbeat import Heartbeat
from .lease import LeaseLost, own
from .look import look
from .numbering import number_of
from .settle import complete, end_unpaid, fail, give_back
from .signing import mark_keys, signer
from .store import Made, fresh_folder, remove_files, store
from .work_dir import sweep, work_dir

log = logging.getLogger(__name__)

#: Wait before a retry: long enough for a full disk or a busy device to recover, doubled each time.
FIRST_DELAY = timedelta(seconds=10)
UNEXPECTED = "Rendering failed in a way we did not expect. Your credits are back; the operators can see why."


def run(job: Job) -> None:
    """Render, finish and store every missing take, then settle. Never raises for what a job can do."""
    ask = Ask(**job.spec)
    brief = parse(ask.prompt)
    sweep()
    folder = work_dir(job)
    try:
        with Heartbeat(job, takes=ask.takes) as heartbeat:
            for take in job.takes.all():
                heartbeat.taken = take.index
                if take.clip_id is None:
                    make(take, job, ask, brief, engine(ask.engine), heartbeat, folder)
            complete(job)
    except (Cancelled, Stopped, LeaseLost):
        _stopped(job)
    except (EngineError, FinishingError) as error:
        log.warning("job %s: %s", job.pk, error)
        _failed(job, error.public, permanent=error.permanent)
    except Exception:
        log.exception("job %s failed unexpectedly", job.pk)
        _failed(job, UNEXPECTED, permanent=False)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def make(
    take: Take, job: Job, ask: Ask, brief: Brief, renderer: Engine, heartbeat: Heartbeat, folder: Path
) -> None:
    """Render one take, finish it in one pass over its frames, look at it, and store it as a clip."""
    began = time.monotonic()
    fresh_folder(take, job)
    mark_number = number_of(take, job)
    render_settings = ask.render_settings(take.index)
    coverage = renderer.cover(brief)
    rendering = renderer.render(brief, render_settings, heartbeat.control)
    width, height = ask.size
    finished = finish(
        rendering.frames,
        width=width,
        height=height,
        fps=ask.fps,
        frame_count=render_settings.frame_count,
        loop=ask.loop,
        sound=rendering.sound,
        origin=Origin(
            source_type=renderer.source_type,
            engine=renderer.name,
            engine_version=renderer.version,
            renderer=rendering.renderer,
            title=rendering.title,
            licence_url=f"{settings.SITE_URL}/licences/terms",
        ),
        signer=signer(),
        mark_key=mark_keys()[0],
        mark_number=mark_number,
        work_dir=folder,
        stop=heartbeat.control.stop,
    )
    heartbeat.checking()
    seen = look(job, finished, heartbeat.control)
    heartbeat.control.check()
    made = Made(ask, brief, renderer, coverage, rendering.renderer, rendering.title, finished, seen)
    store(take, job, made)
    estimate.record(estimate.work_of(ask, brief), ask, time.monotonic() - began)


def _stopped(job: Job) -> None:
    """Cancelled, drained, or taken away: leave nothing behind that is not somebody's."""
    try:
        with transaction.atomic():
            row = own(job)
            if row.cancel_requested:
                end_unpaid(row, Job.State.CANCELLED, RenderRequest.State.CANCELLED, "stopped as asked")
                return
        note = "worker drained" if drain.draining.is_set() else "stopped"
        give_back(job, note, spend_attempt=not drain.draining.is_set())
    except LeaseLost:
        log.info("job %s: the lease is somebody else's", job.pk)


def _failed(job: Job, sentence: str, *, permanent: bool) -> None:
    """Try again later if that may help and has not been tried too often; else give the money back."""
    try:
        for take in job.takes.filter(clip=None):
            remove_files(take)
        if permanent or job.attempts >= settings.JOB_ATTEMPTS:
            fail(job, sentence)
        else:
            delay = timezone.now() + FIRST_DELAY * 2 ** (job.attempts - 1)
            give_back(job, sentence, delay=delay)
    except LeaseLost:
        log.info("job %s: the lease is somebody else's", job.pk)
