"""Ways in which requests arrive, to try the policy on: sized by the fleet, so that a pattern means the same for any."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count, islice

from .model import FAST, NORMAL, PAID, Waiting

HOUR = 3_600.0
#: A job's length as a multiple of its engine's usual job, by how often: most are short.
_LENGTHS, _OFTEN = (0.5, 1.0, 2.0, 4.0), (3, 5, 2, 1)
_MEAN_LENGTH = sum(length * often for length, often in zip(_LENGTHS, _OFTEN, strict=True)) / sum(_OFTEN)


@dataclass
class Maker:
    """Makes arrivals. `kinds` has each engine's usual seconds a job."""

    kinds: Mapping[str, float]
    workers: int
    chance: random.Random

    def __post_init__(self) -> None:
        self._ids, self._strangers = count(1), count(1_000)
        self.mean = _MEAN_LENGTH * sum(self.kinds.values()) / len(self.kinds)

    def job(self, at: float, priority: int, account: int | None = None) -> Waiting:
        """One request; of somebody who has asked for nothing yet unless an account is given."""
        engine = self.chance.choice(sorted(self.kinds))
        length = self.chance.choices(_LENGTHS, _OFTEN)[0]
        who = next(self._strangers) if account is None else account
        return Waiting(next(self._ids), who, engine, priority, self.kinds[engine] * length, at)

    def stream(
        self, begin: float, end: float, load: float, priorities: tuple[int, ...], people: int = 0
    ) -> Iterator[Waiting]:
        """Requests at random times that keep the share `load` of the fleet busy; of so many people, 0: of strangers."""
        at = begin
        while (at := at + self.chance.expovariate(load * self.workers / self.mean)) < end:
            account = self.chance.randrange(people) if people else None
            yield self.job(at, self.chance.choice(priorities), account)


def quiet(make: Maker) -> Iterator[Waiting]:
    """Two hours at three tenths of what the fleet can do."""
    yield from make.stream(0, 2 * HOUR, 0.3, (PAID, NORMAL, NORMAL), people=40)


def rush(make: Maker) -> Iterator[Waiting]:
    """A quiet hour, then half an hour of nearly twice what the fleet can do, then quiet again."""
    for begin, end, load in ((0, 1, 0.3), (1, 1.5, 1.8), (1.5, 3, 0.3)):
        yield from make.stream(begin * HOUR, end * HOUR, load, (PAID, NORMAL), people=60)


def team(make: Maker) -> Iterator[Waiting]:
    """People come one at a time, all on paid plans; after ten minutes a team asks for fifty clips at once."""
    yield from make.stream(0, HOUR, 0.5, (PAID,))
    yield from (make.job(600.0, PAID, account=0) for _ in range(50))


def free(make: Maker) -> Iterator[Waiting]:
    """Paid requests for six tenths of the fleet over five hours; in one hour as many free ones as two hours' work."""
    yield from make.stream(0, 5 * HOUR, 0.6, (PAID,), people=50)
    yield from make.stream(0.5 * HOUR, 1.5 * HOUR, 2.0, (NORMAL,))


def fast(make: Maker) -> Iterator[Waiting]:
    """Two hours of a tenth more than the fleet can do, a third of it in the fast lane."""
    yield from make.stream(0, 2 * HOUR, 1.1, (FAST, PAID, NORMAL), people=80)


PATTERNS: dict[str, Callable[[Maker], Iterator[Waiting]]] = {
    "quiet": quiet,
    "rush": rush,
    "team": team,
    "free": free,
    "fast": fast,
}


def arrivals(pattern: str, kinds: Mapping[str, float], workers: int, seed: int, most: int) -> list[Waiting]:
    """A pattern's requests, as they come; no more than `most` are made. The same for the same seed."""
    made = PATTERNS[pattern](Maker(kinds, workers, random.Random(seed)))  # noqa: S311 (nothing secret)
    return sorted(islice(made, most), key=lambda job: (job.queued_at, job.id))
