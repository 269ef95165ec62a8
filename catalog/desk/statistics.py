"""The desk's figures: how fast it is, whether its people agree, and how often each rule is right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Sum, Value, When
from django.db.models.functions import TruncHour
from django.utils import timezone

from catalog.models import AuditLine, Review
from catalog.models.review import WAITING

from .standing import DECISIONS, Ages, ages

#: Days that the quality figures may look back.
DAYS = (7, 30, 90)


@dataclass(frozen=True)
class Pace:
    """Decisions of one person, or of all: how many, and how many in each hour in which they decided any."""

    name: str
    day: int
    day_an_hour: float
    week: int
    week_an_hour: float


@dataclass(frozen=True)
class Share:
    """How many of how many."""

    name: str
    part: int
    whole: int

    @property
    def share(self) -> float | None:
        """From 0 to 1; None of nothing."""
        return self.part / self.whole if self.whole else None

    @property
    def percent(self) -> str:
        """As people read it."""
        return f"{100 * self.part / self.whole:.0f} %" if self.whole else "–"


@dataclass(frozen=True)
class Statistics:
    """Everything on the page of figures."""

    days: int
    queues: list[tuple[str, Ages]]
    paces: list[Pace]
    agreement: list[Share]
    reversed: list[Share]
    precision: list[Share]


def statistics(user: Any, *, days: int, everybody: bool) -> Statistics:
    """The figures; the pace of each person for leads (`everybody`), otherwise one's own and that of all."""
    since = timezone.now() - timedelta(days=days)
    return Statistics(
        days, _queues(), _paces(user, everybody), _agreement(since), _reversed(since), _precision(since)
    )


def _queues() -> list[tuple[str, Ages]]:
    """What waits, whoever may decide it, in all and by kind."""
    waiting = Review.objects.filter(WAITING)
    kinds = [(label, ages(waiting.filter(kind=value))) for value, label in Review.Kind.choices]
    escalated = ("Escalated, for leads", ages(waiting.filter(escalated=True)))
    return [("All", ages(waiting)), *(one for one in [*kinds, escalated] if one[1].waiting)]


def _paces(user: Any, everybody: bool) -> list[Pace]:
    now = timezone.now()
    week = now - timedelta(days=7)
    sign = Case(When(action="undone", then=Value(-1)), default=Value(1), output_field=IntegerField())
    hours = (
        AuditLine.objects.filter(action__in=[*DECISIONS, "undone"], at__gt=week, actor__isnull=False)
        .order_by()
        .annotate(hour=TruncHour("at"))
        .values_list("actor", "actor_name", "hour")
        .annotate(n=Sum(sign))
    )
    by_name: dict[str, list[tuple[Any, int]]] = {"Everybody": []}
    for actor, name, hour, number in hours:
        by_name["Everybody"].append((hour, number))
        if everybody or actor == user.pk:
            by_name.setdefault(name, []).append((hour, number))
    day = now - timedelta(days=1)
    paces = []
    for name, found in by_name.items():
        recent = [(hour, number) for hour, number in found if hour >= day]
        paces.append(Pace(name, *_pace(recent), *_pace(found)))
    return [paces[0], *sorted(paces[1:], key=lambda one: (-one.week, one.name))]


def _pace(hours: list[tuple[Any, int]]) -> tuple[int, float]:
    """Decisions, and decisions an active hour."""
    count = sum(number for _, number in hours)
    active = len({hour for hour, number in hours if number > 0})
    return max(0, count), round(count / active, 1) if active else 0.0


def _decided(since: Any) -> QuerySet[Review]:
    return Review.objects.exclude(state=Review.State.OPEN).filter(decided_at__gt=since).order_by()


def _agreement(since: Any) -> list[Share]:
    """Where two looked at the same thing: did they come to the same answer?"""
    pairs = (
        _decided(since)
        .annotate(votes_cast=Count("votes"), votes_for=Count("votes", filter=Q(votes__approve=True)))
        .filter(votes_cast__gte=2)
    )
    split = Q(votes_for__gt=0, votes_for__lt=2)
    samples = _decided(since).filter(kind=Review.Kind.SAMPLE)
    appeals = _decided(since).filter(kind=Review.Kind.APPEAL)
    return [
        Share("Two people decided the same", pairs.exclude(split).count(), pairs.count()),
        Share("Samples: the policy rightly let it pass", _approved(samples), samples.count()),
        Share("Appeals: the second person agreed", appeals.count() - _approved(appeals), appeals.count()),
    ]


def _approved(reviews: QuerySet[Review]) -> int:
    return reviews.filter(state=Review.State.APPROVED).count()


def _reversed(since: Any) -> list[Share]:
    """Appeals that were granted, in all, of prompts and of clips by rule."""
    appeals = _decided(since).filter(kind__in=[Review.Kind.APPEAL, Review.Kind.PROMPT])
    return [Share("All appeals", _approved(appeals), appeals.count()), *_by_rule(appeals, "approved")]


def _precision(since: Any) -> list[Share]:
    """Of what a rule held before publication: the share that people rejected, and nobody reversed since."""
    held = _decided(since).filter(kind=Review.Kind.CLIP)
    return _by_rule(held, "rejected", but_not=Q(appealed_by__state=Review.State.APPROVED))


def _by_rule(reviews: QuerySet[Review], state: str, but_not: Q | None = None) -> list[Share]:
    wanted = Q(state=state) if but_not is None else Q(state=state) & ~but_not
    rows = reviews.values_list("rule", "rule_name").annotate(
        whole=Count("pk", distinct=True), part=Count("pk", filter=wanted, distinct=True)
    )
    shares: dict[str, Share] = {}
    for rule, name, whole, part in rows:  # a rule that was renamed is one rule
        before = shares.get(rule, Share(name, 0, 0))
        shares[rule] = Share(name, before.part + part, before.whole + whole)
    return sorted(shares.values(), key=lambda one: (-one.whole, one.name))
