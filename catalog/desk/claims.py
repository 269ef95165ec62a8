"""Claims: one moderator at a time has a case before them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from catalog.audit import record
from catalog.models import Review
from catalog.models.review import WAITING

from .conflicts import may_decide

#: How long a claim holds without a decision.
CLAIM = timedelta(minutes=10)


def free_for(actor: Any) -> Q:
    """What nobody else has before them."""
    return Q(claimed_until=None) | Q(claimed_until__lt=timezone.now()) | Q(claimed_by=actor)


def within_reach(review: Review, actor: Any) -> QuerySet[Review]:
    """The review's row while the actor may still act on it: undecided, and not before somebody else."""
    return Review.objects.filter(WAITING, free_for(actor), pk=review.pk)


def claim(review: Review, actor: Any, keep: Review | None = None) -> bool:
    """Take a review for yourself; False where somebody else has it, it is decided, or it is not yours to decide.

    One claim a person: whatever else the actor had claimed becomes free for the others, but for the one to `keep`.
    """
    with transaction.atomic():
        taken = _take(review, actor)
        if taken:
            kept = [review.pk, *([keep.pk] if keep else [])]
            claims_of(actor).exclude(pk__in=kept).update(claimed_by=None, claimed_until=None)
    review.refresh_from_db(fields=["claimed_by", "claimed_until", "decided_by", "decided_at", "state"])
    return taken


def reserve(review: Review, actor: Any) -> bool:
    """Take the review that comes up next, beside the claimed one, so that it can be loaded ahead."""
    with transaction.atomic():
        return _take(review, actor, note="next in line")


def claims_of(actor: Any) -> QuerySet[Review]:
    """What a person holds at the moment."""
    return Review.objects.filter(WAITING, claimed_by=actor)


def free_claims(actor: Any) -> int:
    """Give back everything that a person holds: they are no moderator any more. Returns how many."""
    with transaction.atomic():
        held = list(claims_of(actor).select_for_update(of=("self",)).order_by("pk"))
        for review in held:
            record("freed", review=review, note=f"{actor} is no moderator any more")
        Review.objects.filter(pk__in=[review.pk for review in held]).update(
            claimed_by=None, claimed_until=None
        )
    return len(held)


def _take(review: Review, actor: Any, note: str = "") -> bool:
    now = timezone.now()
    row = within_reach(review, actor).select_for_update(of=("self",)).first()
    if row is None or not may_decide(actor, row):
        return False
    anew = row.claimed_by_id != actor.pk or row.claimed_until is None or row.claimed_until < now
    row.claimed_by, row.claimed_until = actor, now + CLAIM
    row.save(update_fields=["claimed_by", "claimed_until"])
    if anew:
        record("claimed", actor=actor, review=row, note=note)
    return True
