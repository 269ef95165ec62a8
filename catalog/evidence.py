"""Evidence of what is seen in clips: kept with the clip, shown at the desk, its pictures gone some time after."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Protocol

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from . import audit
from .models import Clip, Evidence, Review


class Seen(Protocol):
    """What a detector reports: `generation.screening.frames.model.Finding`."""

    @property
    def detector(self) -> str:
        """Who saw it."""
        ...

    @property
    def rule(self) -> str:
        """The rule that it breaks, "" where it breaks none."""
        ...

    @property
    def score(self) -> float:
        """How sure the detector is."""
        ...

    @property
    def threshold(self) -> float | None:
        """What the score was compared with."""
        ...

    @property
    def at_ms(self) -> int:
        """When in the clip."""
        ...

    @property
    def words(self) -> str:
        """What was seen, for a moderator."""
        ...

    @property
    def thumbnail(self) -> bytes:
        """A JPEG, or nothing."""
        ...


def record(clip: Clip, findings: Iterable[Seen]) -> list[Evidence]:
    """Keep what was seen in a clip. Call it in the transaction that writes the clip."""
    return Evidence.objects.bulk_create(
        Evidence(
            clip=clip,
            detector=one.detector,
            rule=one.rule,
            score=one.score,
            threshold=one.threshold,
            at_ms=one.at_ms,
            words=one.words[:300],
            thumbnail=one.thumbnail,
        )
        for one in findings
    )


def holding(clips: Iterable[Clip]) -> dict[int, list[Evidence]]:
    """By clip, the evidence for which a person has to look; clips without any are left out."""
    found: dict[int, list[Evidence]] = {}
    rows = Evidence.objects.filter(clip__in=list(clips)).exclude(rule="").defer("thumbnail")
    for row in rows.order_by("pk"):
        found.setdefault(row.clip_id, []).append(row)
    return found


def as_json(rows: Iterable[Evidence]) -> list[dict[str, Any]]:
    """Plain JSON values for a review: everything but the pictures."""
    names = ("detector", "rule", "score", "threshold", "at_ms", "words")
    return [{name: getattr(row, name) for name in names} for row in rows]


@transaction.atomic
def tidy_evidence() -> int:
    """Empty the thumbnails of clips that were decided `EVIDENCE_DAYS` ago; returns how many. Safe to repeat.

    The lines stay. A clip that waits, or is before a moderator again, keeps its pictures.
    """
    cutoff = timezone.now() - timedelta(days=settings.EVIDENCE_DAYS)
    under_way = Review.objects.filter(clip__isnull=False, state=Review.State.OPEN)
    lately = Review.objects.filter(clip__isnull=False, decided_at__gte=cutoff)
    emptied = (
        Evidence.objects.filter(created_at__lt=cutoff)
        .exclude(thumbnail=b"")
        .exclude(clip__state=Clip.State.REVIEWING)
        .exclude(clip__in=under_way.values("clip"))
        .exclude(clip__in=lately.values("clip"))
        .update(thumbnail=b"")
    )
    if emptied:
        audit.record(
            "evidence emptied",
            note=f"Pictures older than {settings.EVIDENCE_DAYS} days.",
            details={"pictures": emptied},
        )
    return emptied
