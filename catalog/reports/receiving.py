"""Taking a report in: written down, put before a moderator with the others of its clip, and acted on if it is grave."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from catalog import audit
from catalog.models import Clip, Report, ReportNote, Review, Takedown
from catalog.publishing import open_case
from catalog.takedown import hide

from .clocks import CLOCKS, HIDDEN_AN_HOUR, Kind
from .strikes import strikes
from .telling import hint_later

#: Notes that a sender may add to one report.
MOST_NOTES = 20


class AlreadyDown(Exception):
    """The clip was taken down before: there is nothing left to report."""


class TooManyNotes(Exception):
    """The sender has added as much as may be added."""


@dataclass(frozen=True)
class Given:
    """What somebody sent, checked by its form."""

    kind: Kind
    name: str = ""
    email: str = ""
    words: str = ""
    statements: dict[str, Any] = field(default_factory=dict)
    shares: bool = False
    once: uuid.UUID = field(default_factory=uuid.uuid4)


@transaction.atomic
def receive(clip: Clip, given: Given, user: Any = None) -> Report:
    """The report, with its case; sent twice it is one. Raises `AlreadyDown`."""
    now, clock = timezone.now(), CLOCKS[given.kind]
    if clip.state == Clip.State.TAKEN_DOWN:
        raise AlreadyDown
    report, new = Report.objects.get_or_create(
        once=given.once,
        defaults={
            "clip": clip,
            "kind": given.kind,
            "user": user if getattr(user, "is_authenticated", False) else None,
            "name": given.name,
            "email": given.email,
            "words": given.words,
            "statements": given.statements,
            "shares": given.shares,
            "received_at": now,
            "due_at": now + clock.within,
        },
    )
    if not new:
        return report
    join(report)
    if clock.hides and _may_hide(clip):
        hide(clip, reason=f"It was reported ({report.number}).", cause=clock.cause, report=report)
    details = {"report": report.number, "kind": report.kind}
    audit.record("reported", clip=clip, review=report.review, subject=report.number, details=details)
    hint_later()
    return report


def join(report: Report) -> Review:
    """Put a report before the moderators, into the case that its clip has or a new one. Call it in a transaction.

    The review is locked before the clip, as the desk does when it carries a decision out.
    """
    clip, clock = report.clip, CLOCKS[Kind(report.kind)]
    opened = open_case(
        Review.Kind.REPORT,
        account=clip.account,
        clip=clip,
        prompt=clip.prompt,
        rule="report",
        rule_name="Report",
        reason=report.get_kind_display(),
        risk=clock.risk,
    )
    review = Review.objects.select_for_update().get(pk=opened.pk)
    review.risk = max(review.risk, clock.risk)
    known = [one for one in review.evidence.get("reports", []) if one["number"] != report.number]
    review.evidence = {
        **review.evidence,
        "reports": [*known, _line(report)],
        "strikes": strikes(clip.account),
    }
    review.save(update_fields=["risk", "evidence"])
    report.review = review
    report.save(update_fields=["review"])
    return review


def reports_of(review: Review) -> list[Report]:
    """What a case is about, the first report first, each with its notes: for the desk."""
    return list(review.reports.prefetch_related("notes").order_by("received_at", "pk"))


@transaction.atomic
def add_words(report: Report, words: str) -> ReportNote:
    """Add to a report that waits. Raises `TooManyNotes`."""
    if report.notes.count() >= MOST_NOTES:
        raise TooManyNotes
    note = ReportNote.objects.create(report=report, words=words)
    audit.record("report added to", clip=report.clip, review=report.review, subject=report.number)
    return note


@transaction.atomic
def withdraw(report: Report) -> bool:
    """Take one's report back. Whether this call did it: one that is decided stays so.

    The case stays: what was said may be true all the same, and a moderator sees that it was taken back.
    """
    now = timezone.now()
    taken = Report.objects.filter(pk=report.pk, state=Report.State.OPEN).update(
        state=Report.State.WITHDRAWN, decided_at=now, told_at=now
    )
    if taken:
        audit.record("report withdrawn", clip=report.clip, review=report.review, subject=report.number)
    return bool(taken)


def _line(report: Report) -> dict[str, Any]:
    """A report in its case's evidence: the words go from here, too, when they are forgotten."""
    return {
        "number": report.number,
        "kind": report.kind,
        "words": report.words,
        "received": report.received_at.isoformat(timespec="seconds"),
        "due": report.due_at.isoformat(timespec="seconds"),
    }


def _may_hide(clip: Clip) -> bool:
    """Not again where a moderator dismissed the like, and not more than a person could look at in an hour."""
    grave = [kind for kind, clock in CLOCKS.items() if clock.hides]
    if clip.reports.filter(kind__in=grave, state=Report.State.DISMISSED).exists():
        return False
    lately = Takedown.objects.filter(
        interim=True, actor=None, at__gt=timezone.now() - timedelta(hours=1)
    ).count()
    return lately < HIDDEN_AN_HOUR
