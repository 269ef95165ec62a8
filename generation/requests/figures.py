"""How good the estimates are: what was told against what it took, over the last month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from generation.models import Job

#: An estimate is good where rendering took no more than this share more or less than was told.
WITHIN = 0.2
#: The share of jobs that are to be good.
GOAL = 0.9
#: A wait is good within the same share, or within so many seconds: of a wait of nothing every second is too many.
SECONDS = 10.0
DAYS = 30


@dataclass(frozen=True)
class Figure:
    """`within` of so many finished jobs of an engine took what was told; `engine` is empty for all of them."""

    engine: str
    jobs: int
    within: int

    @property
    def share(self) -> float:
        """0 to 1; of none it is 0."""
        return self.within / self.jobs if self.jobs else 0.0

    @property
    def reached(self) -> bool:
        """Whether the goal is reached."""
        return self.share >= GOAL


def figures() -> list[Figure]:
    """Of rendering: all engines together first, then each, the busiest first. Empty where nothing was finished."""
    told = F("seconds_expected")
    good = Q(render_seconds__gte=told * (1 - WITHIN), render_seconds__lte=told * (1 + WITHIN))
    rows = (
        _finished()
        .values("engine")
        .annotate(jobs=Count("pk"), within=Count("pk", filter=good))
        .order_by("-jobs", "engine")
    )
    each = [Figure(row["engine"], row["jobs"], row["within"]) for row in rows]
    total = Figure("", sum(one.jobs for one in each), sum(one.within for one in each))
    return [total, *each] if each else []


def waits() -> Figure:
    """Of waiting, all engines together: of jobs that were begun once, for these alone were begun when it was told."""
    rows = _finished().filter(attempts=1, wait_expected__isnull=False, started_at__isnull=False)
    jobs = within = 0
    for told, asked, began in rows.values_list("wait_expected", "created_at", "started_at").iterator():
        if told is None or began is None:  # filtered out; the types don't know
            continue
        jobs += 1
        within += abs((began - asked).total_seconds() - told) <= max(WITHIN * told, SECONDS)
    return Figure("", jobs, within)


def sentence() -> str:
    """The figures of rendering in a line."""
    found = figures()
    if not found:
        return f"No clip was made in {DAYS} days."
    total = found[0]
    return (
        f"{total.share:.0%} of {total.jobs} took within a fifth of the time that was told, in {DAYS} days "
        f"(goal {GOAL:.0%})."
    )


def _finished() -> QuerySet[Job]:
    since = timezone.now() - timedelta(days=DAYS)
    return Job.objects.filter(state=Job.State.DONE, ended_at__gte=since, render_seconds__isnull=False)
