"""Which job goes next on the worker that asks: this file reads as the order of the rules.

1. One turn of four belongs to the overdue (`ageing`).
2. Else the better class goes first, in it the account that had least (`fairness`), then the older job;
3. unless that would break a promise which could still be kept (`deadlines`);
4. or a job of a loaded model may go before it (`grouping`).

A worker that can do anything that waits always gets a job. The same question always gets the same answer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from heapq import heapify, heappop, heappush
from operator import attrgetter

from . import ageing, deadlines, fairness, grouping
from .model import Asking, Turn, Waiting

#: Sorted by it, an account's own jobs are in its own order, and the first of equals is the older.
_OWN_ORDER = attrgetter("priority", "queued_at", "id")
_BEGUN = attrgetter("started_at", "queued_at", "account", "worker")
Line = list[tuple[float, ...]]


def choose(
    waiting: Sequence[Waiting],
    turns: Sequence[Turn],
    reloads: Mapping[str, float],
    asking: Asking,
    now: float,
) -> Waiting | None:
    """The job that goes next; None where nothing waits that the worker serves."""
    return Queue(waiting, turns, reloads, now).take(asking, now)


class Queue:
    """What waits at one moment, taken from one job after the other.

    `turns` are the jobs that run and those that ended in the last `fairness.REMEMBERED` seconds; `reloads` says by
    engine how long its model takes to load. What an account had, and who waits, stays as it was at first but for what
    is taken here.
    """

    def __init__(
        self, waiting: Sequence[Waiting], turns: Sequence[Turn], reloads: Mapping[str, float], now: float
    ) -> None:
        ready = [job for job in waiting if job.not_before is None or job.not_before <= now]
        ready.sort(key=_OWN_ORDER)
        self._jobs = {job.id: job for job in ready}
        self._reloads = reloads
        self._most_reload = max(reloads.values(), default=0.0)
        self._turns = sorted(turns, key=_BEGUN)
        self._promises = deadlines.Promises(ready)
        self._lines: defaultdict[str, Line] = defaultdict(list)
        self._overdue: defaultdict[str, Line] = defaultdict(list)
        self._not_due: Line = []
        for job, start in zip(ready, fairness.starts(ready, fairness.had(turns, now)), strict=True):
            self._lines[job.engine].append((job.priority, start, job.queued_at, job.id))
            due = ageing.due(job.priority, job.queued_at)
            place = ageing.place(due, start)
            if due <= now:
                self._overdue[job.engine].append((place, job.queued_at, job.id))
            else:
                self._not_due.append((due, place, job.queued_at, job.id))
        for line in (*self._lines.values(), *self._overdue.values(), self._not_due):
            heapify(line)

    def __len__(self) -> int:
        return len(self._jobs)

    def take(self, asking: Asking, now: float) -> Waiting | None:
        """The job that goes next on this worker, which then waits no more. `now` never goes back."""
        due = self._first(self._lines, asking.engines)
        if due is None:
            return None
        job = (
            self._owed(asking, now)
            or self._promised(due, asking, now)
            or self._loaded(due, asking, now)
            or due
        )
        del self._jobs[job.id]
        self._turns.append(
            Turn(job.account, job.engine, job.priority, job.seconds, job.queued_at, now, worker=asking.worker)
        )
        return job

    def order(self, asking: Asking, now: float) -> Iterator[Waiting]:
        """Every job that the worker serves, in the order in which it would get them if it asked again and again."""
        while job := self.take(asking, now):
            yield job

    def _owed(self, asking: Asking, now: float) -> Waiting | None:
        while self._not_due and self._not_due[0][0] <= now:
            _, *place = heappop(self._not_due)
            if job := self._jobs.get(int(place[-1])):
                heappush(self._overdue[job.engine], tuple(place))
        head = self._head(self._overdue, asking.engines)
        if head is None or not ageing.owed(reversed(self._turns), asking.engines, head[0]):
            return None
        return self._jobs[int(head[-1])]

    def _promised(self, due: Waiting, asking: Asking, now: float) -> Waiting | None:
        delay = due.seconds + self._reload(due, asking)
        return deadlines.earliest(self._endangered(delay, asking, now))

    def _loaded(self, due: Waiting, asking: Asking, now: float) -> Waiting | None:
        if not self._reload(due, asking):
            return None
        loaded = self._first(self._lines, asking.engines & asking.resident)
        if loaded is None:
            return None
        spared = self._reloads.get(due.engine, 0.0) + self._reloads.get(loaded.engine, 0.0)
        if not grouping.worth_it(loaded, due, spared, lambda: grouping.run(reversed(self._turns), asking)):
            return None
        broken = (job for job in self._endangered(loaded.seconds, asking, now) if job is not loaded)
        return None if any(broken) else loaded

    def _endangered(self, delay: float, asking: Asking, now: float) -> Iterator[Waiting]:
        found = self._promises.endangered(
            now, delay, lambda job: self._reload(job, asking), self._most_reload
        )
        return (job for job in found if job.id in self._jobs and job.engine in asking.engines)

    def _reload(self, job: Waiting, asking: Asking) -> float:
        return 0.0 if job.engine in asking.resident else self._reloads.get(job.engine, 0.0)

    def _first(self, lines: Mapping[str, Line], engines: frozenset[str]) -> Waiting | None:
        head = self._head(lines, engines)
        return self._jobs[int(head[-1])] if head else None

    def _head(self, lines: Mapping[str, Line], engines: frozenset[str]) -> tuple[float, ...] | None:
        """The least entry of these engines' lines; those of jobs that were taken by another way are dropped."""
        heads = []
        for engine in engines:
            line = lines.get(engine)
            while line and int(line[0][-1]) not in self._jobs:
                heappop(line)
            if line:
                heads.append(line[0])
        return min(heads, default=None)
