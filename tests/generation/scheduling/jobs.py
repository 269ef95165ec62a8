"""Jobs and turns for the policy's tests, with everything that a test does not care about filled in."""

from __future__ import annotations

from itertools import count
from typing import Any

from generation.scheduling.model import NORMAL, Asking, Turn, Waiting

_ids = count(1)
NOW = 1_000_000.0
STUDIO = Asking(frozenset({"studio"}), worker="w")


def job(account: int = 1, *, asked: float = 0.0, seconds: float = 10.0, **fields: Any) -> Waiting:
    """A job that was asked for `asked` seconds ago."""
    known = {"engine": "studio", "priority": NORMAL, "queued_at": NOW - asked}
    return Waiting(id=next(_ids), account=account, seconds=seconds, **(known | fields))


def turn(
    account: int = 1, *, ago: float = 0.0, seconds: float = 10.0, over: bool = False, **fields: Any
) -> Turn:
    """A job that was begun `ago` seconds ago; one that is over took its seconds."""
    began = NOW - ago
    known = {
        "engine": "studio", "priority": NORMAL, "queued_at": began, "worker": "w",
        "ended_at": began + seconds if over else None,
    }  # fmt: skip
    return Turn(account=account, seconds=seconds, started_at=began, **(known | fields))


def runs(accounts: int, **fields: Any) -> list[Turn]:
    """A few turns of others, so that the next need not be one of the overdue."""
    return [turn(1_000 + number, ago=number, **fields) for number in range(accounts)]
