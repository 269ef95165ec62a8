"""How long a request would wait: the queue played forward on the workers that are there."""

from __future__ import annotations

from dataclasses import dataclass

from generation.jobs.served import alive, common, served_with, studio
from generation.jobs.snapshot import snapshot
from generation.models import Job
from generation.scheduling.forecast import Station, forecast
from generation.scheduling.model import Waiting

from .timing import reloads

#: A job that does not exist yet is the youngest of all.
_NEWEST = 2**63 - 1


@dataclass(frozen=True)
class Wait:
    """`ahead` jobs run or go before it, for `seconds` with the loading of its model.

    `worker` is False where no worker that serves its engine was heard of lately: it waits until there is one, and
    the seconds are those of the jobs before it alone.
    """

    ahead: int
    seconds: float
    worker: bool = True


def wait_ahead(engine: str, priority: int, seconds: float, account_id: int | None = None) -> Wait:
    """What a job of so many seconds would wait for if it were asked for now."""
    engines = served_with(engine)
    seen = snapshot(engines)
    stations = _stations(engines, seen.now)
    there = any(engine in station.engines for station in stations)
    if not there:
        stations.append(Station("", engines, frozenset(), seen.now))
    job = Waiting(_NEWEST, account_id or 0, engine, priority, seconds, seen.now)
    found = forecast(job, seen.waiting, seen.turns, stations, reloads(engines), seen.now)
    assert found is not None  # noqa: S101 (a station that serves the engine was put there)
    return Wait(found.ahead, found.wait + found.reload, there or common(engine))


def _stations(engines: frozenset[str], now: float) -> list[Station]:
    """The live workers that serve any of these engines, and those that nothing is known of but a job they render."""
    busy: dict[str, float] = {}
    named: dict[str, set[str]] = {}
    running = Job.objects.filter(state=Job.State.RENDERING, engine__in=engines)
    rows = running.values_list("worker", "engine", "seconds_left", "seconds_expected", "progress")
    for worker, engine, left, expected, progress in rows:
        busy[worker] = busy.get(worker, 0.0) + (left if left is not None else expected * (1 - progress))
        named.setdefault(worker, set()).add(engine)
    stations = [
        Station(row.name, frozenset(row.engines), frozenset(row.resident), now + busy.pop(row.name, 0.0))
        for row in alive()
        if engines.intersection(row.engines)
    ]
    for worker, left in busy.items():
        known = frozenset(named[worker])
        serves = studio().engines | known if any(map(common, known)) else known
        stations.append(Station(worker, serves, known, now + left))
    return stations
