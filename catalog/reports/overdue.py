"""Clocks that ran out: their cases rise in the queue, and the status page names them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from catalog.models import Report, Review
from catalog.withholding import unfinished

from .clocks import OVERDUE_RISK

#: Files of clips that were taken down are on their way for seconds; longer means that nobody moves them.
STUCK = timedelta(minutes=1)


@dataclass(frozen=True)
class Figures:
    """Reports in numbers: open now, past their clock now, and how many files are still in reach after a minute."""

    waiting: int
    overdue: int
    decided: int
    in_time: int
    files_stuck: int


def overdue() -> QuerySet[Report]:
    """Open reports whose clock has run out."""
    return Report.objects.filter(state=Report.State.OPEN, due_at__lt=timezone.now())


def raise_overdue() -> int:
    """Lift the cases of overdue reports in the desk's queue; returns how many rose. Safe to repeat."""
    late = Review.objects.filter(
        state=Review.State.OPEN, risk__lt=OVERDUE_RISK, reports__in=overdue()
    ).distinct()
    return Review.objects.filter(pk__in=list(late.values_list("pk", flat=True))).update(risk=OVERDUE_RISK)


def figures(days: int = 30) -> Figures:
    """Now, and what was decided within some days."""
    lately = Report.objects.filter(decided_at__gt=timezone.now() - timedelta(days=days)).exclude(
        state=Report.State.WITHDRAWN
    )
    pairs = list(lately.values_list("decided_at", "due_at"))
    return Figures(
        waiting=Report.objects.filter(state=Report.State.OPEN).count(),
        overdue=overdue().count(),
        decided=len(pairs),
        in_time=sum(decided <= due for decided, due in pairs if decided),
        files_stuck=unfinished().filter(planned_at__lt=timezone.now() - STUCK).count(),
    )
