"""One job from claim to end: this file reads as the recipe."""

from __future__ import annotations

import logging
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

from django.conf import settings

from generation.brief.model import Brief
from generation.brief.parse import parse
from generation.engine.base import BadPicture, Bench, Engine, Source
from generation.engine.registry import engine
from generation.finishing.finish import finish
from generation.finishing.model import Origin
from generation.models import Job, Take
from generation.requests import estimate
from generation.requests.ask import Ask

from . import checkpoints
from .failing import break_off
from .heartbeat import Heartbeat
from .keeping import Keeper
from .look import look
from .movement import watched
from .numbering import number_of
from .reseeding import reseed
from .settle import complete
from .signing import mark_keys, signer
from .source import begun_with, source_frames
from .store import Made, fresh_folder, store
from .usable import check_picture
from .work_dir import sweep, work_dir

log = logging.getLogger(__name__)

TRAINED = "trainedAlgorithmicMedia"


def run(job: Job) -> None:
    """Render, finish and store every missing take, then settle. Never raises for what a job can do."""
    ask = Ask(**job.spec)
    brief = parse(ask.prompt)
    sweep()
    checkpoints.sweep()
    folder = work_dir(job)
    try:
        with Heartbeat(job, takes=ask.takes) as heartbeat:
            source = source_frames(ask, job.account)
            kept = checkpoints.take_over(job)
            making = Making(job, ask, brief, engine(ask.engine), heartbeat, folder, kept, source)
            for take in job.takes.all():
                heartbeat.taken = take.index
                if take.clip_id is None:
                    make_usable(take, making)
            _record_time(making)
            complete(job)
    except Exception as error:
        break_off(job, error)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        checkpoints.sweep()


@dataclass(frozen=True)
class Making:
    """What all takes of an attempt are made with. `kept` is the attempt's folder of checkpoints."""

    job: Job
    ask: Ask
    brief: Brief
    engine: Engine
    heartbeat: Heartbeat
    folder: Path
    kept: Path
    source: Source | None


def make_usable(take: Take, making: Making) -> None:
    """Make a take; one that gives no picture is made once more with another seed. Raises `BadPicture` then."""
    try:
        make(take, making)
    except BadPicture as error:
        if take.reseeded:
            raise
        log.warning("job %s, %s: %s; trying another seed", making.job.pk, take, error)
        for path in making.folder.iterdir():  # what was finished of it
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        reseed(take, making.job)
        make(take, making)


def make(take: Take, making: Making) -> None:
    """Render one take, finish it in one pass over its frames, look at it, and store it as a clip."""
    job, ask, brief, heartbeat = making.job, making.ask, making.brief, making.heartbeat
    fresh_folder(take, job)
    mark_number = number_of(take, job)
    render_settings = replace(ask.render_settings(take.index), seed=take.seed)
    coverage = making.engine.cover(brief)
    with heartbeat.movement.inside():
        rendering = making.engine.render(brief, render_settings, heartbeat.control, _bench(take, making))
    _note_device(job, rendering.renderer)
    width, height = ask.size
    keeper = Keeper(making.folder, ask, render_settings.frame_count)
    finished = finish(
        keeper.tap(watched(rendering.frames, heartbeat.movement)),
        width=width,
        height=height,
        fps=ask.fps,
        frame_count=render_settings.frame_count,
        loop=ask.loop,
        sound=rendering.sound,
        origin=Origin(
            source_type=making.engine.source_type,
            engine=making.engine.name,
            engine_version=making.engine.version,
            renderer=rendering.renderer,
            title=rendering.title,
            licence_url=f"{settings.SITE_URL}/licences/terms",
        ),
        signer=signer(),
        mark_key=mark_keys()[0],
        mark_number=mark_number,
        work_dir=making.folder,
        stop=heartbeat.control.stop,
        begun_with=begun_with(ask, job.account, making.folder),
    )
    if making.engine.source_type == TRAINED:
        check_picture(finished.quality, finished.frame_count)
    finished = keeper.with_context(finished)
    heartbeat.checking()
    seen = look(job, finished, heartbeat.control)
    heartbeat.control.check()
    made = Made(
        ask,
        brief,
        making.engine,
        coverage,
        rendering.renderer,
        rendering.title,
        finished,
        seen,
        rendering.made_with,
    )
    store(take, job, made)


def _bench(take: Take, making: Making) -> Bench:
    """What lies ready for one take: its checkpoints, and the takes after it that are still to be made."""
    later = making.job.takes.filter(clip=None, index__gt=take.index)
    following = tuple((one.seed, checkpoints.of_take(making.kept, one)) for one in later)
    return Bench(checkpoints.of_take(making.kept, take), making.source, following)


def _note_device(job: Job, device: str) -> None:
    """Who renders it, as soon as that is known."""
    job.device = device[:120]
    Job.objects.filter(pk=job.pk, lease_token=job.lease_token).update(device=job.device)


def _record_time(making: Making) -> None:
    """Remember what all takes took together: an engine may make several at once. One that broke off does not count."""
    job, ask = making.job, making.ask
    takes = list(job.takes.all())
    if job.attempts > 1 or any(take.reseeded for take in takes):
        return
    loading = sum(take.made_with.get("seconds", {}).get("load", 0.0) for take in takes)
    work = estimate.work_of(ask, making.brief)
    estimate.record(job, work, ask, making.heartbeat.worked(), loading=loading, takes=ask.takes)
