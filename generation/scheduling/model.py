"""What the policy is told. Times are seconds on one clock, whichever the caller has; `now` is always handed in."""

from __future__ import annotations

from dataclasses import dataclass

#: Classes of requests; lower goes first. The fast lane, paid plans, everybody else, what nobody waits for.
FAST, PAID, NORMAL, BACKGROUND = 3, 4, 5, 9


@dataclass(frozen=True, slots=True)
class Waiting:
    """A job that waits. `seconds` is what rendering it is expected to take, once the model is loaded.

    `deadline` is when it was promised to be rendered, if it was; `not_before` holds a retry back.
    """

    id: int
    account: int
    engine: str
    priority: int
    seconds: float
    queued_at: float
    deadline: float | None = None
    not_before: float | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """A job that was begun. `ended_at` is None while it runs; `seconds` are then what it is expected to take."""

    account: int
    engine: str
    priority: int
    seconds: float
    queued_at: float
    started_at: float
    ended_at: float | None = None
    worker: str = ""

    def runs(self, now: float) -> bool:
        """Whether it is not over by then."""
        return self.ended_at is None or self.ended_at > now


@dataclass(frozen=True, slots=True)
class Asking:
    """The worker that asks for a job: the engines that it serves, and those whose model it has loaded."""

    engines: frozenset[str]
    resident: frozenset[str] = frozenset()
    worker: str = ""
