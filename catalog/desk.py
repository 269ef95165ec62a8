"""The moderators' desk: who works on what, and what was decided. Every step leaves an audit line.

A decision is recorded at once and carried out after `UNDO` seconds: until then it can be taken back,
because what a publication sets off (a charge, a mail, a download) cannot.
"""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from .models import Review, ReviewEvent
from .publishing import publish, reject
from .signals import review_decided

#: How long a claim holds without a decision, and how long a decision can be taken back.
CLAIM = timedelta(minutes=10)
UNDO = timedelta(seconds=10)
#: Reasons by key; the person who asked reads them.
REASONS: dict[str, str] = {
    "1": "It shows or means a real person.",
    "2": "It could be taken for a recording of a real event.",
    "3": "The footage is broken.",
    "4": "It is sexual.",
    "5": "It is too violent.",
    "6": "It shows a trademark or a character of somebody's.",
    "7": "It is hateful.",
}


def queue() -> QuerySet[Review]:
    """What waits for a decision, escalated first, then the oldest."""
    waiting = Review.objects.filter(state=Review.State.OPEN, decided_at=None)
    return waiting.select_related("clip", "clip__account", "claimed_by").order_by(
        "-escalated", "opened_at", "pk"
    )


def claim(review: Review, actor: Any) -> bool:
    """Take a review for yourself; False where somebody else has it or it is decided.

    One claim a person: whatever else the actor had claimed becomes free for the others.
    """
    with transaction.atomic():
        taken = _undecided(review, actor).update(claimed_by=actor, claimed_until=timezone.now() + CLAIM)
        if taken:
            left = Review.objects.filter(state=Review.State.OPEN, decided_at=None, claimed_by=actor)
            left.exclude(pk=review.pk).update(claimed_by=None, claimed_until=None)
            if review.claimed_by_id != actor.pk:
                _note(review, actor, "claimed")
    review.refresh_from_db()
    return bool(taken)


def decide(review: Review, actor: Any, *, approve: bool, reason: str = "") -> bool:
    """Record a decision. False where somebody else was faster, or has claimed it."""
    if not approve and not reason.strip():
        raise ValueError("A rejection needs a reason.")
    with transaction.atomic():
        decided = _undecided(review, actor).update(
            decided_by=actor,
            decided_at=timezone.now(),
            decision_reason="" if approve else reason.strip()[:300],
            claimed_by=actor,
        )
        if decided:
            _note(review, actor, "approved" if approve else "rejected", reason)
    return bool(decided)


def undo(review: Review, actor: Any) -> bool:
    """Take one's own decision back, before it is carried out."""
    with transaction.atomic():
        undone = Review.objects.filter(
            pk=review.pk, state=Review.State.OPEN, decided_by=actor, decided_at__gt=timezone.now() - UNDO
        ).update(decided_by=None, decided_at=None, decision_reason="")
        if undone:
            _note(review, actor, "undone")
    return bool(undone)


def escalate(review: Review, actor: Any, note: str = "") -> bool:
    """Put it before somebody more senior: to the top of the queue, free for others. False if another has it."""
    with transaction.atomic():
        moved = _undecided(review, actor).update(escalated=True, claimed_by=None, claimed_until=None)
        if moved:
            _note(review, actor, "escalated", note)
    return bool(moved)


def carry_out_due() -> int:
    """Carry out every decision that can't be taken back any more; returns how many. Safe to repeat."""
    due = Review.objects.filter(state=Review.State.OPEN, decided_at__lte=timezone.now() - UNDO)
    return sum(_carry_out(pk) for pk in due.values_list("pk", flat=True))


@transaction.atomic
def _carry_out(review_id: int) -> bool:
    review = (
        Review.objects.select_for_update(of=("self",))
        .select_related("clip", "decided_by")
        .filter(pk=review_id, state=Review.State.OPEN, decided_at__lte=timezone.now() - UNDO)
        .first()
    )
    if review is None:
        return False
    approved = not review.decision_reason  # a rejection has a reason: `decide` sees to it
    review.state = Review.State.APPROVED if approved else Review.State.REJECTED
    review.save(update_fields=["state"])
    if review.kind == Review.Kind.CLIP and review.clip:
        if approved:
            publish(review.clip, review.decided_by)
        else:
            reject(review.clip, review.decided_by, review.decision_reason)
    review_decided.send(
        sender=Review,
        review=review,
        approved=approved,
        actor=review.decided_by,
        reason=review.decision_reason,
    )
    return True


@dataclass(frozen=True)
class Figures:
    """The desk in numbers. Ages in minutes."""

    waiting: int
    oldest: int
    median: int
    decisions_an_hour: int


def figures(actor: Any) -> Figures:
    """Now, and the actor's decisions within the last hour."""
    now = timezone.now()
    ages = [(now - opened).total_seconds() / 60 for opened in queue().values_list("opened_at", flat=True)]
    mine = ReviewEvent.objects.filter(
        actor=actor, action__in=["approved", "rejected"], at__gt=now - timedelta(hours=1)
    )
    return Figures(
        len(ages), round(max(ages, default=0)), round(statistics.median(ages)) if ages else 0, mine.count()
    )


def _undecided(review: Review, actor: Any) -> QuerySet[Review]:
    """The review's row while the actor may still act on it; an update of it says who was first."""
    free = Q(claimed_until=None) | Q(claimed_until__lt=timezone.now()) | Q(claimed_by=actor)
    return Review.objects.filter(free, pk=review.pk, state=Review.State.OPEN, decided_at=None)


def _note(review: Review, actor: Any, action: str, note: str = "") -> None:
    ReviewEvent.objects.create(review=review, actor=actor, action=action, note=note[:300])
