"""How long a render takes here, from what renders took here."""

from __future__ import annotations

from django.db.models import F, FloatField, Value
from django.db.models.functions import Coalesce

from generation.brief.model import Brief
from generation.engine.base import Work
from generation.engine.registry import engine
from generation.jobs.served import alive
from generation.models import Job

from .ask import Ask
from .timing import learn, learn_loading, seconds_of, timing_key

#: What a take is taken to have lasted at least: a clock may stand still, and nothing can't be put in proportion.
INSTANT = 1e-3


def work_of(ask: Ask, brief: Brief) -> Work:
    """The work of one take."""
    return engine(ask.engine).work(brief, ask.render_settings(0))


def seconds(ask: Ask, brief: Brief) -> float:
    """Expected seconds for all takes of an ask, once a worker has it and its model is loaded."""
    work = work_of(ask, brief)
    devices = [worker.device for worker in alive() if ask.engine in worker.engines]
    return seconds_of(work, ask.size, devices) * ask.takes


def record(job: Job, work: Work, ask: Ask, took: float, *, loading: float = 0.0, takes: int = 1) -> None:
    """Remember what takes of this work took on the job's device in seconds, `loading` of them for its model."""
    rendering = max(took - loading, INSTANT)
    learn(timing_key(work, ask.size, job.device), work.units, rendering / takes)
    if loading > 0:
        learn_loading(ask.engine, job.device, loading)
    so_far = Coalesce(F("render_seconds"), Value(0.0), output_field=FloatField())
    Job.objects.filter(pk=job.pk).update(render_seconds=so_far + rendering)
