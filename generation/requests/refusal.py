"""The ways in which an ask is turned down before anything is held, charged or queued."""

from __future__ import annotations

from typing import Literal

Code = Literal[
    "subject", "credits", "engine", "key", "screening", "already", "resolution", "takes", "private"
]


class AskRefused(Exception):
    """An ask that was not taken. `code` for programs; the message is the sentence for the person.

    `offer` is a prompt that would be taken, "" where none is known.
    """

    def __init__(self, code: Code, message: str, *, offer: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.offer = offer
