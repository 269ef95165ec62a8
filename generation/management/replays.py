"""What `manage.py simulate_fleet` says of a replay: a table for people, plain values for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from generation.scheduling import fifo, policy
from generation.scheduling.measures import Measures, Waits, measure
from generation.scheduling.model import Waiting
from generation.scheduling.simulation import simulate

_COLUMNS = "{:<14}{:>7} │{:>9}{:>9}{:>9} │{:>9}{:>9}{:>9}"


@dataclass(frozen=True)
class Replay:
    """The same arrivals under the policy, and first come, first served."""

    name: str
    summary: str
    workers: int
    policy: Measures
    fifo: Measures

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        return asdict(self)


def replay(
    name: str, summary: str, arrivals: Sequence[Waiting], workers: int, reloads: Mapping[str, float]
) -> Replay:
    """Both orders on as many workers. The promises of the fast lane are those that the policy's fleet would make."""
    ours = simulate(arrivals, workers, reloads, policy.choose, promising=True)
    promised = [one.job for one in ours]
    plain = simulate(promised, workers, reloads, fifo.choose)
    return Replay(name, summary, workers, measure(ours, workers), measure(plain, workers))


def table(one: Replay) -> Iterator[str]:
    """Lines for people; waits as minutes:seconds."""
    jobs = sum(waits.jobs for waits in one.policy.by_class.values())
    yield f"{one.name}: {one.summary}"
    yield f"{jobs:,} requests, {one.workers} workers"
    yield f"{'':<22}│{'this policy':>27} │{'first come, first served':>27}"
    yield _COLUMNS.format("waited", "jobs", "median", "p95", "longest", "median", "p95", "longest")
    rows = [(name, one.policy.by_class[name], one.fifo.by_class[name]) for name in one.policy.by_class]
    for name, ours, plain in [*rows, ("one's first", one.policy.first_waits, one.fifo.first_waits)]:
        yield _COLUMNS.format(name, ours.jobs, *_waits(ours), *_waits(plain))
    for name, ours_said, plain_said in _lines(one.policy, one.fifo):
        yield f"{name:<22}│{ours_said:>27} │{plain_said:>27}"


def _lines(ours: Measures, plain: Measures) -> Iterator[tuple[str, ...]]:
    both = (ours, plain)
    yield ("rendering", *(f"{one.utilisation:.0%}" for one in both))
    if plain.reloads:
        yield ("loading models", *(f"{one.reloads} times, {one.reloading:.0%}" for one in both))
    yield ("longest wait", *(clock(one.longest_wait) for one in both))
    yield ("overdue, beyond bound", *(f"{one.overdue}, {one.beyond}" for one in both))
    if ours.promised:
        yield ("promises kept", *(f"{one.in_time} of {one.promised}" for one in both))


def _waits(waits: Waits) -> tuple[str, str, str]:
    return clock(waits.median), clock(waits.p95), clock(waits.worst)


def clock(seconds: float) -> str:
    """Minutes and seconds; hours in front where there are any."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
