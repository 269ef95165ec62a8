"""Two people: where a rule asks for them, one alone lets nothing through.

One is enough to stop a clip, because whoever is stopped can appeal to somebody else. Where the second person
disagrees with the first, a lead decides. The first one's opinion stays hidden until the second has decided.
"""

from __future__ import annotations

from typing import Any

from catalog.audit import record
from catalog.models import Review, ReviewVote


def takes_two(review: Review) -> bool:
    """Whether one person's approval is only a vote. A lead's decision of an escalated case stands alone."""
    return review.votes_needed > 1 and not review.escalated


def cast(row: Review, actor: Any, *, approve: bool, reason: str) -> bool:
    """Record a vote on a locked review; True where it decides the case.

    A first approval waits for another; a first rejection decides; a second vote decides if it agrees, and puts
    the case before the leads if it does not.
    """
    first = row.votes.first()
    ReviewVote.objects.create(review=row, voter=actor, approve=approve, reason=reason)
    if (first is None and not approve) or (first is not None and approve):
        return True
    record("voted", actor=actor, review=row, note=reason, details={"approve": approve})
    if first is not None:
        row.escalated = True
        record("escalated", review=row, note="Two people disagree.")
    row.claimed_by = row.claimed_until = None
    row.save(update_fields=["escalated", "claimed_by", "claimed_until"])
    return False
