"""Nobody waits for ever: of four turns in a row, one goes to those who have waited past their limit.

The bound: count the jobs that fell due no later than this one's place (`place`), K of them. From the moment that it is
overdue it begins within `EVERY` x (K + 1) turns of the workers that serve its engine, whatever else is asked for.
Each of those turns that goes to the overdue takes one job out of the K, and nothing that is asked for later adds to
them. A single clip of an account that had none lately has its place at the moment that it falls due.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice

from .model import BACKGROUND, FAST, NORMAL, PAID, Turn

#: Seconds that a request of a class waits at most before it counts as overdue.
LIMITS = {FAST: 900.0, PAID: 1_800.0, NORMAL: 3_600.0, BACKGROUND: 43_200.0}
#: One turn of so many is for the overdue.
EVERY = 4
#: A second of rendering that an account had, or has in front, counts as so many seconds of having asked later.
WEIGHT = 60.0


@cache
def limit(priority: int) -> float:
    """A class's limit; for a number between two classes that of the lower."""
    return next((seconds for known, seconds in LIMITS.items() if priority <= known), LIMITS[BACKGROUND])


def due(priority: int, queued_at: float) -> float:
    """When a job that waits becomes overdue."""
    return queued_at + limit(priority)


def place(due: float, start: float) -> float:
    """Where a job stands among the overdue: when it fell due, later by what its account had before it."""
    return due + WEIGHT * start


def owed(newest_first: Iterable[Turn], engines: frozenset[str], place: float) -> bool:
    """Whether the next turn belongs to the overdue job at this place: none of the last three was one of its line."""
    return not any(_of_the_line(turn, place) for turn in islice(_served(newest_first, engines), EVERY - 1))


def _served(turns: Iterable[Turn], engines: frozenset[str]) -> Iterator[Turn]:
    return (turn for turn in turns if turn.engine in engines)


def _of_the_line(turn: Turn, place: float) -> bool:
    fell_due = due(turn.priority, turn.queued_at)
    return fell_due <= turn.started_at and fell_due <= place
