"""The ways in which an ask is turned down before anything is held, charged or queued."""

from __future__ import annotations

from typing import Literal

Code = Literal[
    "subject", "credits", "engine", "key", "screening", "already", "resolution", "takes", "private", "slowed"
]


class AskRefused(Exception):
    """An ask that was not taken. `code` for programs; the message is the sentence for the person.

    `offer` is a prompt that would be taken, "" where none is known; `wait` how many seconds to let pass first.
    """

    def __init__(self, code: Code, message: str, *, offer: str = "", wait: int = 0) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.offer = offer
        self.wait = wait
