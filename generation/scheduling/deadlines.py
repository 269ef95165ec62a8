"""Promises of the fast lane: kept where they can be, without giving way to those that can't."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator

from .model import Waiting

#: A promise is twice what is expected, and two minutes: enough that one job more may go before it, so that fair shares
#: go on deciding within the fast lane while promises are kept anyway.
SLACK, LEAST = 2.0, 120.0


def promise(now: float, wait: float, seconds: float) -> float:
    """By when a job of the fast lane is promised to be rendered, from what is expected of it as it is asked for."""
    return now + SLACK * (wait + seconds) + LEAST


class Promises:
    """The waiting jobs that have a deadline, by the last moment at which they may begin."""

    def __init__(self, waiting: Iterable[Waiting]) -> None:
        self._jobs = sorted(
            (job for job in waiting if job.deadline is not None), key=lambda job: (_latest(job), job.id)
        )
        self._latest = [_latest(job) for job in self._jobs]

    def endangered(
        self, now: float, delay: float, reload: Callable[[Waiting], float], most_reload: float
    ) -> Iterator[Waiting]:
        """Those that could be kept if they began now on this worker, and not if they began `delay` seconds later.

        `reload` says how long the worker takes to load a job's model, `most_reload` the most that it answers. What is
        too late already is not among them: it waits its ordinary turn.
        """
        first = bisect_left(self._latest, now)
        last = bisect_left(self._latest, now + delay + most_reload)
        return (job for job in self._jobs[first:last] if 0 <= _latest(job) - reload(job) - now < delay)


def earliest(jobs: Iterable[Waiting]) -> Waiting | None:
    """The one whose deadline comes first."""
    return min(jobs, key=lambda job: (job.deadline or 0.0, job.queued_at, job.id), default=None)


def _latest(job: Waiting) -> float:
    assert job.deadline is not None  # noqa: S101 (only those that have one come here)
    return job.deadline - job.seconds
