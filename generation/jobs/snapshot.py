"""The queue's rows as the values that the policy decides on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from generation.models import Job
from generation.scheduling.fairness import REMEMBERED
from generation.scheduling.model import Turn, Waiting

from .epoch import Epoch


@dataclass(frozen=True)
class Snapshot:
    """What waits for some engines, and what they were given lately, at `now` (seconds since 1970)."""

    waiting: list[Waiting]
    turns: list[Turn]
    now: float


def snapshot(engines: frozenset[str]) -> Snapshot:
    """Two queries, however long the queue."""
    now = timezone.now()
    jobs = Job.objects.filter(engine__in=engines)
    queued = jobs.filter(state=Job.State.QUEUED, cancel_requested=False)
    lately = now - timedelta(seconds=REMEMBERED)
    begun = jobs.filter(Q(state=Job.State.RENDERING) | Q(ended_at__gte=lately), started_at__isnull=False)
    return Snapshot(_waiting(queued), _turns(begun), now.timestamp())


def _waiting(queued: QuerySet[Job]) -> list[Waiting]:
    rows = queued.values_list(
        *("pk", "account_id", "engine", "priority", "seconds_expected"),
        *map(Epoch, ("created_at", "deadline", "not_before")),
    )
    return [Waiting(*row) for row in rows]


def _turns(begun: QuerySet[Job]) -> list[Turn]:
    rows = begun.values_list(
        *("account_id", "engine", "priority", "render_seconds", "seconds_expected", "worker"),
        *map(Epoch, ("created_at", "started_at", "ended_at")),
    )
    return [_turn(*row) for row in rows]


def _turn(
    account: int, engine: str, priority: int, rendered: float | None, expected: float, worker: str,
    asked: float, began: float, ended: float | None,
) -> Turn:  # fmt: skip
    """Of a job that was stopped the seconds are those until then."""
    if ended is None:
        return Turn(account, engine, priority, expected, asked, began, None, worker)
    took = ended - began if rendered is None else rendered
    return Turn(account, engine, priority, took, asked, began, ended, worker)
