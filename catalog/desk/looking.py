"""Who saw which evidence: one line for a person and a claim, however often the page is loaded."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from catalog.audit import record
from catalog.models import AuditLine, Review

from .claims import CLAIM

VIEWED, VIEWED_FRAMES = "viewed", "viewed frames"


def looked(review: Review, actor: Any, what: str = VIEWED) -> bool:
    """Record that a person was shown a case's evidence; False where that stands in the audit already.

    Whoever looks without a claim (it is somebody else's, or decided) gets a line every ten minutes.
    """
    acts = AuditLine.objects.filter(review=review, actor=actor, action__in=["claimed", what])
    last = acts.order_by("-pk").first()
    claimed = review.claimed_by_id == actor.pk and review.decided_at is None
    if last and last.action == what and (claimed or last.at > timezone.now() - CLAIM):
        return False
    record(what, actor=actor, review=review)
    return True
