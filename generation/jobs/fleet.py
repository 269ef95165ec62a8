"""Which rendering processes there are, and what is said of an engine that none of them serves."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from generation.engine.registry import engine, models
from generation.models import Job, RenderWorker

from .served import alive, common

#: A model that was served within this time is asked for on: its worker is restarted, or mended.
LATELY = timedelta(days=1)


def served_now() -> frozenset[str]:
    """Engines by name that a live process serves."""
    return frozenset(name for worker in alive() for name in worker.engines)


def lacking(engine_name: str, *, here: bool = False) -> list[str]:
    """What keeps an engine from being asked for, each a sentence that says what to do.

    The studio engine has to run on this machine, as one that `here` renders itself does; a model needs a worker
    somewhere, now or within the last day.
    """
    if here or common(engine_name):
        return engine(engine_name).missing()
    if engine_name in served_now() or _served_lately(engine_name):
        return []
    return [f"No machine renders with {engine(engine_name).title} at present; choose another engine."]


def waiting_note(engine_name: str) -> str:
    """What to say beside an engine that lacks nothing, though no worker serves it right now; "" where one does."""
    if common(engine_name) or engine_name in served_now():
        return ""
    return (
        f"No machine renders with {engine(engine_name).title} at the moment: a clip waits until one is back."
    )


def unserved() -> list[str]:
    """The configured models that no live process serves."""
    now = served_now()
    return [model.name for model in models() if model.name not in now]


def forget_gone() -> int:
    """Remove the rows of processes that are gone for longer than anybody asks; returns how many."""
    return RenderWorker.objects.filter(seen_at__lt=timezone.now() - LATELY).delete()[0]


def _served_lately(engine_name: str) -> bool:
    """Whether a process that went without a word served it, or a job of it came to its end, within the last day."""
    since = timezone.now() - LATELY
    rows = RenderWorker.objects.filter(seen_at__gte=since).values_list("engines", flat=True)
    if any(engine_name in engines for engines in rows):
        return True
    return Job.objects.filter(engine=engine_name, state=Job.State.DONE, ended_at__gte=since).exists()
