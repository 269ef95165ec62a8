"""A fleet in a computer's time: arrivals in, who was begun when out. The policy is the one that the workers ask."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from . import fairness, policy
from .deadlines import promise
from .forecast import Station, forecast
from .model import FAST, Asking, Turn, Waiting

Choose = Callable[[Sequence[Waiting], Sequence[Turn], Mapping[str, float], Asking, float], Waiting | None]


@dataclass(frozen=True)
class Begun:
    """A job that a worker was given. `reload` seconds of loading come before its own."""

    job: Waiting
    worker: int
    started_at: float
    reload: float

    @property
    def wait(self) -> float:
        """Seconds from asking until a worker was free for it."""
        return self.started_at - self.job.queued_at

    @property
    def ended_at(self) -> float:
        """When it is rendered."""
        return self.started_at + self.reload + self.job.seconds


def simulate(
    arrivals: Sequence[Waiting],
    workers: int,
    reloads: Mapping[str, float],
    choose: Choose = policy.choose,
    *,
    promising: bool = False,
) -> list[Begun]:
    """Every arrival rendered on so many workers, each of which serves every engine and holds one model at a time.

    `promising` gives the fast lane's jobs the deadline that the site would promise as they come. Returns the jobs in
    the order in which they were begun.
    """
    fleet = _Fleet(sorted(arrivals, key=lambda job: (job.queued_at, job.id)), workers, reloads, promising)
    while fleet.forward():
        for worker in fleet.free():
            job = choose(
                tuple(fleet.waiting.values()), tuple(fleet.turns), reloads, fleet.asking(worker), fleet.now
            )
            if job is None:
                break
            fleet.begin(job, worker)
    return fleet.begun


class _Fleet:
    def __init__(
        self, arrivals: Sequence[Waiting], workers: int, reloads: Mapping[str, float], promising: bool
    ) -> None:
        self.now = 0.0
        self.waiting: dict[int, Waiting] = {}
        self.turns: deque[Turn] = deque()
        self.begun: list[Begun] = []
        self._coming = deque(arrivals)
        self._reloads, self._promising = reloads, promising
        self._engines = frozenset(job.engine for job in arrivals)
        self._loaded = [frozenset[str]()] * workers
        self._free_at = [0.0] * workers

    def forward(self) -> bool:
        """On to the next moment at which a worker is free and something waits; False once all is begun."""
        if not (self.waiting or self._coming):
            return False
        soonest = min(self._free_at)
        at = soonest if self.waiting else max(soonest, self._coming[0].queued_at)
        self.now = max(self.now, at)
        while self._coming and self._coming[0].queued_at <= self.now:
            job = self._coming.popleft()
            self.waiting[job.id] = self._promised(job) if self._promising else job
        return True

    def free(self) -> list[int]:
        return [worker for worker, at in enumerate(self._free_at) if at <= self.now]

    def asking(self, worker: int) -> Asking:
        return Asking(self._engines, self._loaded[worker], str(worker))

    def begin(self, job: Waiting, worker: int) -> None:
        del self.waiting[job.id]
        reload = 0.0 if job.engine in self._loaded[worker] else self._reloads.get(job.engine, 0.0)
        if reload:
            self._loaded[worker] = frozenset({job.engine})
        begun = Begun(job, worker, self.now, reload)
        self.begun.append(begun)
        self._free_at[worker] = begun.ended_at
        while self.turns and self.turns[0].started_at < self.now - 2 * fairness.REMEMBERED:
            self.turns.popleft()
        ended = begun.ended_at
        self.turns.append(
            Turn(
                job.account,
                job.engine,
                job.priority,
                job.seconds,
                job.queued_at,
                self.now,
                ended,
                str(worker),
            )
        )

    def _promised(self, job: Waiting) -> Waiting:
        if job.priority != FAST or job.deadline is not None:
            return job
        stations = [
            Station(str(worker), self._engines, self._loaded[worker], at)
            for worker, at in enumerate(self._free_at)
        ]
        found = forecast(
            job, tuple(self.waiting.values()), tuple(self.turns), stations, self._reloads, job.queued_at
        )
        if found is None:
            return job
        return replace(job, deadline=promise(job.queued_at, found.wait + found.reload, job.seconds))
