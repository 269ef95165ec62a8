"""How long a job would wait: the queue played forward on the workers that are there, by the very policy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import heapify, heapreplace

from .model import Asking, Turn, Waiting
from .policy import Queue


@dataclass(frozen=True)
class Station:
    """A worker: what it serves, what it has loaded, and when it is done with what it has begun."""

    name: str
    engines: frozenset[str]
    resident: frozenset[str]
    free_at: float

    def asking(self) -> Asking:
        """The worker as it asks."""
        return Asking(self.engines, self.resident, self.name)


@dataclass(frozen=True)
class Forecast:
    """`wait` in seconds until it is begun, its model's loading (`reload`) apart; `ahead` jobs run or go before it."""

    wait: float
    reload: float
    ahead: int


def forecast(
    job: Waiting,
    waiting: Sequence[Waiting],
    turns: Sequence[Turn],
    stations: Sequence[Station],
    reloads: Mapping[str, float],
    now: float,
) -> Forecast | None:
    """When `job` would begin if nobody asked for anything more; None where no worker serves its engine."""
    able = [station for station in stations if job.engine in station.engines]
    if not able:
        return None
    near = frozenset[str]().union(*(station.engines for station in able))
    queue = Queue([*waiting, job], turns, reloads, now)
    ahead = sum(turn.runs(now) and turn.engine in near for turn in turns)
    clock = [(max(now, station.free_at), number, station) for number, station in enumerate(stations)]
    heapify(clock)
    while True:
        at, number, station = clock[0]
        taken = queue.take(station.asking(), at)
        if taken is None:  # nothing is left that it serves, and nothing comes
            heapreplace(clock, (float("inf"), number, station))
            continue
        reload = 0.0 if taken.engine in station.resident else reloads.get(taken.engine, 0.0)
        if taken.id == job.id:
            return Forecast(at - now, reload, ahead)
        ahead += taken.engine in near
        loaded = frozenset({taken.engine}) if reload else station.resident
        free_at = at + reload + taken.seconds
        heapreplace(clock, (free_at, number, Station(station.name, station.engines, loaded, free_at)))
