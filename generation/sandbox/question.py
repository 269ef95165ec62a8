"""What the sandbox is asked, and how much it may take."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Limits:
    """`memory` in bytes above what the interpreter takes; `seconds` of processor time, and of wall time."""

    memory: int
    seconds: int


@dataclass(frozen=True)
class Question:
    """`root` is the certificate (PEM) that signed notes are held against; `pictures` are decoded if asked for."""

    root: str
    pictures: bool = True


def write(question: Question, limits: Limits, parent: int) -> str:
    """Both as one argument of a command line. There is nothing secret in it."""
    return json.dumps({"question": asdict(question), "limits": asdict(limits), "parent": parent})


def read(argument: str) -> tuple[Question, Limits, int]:
    """What `write` wrote."""
    said = json.loads(argument)
    return Question(**said["question"]), Limits(**said["limits"]), int(said["parent"])
