"""Decisions: recorded at once, each with an audit line, and carried out a little later (`carrying_out`).

Locks are taken in one order: the review (several by number), its votes; then what carrying out touches, in the
order of billing/locks.py.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone

from catalog.audit import record
from catalog.models import Review

from .claims import within_reach
from .conflicts import insist
from .votes import cast, takes_two


def decide(
    review: Review, actor: Any, *, approve: bool, reason: str = "", batch: uuid.UUID | None = None
) -> bool:
    """Record a decision. False where somebody else was faster, or has claimed it.

    Where a rule asks for two people, the first one's approval is a vote, and the case waits for the second.
    Raises PermissionDenied where the actor may not decide it, ValueError for a rejection without a reason.
    """
    reason = "" if approve else reason.strip()[:300]
    if not approve and not reason:
        raise ValueError("A rejection needs a reason.")
    with transaction.atomic():
        row = within_reach(review, actor).select_for_update(of=("self",)).first()
        if row is None:
            return False
        insist(actor, row)
        if takes_two(row) and not cast(row, actor, approve=approve, reason=reason):
            return True  # it counts, and decides nothing yet
        row.decided_by, row.decided_at, row.decision_reason = actor, timezone.now(), reason
        row.claimed_by, row.batch = actor, batch
        row.save(update_fields=["decided_by", "decided_at", "decision_reason", "claimed_by", "batch"])
        details = {"batch": str(batch)} if batch else {}
        record("approved" if approve else "rejected", actor=actor, review=row, note=reason, details=details)
    return True


def escalate(review: Review, actor: Any, note: str) -> bool:
    """Put it before the leads, with a note that says why. False if another has it.

    Raises ValueError without a note, PermissionDenied where the actor has no business with the case.
    """
    if not note.strip():
        raise ValueError("Say what a lead should look at.")
    with transaction.atomic():
        row = within_reach(review, actor).select_for_update(of=("self",)).first()
        if row is None:
            return False
        insist(actor, row)
        row.escalated, row.claimed_by, row.claimed_until = True, None, None
        row.save(update_fields=["escalated", "claimed_by", "claimed_until"])
        record("escalated", actor=actor, review=row, note=note.strip())
    return True
