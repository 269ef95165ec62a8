"""What a simulated fleet did, in figures."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from . import ageing
from .model import BACKGROUND, FAST, NORMAL, PAID
from .simulation import Begun

NAMES = {FAST: "fast lane", PAID: "paid", NORMAL: "free", BACKGROUND: "background"}


@dataclass(frozen=True)
class Waits:
    """Seconds that jobs waited: how many, their median, 95th percentile and the longest."""

    jobs: int
    median: float
    p95: float
    worst: float


@dataclass(frozen=True)
class Measures:
    """A replay's figures.

    `first_waits` are those of each account's first job alone. `utilisation` is the share of the workers' time, from the
    first arrival to the last end, that went into rendering; `reloading` the share that went into loading models.
    `overdue` jobs waited longer than their class's limit, `beyond` of them longer than the bound of `ageing`.
    `in_time` of `promised` jobs met their deadline.
    """

    by_class: dict[str, Waits]
    first_waits: Waits
    utilisation: float
    reloading: float
    reloads: int
    longest_wait: float
    overdue: int
    beyond: int
    promised: int
    in_time: int


def measure(begun: Sequence[Begun], workers: int) -> Measures:
    """The figures of a replay, which must have had at least one arrival."""
    first_asked = min(one.job.queued_at for one in begun)
    span = (max(one.ended_at for one in begun) - first_asked) * workers
    classes: defaultdict[int, list[float]] = defaultdict(list)
    for one in begun:
        classes[one.job.priority].append(one.wait)
    firsts: dict[int, Begun] = {}
    for one in sorted(begun, key=lambda one: (one.job.queued_at, one.job.id)):
        firsts.setdefault(one.job.account, one)
    promised = [one for one in begun if one.job.deadline is not None]
    overdue = [one for one in begun if one.wait > ageing.limit(one.job.priority)]
    return Measures(
        by_class={name_of(priority): _waits(classes[priority]) for priority in sorted(classes)},
        first_waits=_waits([one.wait for one in firsts.values()]),
        utilisation=sum(one.job.seconds for one in begun) / span,
        reloading=sum(one.reload for one in begun) / span,
        reloads=sum(one.reload > 0 for one in begun),
        longest_wait=max(one.wait for one in begun),
        overdue=len(overdue),
        beyond=_beyond(begun, overdue),
        promised=len(promised),
        in_time=sum(one.ended_at <= (one.job.deadline or 0.0) for one in promised),
    )


def name_of(priority: int) -> str:
    """A class's name for people."""
    return NAMES.get(priority, f"priority {priority}")


def _waits(seconds: list[float]) -> Waits:
    ordered = sorted(seconds)
    return Waits(
        jobs=len(ordered),
        median=median(ordered),
        p95=ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))],
        worst=ordered[-1],
    )


def _beyond(begun: Sequence[Begun], overdue: Sequence[Begun]) -> int:
    """How many overdue jobs let more turns pass than `ageing` promises, every worker serving every engine."""
    starts = sorted(one.started_at for one in begun)
    rendered: defaultdict[int, float] = defaultdict(float)
    for one in begun:
        rendered[one.job.account] += one.job.seconds
    return sum(_late(one, begun, starts, rendered[one.job.account]) for one in overdue)


def _late(one: Begun, begun: Sequence[Begun], starts: Sequence[float], account: float) -> bool:
    """`account` are the seconds of everything that its account asked for: the most that can have been before it."""
    fell_due = ageing.due(one.job.priority, one.job.queued_at)
    turns = bisect_left(starts, one.started_at) - bisect_left(starts, fell_due)
    if turns <= ageing.EVERY:
        return False
    place = ageing.place(fell_due, account - one.job.seconds)
    before = sum(
        other.started_at >= fell_due and ageing.due(other.job.priority, other.job.queued_at) <= place
        for other in begun
        if other is not one
    )
    return turns > ageing.EVERY * (before + 1)
