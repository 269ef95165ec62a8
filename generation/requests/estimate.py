"""How long a render takes here, from what renders took here."""

from __future__ import annotations

from django.db import transaction

from generation.brief.model import Brief
from generation.engine.base import Work
from generation.engine.registry import engine
from generation.models import EngineTiming, Job

from .ask import Ask

#: Weight of the newest render in the running mean: five renders forget a changed machine.
NEWEST = 0.3


def timing_key(work: Work, ask: Ask) -> str:
    """Times are kept per engine, family and quality (the engine's key) and per size."""
    width, height = ask.size
    return f"{work.timing_key} {width}x{height}"


def work_of(ask: Ask, brief: Brief) -> Work:
    """The work of one take."""
    return engine(ask.engine).work(brief, ask.render_settings(0))


def seconds_per_unit(work: Work, ask: Ask) -> float:
    """Measured on this installation if it ever was, else the engine's own prior."""
    known = EngineTiming.objects.filter(key=timing_key(work, ask)).first()
    return known.seconds_per_unit if known else work.seconds_per_unit


def seconds(ask: Ask, brief: Brief) -> float:
    """Expected seconds for all takes of an ask, once a worker has it."""
    work = work_of(ask, brief)
    return work.units * seconds_per_unit(work, ask) * ask.takes


@transaction.atomic
def record(work: Work, ask: Ask, took: float) -> None:
    """Remember that one take of this work took so many seconds."""
    measured = took / work.units
    timing, new = EngineTiming.objects.select_for_update().get_or_create(
        key=timing_key(work, ask), defaults={"seconds_per_unit": measured}
    )
    if not new:
        timing.seconds_per_unit += NEWEST * (measured - timing.seconds_per_unit)
        timing.renders += 1
        timing.save(update_fields=["seconds_per_unit", "renders", "updated_at"])


def wait_ahead(priority: int) -> tuple[int, float]:
    """How many jobs a new one of this priority would wait for, and their seconds still to go."""
    jobs = Job.objects.filter(state__in=Job.IN_FLIGHT, priority__lte=priority).values_list(
        "seconds_expected", "seconds_left", "progress"
    )
    left = [
        remaining if remaining is not None else expected * (1 - progress)
        for expected, remaining, progress in jobs
    ]
    return len(left), sum(left)
