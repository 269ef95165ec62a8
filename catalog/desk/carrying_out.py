"""Carrying decisions out, once they can't be taken back any more."""

from __future__ import annotations

import logging

from django.db import transaction
from django.utils import timezone

from catalog.models import Clip, Review
from catalog.publishing import publish, reinstate, reject
from catalog.signals import review_decided
from catalog.takedown import take_down

from .taking_back import UNDO

log = logging.getLogger(__name__)


def carry_out_due() -> int:
    """Carry out every decision that can't be taken back any more; returns how many. Safe to repeat.

    One that fails stays as it is, to be tried again, and stands in nobody's way.
    """
    due = Review.objects.filter(state=Review.State.OPEN, decided_at__lte=timezone.now() - UNDO)
    done = 0
    for pk in due.order_by("decided_at", "pk").values_list("pk", flat=True):
        try:
            done += _carry_out(pk)
        except Exception:  # whoever hears the news may fail in any way
            log.exception("the decision of review %s could not be carried out; it is tried again", pk)
    return done


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
    if review.clip:
        _act_on(review, review.clip, approved)
    review_decided.send(
        sender=Review,
        review=review,
        approved=approved,
        actor=review.decided_by,
        reason=review.decision_reason,
    )
    return True


def _act_on(review: Review, clip: Clip, approved: bool) -> None:
    """What the decision does to the clip itself. Whatever else follows from it hears the signal."""
    match review.kind, approved:
        case Review.Kind.CLIP, True:
            publish(clip, review.decided_by)
        case Review.Kind.CLIP, False:
            reject(clip, review.decided_by, review.decision_reason)
        case Review.Kind.APPEAL, True:
            reinstate(clip, review.decided_by)
        case Review.Kind.SAMPLE, False:
            take_down(clip, actor=review.decided_by, reason=review.decision_reason)
