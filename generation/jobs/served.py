"""What a worker can take, and which engines are served together: jobs of those wait in one line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from generation.engine.registry import UnknownEngine, engine, names
from generation.models import RenderWorker

#: The queue of what any worker can render.
RENDER = "render"
#: A worker that said nothing for so long is gone.
GONE = timedelta(seconds=60)


@dataclass(frozen=True)
class Served:
    """The engines that a worker serves, and those whose model it has loaded."""

    engines: frozenset[str]
    resident: frozenset[str] = frozenset()


def studio() -> Served:
    """What a worker without a GPU of its own serves: every engine whose jobs go to the common queue."""
    return Served(frozenset(name for name in names() if engine(name).queue == RENDER))


def alive() -> list[RenderWorker]:
    """The workers that were heard of lately, in a fixed order."""
    return list(RenderWorker.objects.filter(seen_at__gte=timezone.now() - GONE).order_by("name"))


def served_with(name: str) -> frozenset[str]:
    """Every engine whose jobs compete with this one's: served by one of the workers that serve it, or that would."""
    together = {name}.union(*(worker.engines for worker in alive() if name in worker.engines))
    return frozenset(together) | (studio().engines if common(name) else frozenset())


def common(name: str) -> bool:
    """Whether any worker can render it. False for an engine that is not configured any more."""
    try:
        return engine(name).queue == RENDER
    except UnknownEngine:
        return False
