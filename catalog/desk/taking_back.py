"""Taking a decision back, while nothing has come of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from catalog.audit import record
from catalog.models import Review, ReviewVote
from catalog.models.review import WAITING

#: How long a decision can be taken back. What a publication sets off (a charge, a mail, a download) can't be.
UNDO = timedelta(seconds=10)


@dataclass(frozen=True)
class LastAct:
    """What a person can still take back: the review, how many were decided with it, and whether it was a vote."""

    review: Review
    count: int
    vote: bool
    at: datetime

    @property
    def seconds_left(self) -> int:
        """Whole seconds until it takes effect."""
        return max(0, round((self.at + UNDO - timezone.now()).total_seconds()))


def last_act(actor: Any) -> LastAct | None:
    """The newest decision or vote of a person that can be taken back."""
    since = timezone.now() - UNDO
    decided = _decided(actor, since).select_related("clip").order_by("-decided_at", "-pk").first()
    if decided and decided.decided_at:
        count = _decided(actor, since).filter(batch=decided.batch).count() if decided.batch else 1
        return LastAct(decided, count, vote=False, at=decided.decided_at)
    vote = (
        ReviewVote.objects.filter(_undecided("review__"), voter=actor, at__gt=since)
        .select_related("review__clip")
        .last()
    )
    return LastAct(vote.review, 1, vote=True, at=vote.at) if vote else None


def undo(review: Review, actor: Any) -> bool:
    """Take one's own decision back before it is carried out; one that was made of many, with all of them."""
    since = timezone.now() - UNDO
    with transaction.atomic():
        mine = _decided(actor, since)
        together = mine.filter(batch=review.batch) if review.batch else mine.filter(pk=review.pk)
        rows = list(together.select_for_update(of=("self",)).order_by("pk"))
        if not rows:
            return _undo_vote(review, actor, since)
        for row in rows:
            row.votes.filter(voter=actor).delete()
            row.decided_by = row.decided_at = row.batch = None
            row.decision_reason = ""
            row.save(update_fields=["decided_by", "decided_at", "decision_reason", "batch"])
            record("undone", actor=actor, review=row)
    return True


def _undo_vote(review: Review, actor: Any, since: datetime) -> bool:
    """A vote that decided nothing; with it goes the escalation that it caused."""
    row = Review.objects.select_for_update(of=("self",)).filter(WAITING, pk=review.pk).first()
    vote = row and row.votes.last()
    if not row or not vote or vote.voter_id != actor.pk or vote.at <= since:
        return False
    if row.votes.count() > 1:
        row.escalated = False
        row.save(update_fields=["escalated"])
    vote.delete()
    record("undone", actor=actor, review=row)
    return True


def _decided(actor: Any, since: datetime) -> QuerySet[Review]:
    return Review.objects.filter(state=Review.State.OPEN, decided_by=actor, decided_at__gt=since)


def _undecided(of: str) -> Q:
    return Q(**{f"{of}state": Review.State.OPEN, f"{of}decided_at": None})
