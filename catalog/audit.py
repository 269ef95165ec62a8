"""Writing the audit. Call it inside the transaction of the act: both are true, or neither."""

from __future__ import annotations

from typing import Any

from .models import AuditLine, Clip, Review

LONGEST_NOTE = 2_000


def record(
    action: str,
    *,
    actor: Any = None,
    review: Review | None = None,
    clip: Clip | None = None,
    subject: str = "",
    note: str = "",
    details: dict[str, Any] | None = None,
) -> AuditLine:
    """Add one line. An actor of None is the machine itself; a review's clip is taken from the review."""
    return AuditLine.objects.create(
        actor=actor,
        actor_name=str(actor or "")[:254],
        action=action,
        review=review,
        clip_id=clip.pk if clip else review.clip_id if review else None,
        subject=subject,
        note=note[:LONGEST_NOTE],
        details=details or {},
    )
