"""How a clip comes into the catalogue, and how it leaves. Each change tells the index in the same transaction."""

from __future__ import annotations

import logging
from typing import Any

from celery import current_app
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from . import sampling
from .audit import record
from .models import Account, Clip, IndexChange, Review
from .signals import clip_published, clip_rejected

log = logging.getLogger(__name__)


def index_later(clip_id: int) -> None:
    """Record that the index has to hear of this clip. Call it inside the transaction that changed it."""
    IndexChange.objects.create(clip_id=clip_id)
    transaction.on_commit(_wake_indexer)


def _wake_indexer() -> None:
    try:
        current_app.send_task("catalog.tasks.update_index", retry=False)
    except (OperationalError, OSError) as error:
        log.warning("broker took no hint for the index, the scheduler will: %s", error)


@transaction.atomic
def publish(clip: Clip, actor: Any = None) -> bool:
    """Make a reviewing clip findable. Returns whether this call did it; a repeat changes nothing."""
    now = timezone.now()
    moved = Clip.objects.filter(pk=clip.pk, state=Clip.State.REVIEWING).update(
        state=Clip.State.PUBLISHED, published_at=now
    )
    if not moved:
        return False
    clip.state, clip.published_at = Clip.State.PUBLISHED, now
    index_later(clip.pk)
    if actor is None and sampling.chosen(clip.pk):
        open_case(
            Review.Kind.SAMPLE,
            account=clip.account,
            clip=clip,
            prompt=clip.prompt,
            rule=sampling.RULE,
            rule_name=sampling.RULE_NAME,
            reason=sampling.REASON,
        )
    clip_published.send(sender=Clip, clip=clip, actor=actor)
    return True


@transaction.atomic
def reject(clip: Clip, actor: Any, reason: str) -> bool:
    """Close a reviewing clip for good. Returns whether this call did it."""
    if not Clip.objects.filter(pk=clip.pk, state=Clip.State.REVIEWING).update(state=Clip.State.REJECTED):
        return False
    clip.state = Clip.State.REJECTED
    index_later(clip.pk)
    clip_rejected.send(sender=Clip, clip=clip, actor=actor, reason=reason)
    return True


@transaction.atomic
def reinstate(clip: Clip, actor: Any) -> bool:
    """Publish a clip whose rejection was reversed on appeal. Returns whether this call did it.

    Nothing is charged: what came back when it was rejected stays with those who asked.
    """
    now = timezone.now()
    moved = Clip.objects.filter(pk=clip.pk, state=Clip.State.REJECTED).update(
        state=Clip.State.PUBLISHED, published_at=now
    )
    if not moved:
        return False
    clip.state, clip.published_at = Clip.State.PUBLISHED, now
    index_later(clip.pk)
    clip_published.send(sender=Clip, clip=clip, actor=actor)
    return True


@transaction.atomic
def withdraw(clip: Clip) -> bool:
    """Take a published clip out of the catalogue; licences sold stay valid."""
    if not Clip.objects.filter(pk=clip.pk, state=Clip.State.PUBLISHED).update(state=Clip.State.WITHDRAWN):
        return False
    clip.state = Clip.State.WITHDRAWN
    index_later(clip.pk)
    return True


def open_review(
    clip: Clip,
    *,
    rule: str,
    rule_name: str,
    reason: str,
    evidence: dict[str, Any],
    risk: int = 0,
    votes_needed: int = 1,
) -> Review:
    """Put a clip before the moderators before it is published. A clip that waits already keeps its review."""
    return open_case(
        Review.Kind.CLIP,
        account=clip.account,
        clip=clip,
        prompt=clip.prompt,
        rule=rule,
        rule_name=rule_name,
        reason=reason,
        evidence=evidence,
        risk=risk,
        votes_needed=votes_needed,
    )


@transaction.atomic
def open_case(
    kind: Review.Kind,
    *,
    account: Account,
    rule: str,
    rule_name: str,
    reason: str,
    clip: Clip | None = None,
    subject: str = "",
    prompt: str = "",
    evidence: dict[str, Any] | None = None,
    risk: int = 0,
    votes_needed: int = 1,
    appeal_of: Review | None = None,
    actor: Any = None,
) -> Review:
    """Put anything before the moderators; an open case of that kind and subject is kept as it is.

    `votes_needed` is how many people it takes to approve, 1 or 2. The actor is who asked for it; None is the machine.
    """
    review, opened = Review.objects.get_or_create(
        kind=kind,
        clip=clip,
        subject=subject,
        state=Review.State.OPEN,
        defaults={
            "account": account,
            "prompt": prompt,
            "rule": rule,
            "rule_name": rule_name,
            "reason": reason,
            "evidence": evidence or {},
            "risk": risk,
            "votes_needed": votes_needed,
            "appeal_of": appeal_of,
        },
    )
    if opened:
        record("opened", actor=actor, review=review, subject=subject, note=rule_name)
    return review
