"""The desk at a glance, for the head of its page: what waits, for how long, and what the person has done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from catalog.models import AuditLine, Review

from .conflicts import waiting_for

#: A decision, or half of one.
DECISIONS = ("approved", "rejected", "voted")


@dataclass(frozen=True)
class Ages:
    """How long a queue has waited, in minutes."""

    waiting: int
    oldest: int
    median: int
    p90: int


@dataclass(frozen=True)
class Standing:
    """A person's desk in numbers."""

    ages: Ages
    decisions_this_hour: int


def standing(actor: Any) -> Standing:
    """Now, and the actor's decisions within the last hour."""
    mine = AuditLine.objects.filter(
        action__in=[*DECISIONS, "undone"], actor=actor, at__gt=timezone.now() - timedelta(hours=1)
    )
    acts = list(mine.values_list("action", flat=True))
    done = sum(-1 if act == "undone" else 1 for act in acts)
    return Standing(ages(waiting_for(actor)), max(0, done))


def ages(waiting: QuerySet[Review]) -> Ages:
    """The ages of what waits: the middle one and the oldest tenth, read by their place and not all of them."""
    count = waiting.count()
    opened = waiting.order_by("opened_at").values_list("opened_at", flat=True)
    now = timezone.now()

    def minutes(place: int) -> int:
        at: datetime = opened[place]
        return int((now - at).total_seconds() // 60)

    if not count:
        return Ages(0, 0, 0, 0)
    return Ages(count, minutes(0), minutes(count // 2), minutes((count - 1) // 10))
