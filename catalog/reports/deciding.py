"""What a moderator's decision means for reports and for answers to takedowns."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from catalog import audit
from catalog.desk import UNDO
from catalog.models import Clip, Report, Review
from catalog.signals import review_decided
from catalog.takedown import open_takedown, put_back, take_down

from .clocks import CLOCKS, Kind, gravest
from .receiving import join
from .telling import hint_later

State = Report.State


@receiver(review_decided)
def decided(sender: Any, review: Review, approved: bool, actor: Any, reason: str, **kwargs: Any) -> None:
    """To approve speaks for the clip, to reject against it. Safe to repeat: only open reports change."""
    if review.clip is None:
        return
    if review.kind == Review.Kind.REPORT:
        _close(review, review.clip, approved, actor, reason)
    elif review.kind == Review.Kind.APPEAL and approved and "takedown" in review.evidence:
        _hear(review, review.clip, actor)


def _close(review: Review, clip: Clip, approved: bool, actor: Any, reason: str) -> None:
    waiting = list(review.reports.filter(state=State.OPEN).select_for_update())
    # What came after the decision was not seen by whoever decided: it is a new case.
    late = [one for one in waiting if approved and review.decided_at and one.received_at > review.decided_at]
    seen = [one for one in waiting if one not in late]
    for report in seen:
        report.state = State.DISMISSED if approved else State.UPHELD
        report.decided_at = timezone.now()
        report.save(update_fields=["state", "decided_at"])
        audit.record(
            "report dismissed" if approved else "report upheld",
            actor=actor,
            review=review,
            subject=report.number,
        )
    for report in late:
        join(report)
    if not approved:
        _against(review, clip, seen, actor, reason)
    elif not any(CLOCKS[Kind(one.kind)].hides for one in late):
        takedown = open_takedown(clip)
        if takedown and takedown.interim:
            put_back(clip, actor=actor, reason="It was looked at, and stays.")
    hint_later()


def _against(review: Review, clip: Clip, reports: list[Report], actor: Any, reason: str) -> None:
    if clip.state == Clip.State.REVIEWING:
        _reject_before_publication(clip, actor, reason)
        return
    kinds = {one.kind for one in reports} or {one["kind"] for one in review.evidence.get("reports", [])}
    clock = gravest(kinds or {Kind.OTHER})
    first = next((one for one in reports if CLOCKS[Kind(one.kind)] == clock), None)
    take_down(clip, actor=actor, reason=reason, cause=clock.cause, report=first)


def _reject_before_publication(clip: Clip, actor: Any, reason: str) -> None:
    """The clip's own review ends by this decision, whoever has it claimed: the desk carries it out as any other."""
    Review.objects.filter(clip=clip, kind=Review.Kind.CLIP, state=Review.State.OPEN).update(
        decided_by=actor,
        decided_at=timezone.now() - UNDO - timedelta(seconds=1),
        decision_reason=reason[:300],
    )


def _hear(review: Review, clip: Clip, actor: Any) -> None:
    takedown = open_takedown(clip)
    if takedown and takedown.pk == review.evidence["takedown"]:
        put_back(clip, actor=actor, reason="An appeal was heard.")
        hint_later()
