"""The ways in which an ask is turned down before anything is held, charged or queued."""

from __future__ import annotations

from collections.abc import Sequence

from generation.engine.base import Problem

from .nearest import with_nearest


class AskRefused(Exception):
    """An ask that was not taken. `code` for programs; the message is the sentence for the person.

    Codes: subject, credits, engine (it can't run here), plan (the account's has not this engine), key, screening,
    already, resolution, takes, private, source, slowed. `offer` is a prompt that would be taken, "" where none is
    known; `wait` how many seconds to let pass first.
    """

    def __init__(self, code: str, message: str, *, offer: str = "", wait: int = 0) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.offer = offer
        self.wait = wait


class CannotMake(AskRefused):
    """The engine can't make these settings. The code is the first field at fault; `problems` has the nearest values."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(problems[0].field, " ".join(with_nearest(problem) for problem in problems))
        self.problems = tuple(problems)
