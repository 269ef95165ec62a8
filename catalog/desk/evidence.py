"""Everything that speaks for or against a case, gathered for one screen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q
from django.utils.dateparse import parse_datetime

from catalog.models import AuditLine, Clip, Review
from catalog.recognition import near_copies
from catalog.search import search_index
from catalog.search.interface import Query

from .conflicts import hindrance
from .frames import Detector, detectors
from .looking import VIEWED, VIEWED_FRAMES
from .reasons import labelled
from .told import Fact, facts
from .words import Words, words_for

#: Published clips shown beside the one that waits.
ALIKE = 3
#: Lines of the audit and earlier reviews that fit beside a case; the rest is in the export.
LINES = 30


@dataclass(frozen=True)
class Case:
    """A review with what a person needs to decide it. `hindrance` says why this person can't; "" where they can."""

    review: Review
    clip: Clip | None
    mine: bool
    hindrance: str
    words: Words
    reasons: list[tuple[str, str, str]]
    pieces: list[tuple[str, bool]]
    scores: list[tuple[str, float]]
    because: str
    appeal: str
    refused: list[dict[str, Any]]
    reports: list[dict[str, Any]]
    strikes: int
    account: dict[str, int]
    facts: list[Fact]
    lines: list[tuple[AuditLine, str]]
    seen_by: int
    earlier: list[Review]
    second: bool
    findings: list[dict[str, Any]] = field(default_factory=list)
    frames: list[Detector] = field(default_factory=list)
    similar: list[tuple[Clip, float]] = field(default_factory=list)
    copies: list[tuple[Clip, float]] = field(default_factory=list)


def case_of(review: Review, user: Any) -> Case:
    """The whole case, as this person may see it."""
    said, clip = review.evidence, review.clip
    open_still = review.state == Review.State.OPEN and review.decided_at is None
    second = open_still and review.votes_needed > 1 and not review.escalated and review.votes.exists()
    lines, seen_by = _audit(
        review, hide_votes=open_still and review.votes_needed > 1 and not review.escalated
    )
    of_clip: dict[str, Any] = {}
    if clip:
        of_clip = {
            "findings": clip.quality.get("findings", []),
            "frames": detectors(clip),
            "similar": _published_like(clip),
            "copies": _copies(clip),
        }
    return Case(
        review=review,
        clip=clip,
        mine=open_still and review.claimed_by_id == user.pk,
        hindrance=hindrance(user, review) if open_still else "",
        words=words_for(review.kind),
        reasons=labelled(review.kind),
        pieces=marked(review.prompt or (clip.prompt if clip else ""), said.get("spans", [])),
        scores=sorted(said.get("scores", {}).items(), key=lambda one: (-one[1], one[0])),
        because=f"Taken down: {said['decision']}" if "decision" in said else review.reason,
        appeal=str(said.get("appeal", "")) or (review.reason if "decision" in said else ""),
        refused=_with_times(said.get("prompts", []), "at"),
        reports=_with_times(said.get("reports", []), "received", "due"),
        strikes=int(said.get("strikes") or 0),
        account=_history(review),
        facts=facts(review),
        lines=lines,
        seen_by=seen_by,
        earlier=_earlier(review),
        second=second,
        **of_clip,
    )


def marked(prompt: str, spans: list[dict[str, Any]]) -> list[tuple[str, bool]]:
    """The prompt in pieces, each with whether it set off a rule."""
    pieces, position = [], 0
    for span in sorted(spans, key=lambda one: one["start"]):
        if span["start"] >= position:
            pieces += [(prompt[position : span["start"]], False), (prompt[span["start"] : span["end"]], True)]
            position = span["end"]
    return [piece for piece in [*pieces, (prompt[position:], False)] if piece[0]]


def _with_times(rows: Iterable[dict[str, Any]], *names: str) -> list[dict[str, Any]]:
    """Rows of the evidence, with what stands in them as text as times."""
    return [
        row | {name: parse_datetime(row[name]) if row.get(name) else None for name in names} for row in rows
    ]


def _history(review: Review) -> dict[str, int]:
    """The account's clips, and how its cases ended."""
    clips = Clip.objects.filter(account=review.account_id).aggregate(
        clips=Count("pk"), clips_rejected=Count("pk", filter=Q(state=Clip.State.REJECTED))
    )
    cases = Review.objects.filter(account=review.account_id).aggregate(
        decided=Count("pk", filter=~Q(state=Review.State.OPEN)),
        lost=Count("pk", filter=Q(state=Review.State.REJECTED)),
    )
    return clips | cases


def _audit(review: Review, *, hide_votes: bool) -> tuple[list[tuple[AuditLine, str]], int]:
    """What was done, newest first, and how many people looked. Of two people the first one's opinion stays hidden."""
    lines = AuditLine.objects.filter(review=review)
    views = [VIEWED, VIEWED_FRAMES]
    seen_by = lines.filter(action__in=views).values("actor").distinct().count()
    told = lines.exclude(action__in=views).order_by("-at", "-pk")[:LINES]
    return [(line, "" if hide_votes and line.action == "voted" else line.note) for line in told], seen_by


def _earlier(review: Review) -> list[Review]:
    """Other cases of the same clip, or of the same request; an appeal's own decision is among them."""
    same = Q(clip=review.clip_id) if review.clip_id else Q(subject=review.subject)
    others = Review.objects.filter(same).exclude(pk=review.pk).select_related("decided_by")
    return list(others.order_by("-opened_at", "-pk")[:LINES])


def _published_like(clip: Clip) -> list[tuple[Clip, float]]:
    """What everybody can find that comes close in meaning, with how close."""
    hits = search_index().search(Query(text=clip.prompt, limit=ALIKE + 1)).hits
    clips = Clip.objects.in_bulk([hit.clip_id for hit in hits if hit.clip_id != clip.pk])
    return [(clips[hit.clip_id], hit.similarity or 0.0) for hit in hits if hit.clip_id in clips][:ALIKE]


def _copies(clip: Clip) -> list[tuple[Clip, float]]:
    """Clips whose pictures are the same or nearly so, whatever became of them, with the share of frames."""
    found = near_copies(clip.pk)
    clips = Clip.objects.in_bulk(list(found))
    return [(clips[pk], share) for pk, share in found.items() if pk in clips]
