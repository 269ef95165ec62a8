"""What the detectors found in a clip's frames, as the desk shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby

from django.conf import settings
from django.utils import timezone

from catalog.models import Clip, Evidence


@dataclass(frozen=True)
class Finding:
    """One piece of evidence. Its picture may never have been, or be removed by retention."""

    number: int
    rule: str
    score: float
    threshold: float | None
    at_ms: int
    words: str
    has_picture: bool
    removed: bool


@dataclass(frozen=True)
class Detector:
    """A detector's findings: those that held the clip first, then the strongest."""

    name: str
    findings: list[Finding]

    @property
    def held(self) -> bool:
        """Whether one of its findings is why the clip was held: those name a rule."""
        return any(one.rule for one in self.findings)


def detectors(clip: Clip) -> list[Detector]:
    """The findings by detector, without the pictures themselves; those that held the clip first."""
    rows = clip.evidence.order_by("detector", "-rule", "-score", "at_ms")
    found = [
        Detector(name, [_finding(row) for row in of_one])
        for name, of_one in groupby(rows, key=lambda row: str(row.detector))
    ]
    return sorted(found, key=lambda one: not one.held)


def picture(clip: Clip, number: int) -> bytes | None:
    """One thumbnail, as JPEG; None where there is none, or none any more."""
    row = clip.evidence.filter(pk=number).first()
    return bytes(row.thumbnail) if row and row.thumbnail else None


def _finding(row: Evidence) -> Finding:
    old = row.created_at < timezone.now() - timedelta(days=settings.EVIDENCE_DAYS)
    return Finding(
        row.pk,
        row.rule,
        row.score,
        row.threshold,
        row.at_ms,
        row.words,
        has_picture=bool(row.thumbnail),
        removed=old and not row.thumbnail,
    )
