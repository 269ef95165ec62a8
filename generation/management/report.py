"""What `manage.py generate` says: lines for people, one value for programs."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from billing.models import Licence
from catalog.models import Clip
from generation.models import RenderRequest
from generation.requests.matches import ClipMatch
from generation.requests.reading import Reading
from generation.requests.submit import coverage_json


@dataclass
class Report:
    """Filled as the command goes on; complete at any point for what is known by then."""

    prompt: str
    reading: Reading | None = None
    request: RenderRequest | None = None
    clips: list[Clip] = field(default_factory=list)
    licence: Licence | None = None
    out: str | None = None
    refusal: dict[str, str] | None = None
    problems: dict[str, list[str]] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values; a part that was not reached is null."""
        reading, request = self.reading, self.request
        return {
            "ok": self.refusal is None,
            "error": self.refusal,
            "problems": self.problems,
            "prompt": self.prompt,
            "ask": reading.ask.as_json() if reading else None,
            "verdict": reading.verdict.as_json() if reading else None,
            "brief": reading.brief.as_json() if reading else None,
            "coverage": coverage_json(reading.coverage) if reading else None,
            "matches": [match_json(one) for one in reading.matches] if reading else None,
            "price": request.price if request else reading.price if reading else None,
            "estimated_seconds": round(reading.seconds, 1) if reading else None,
            "cannot_make": [asdict(one) for one in reading.problems] if reading else None,
            "wording": asdict(reading.wording) if reading and reading.wording else None,
            "request": request.pk if request else None,
            "state": request.state if request else None,
            "clip": self.clips[0].pk if self.clips else None,
            "quality": self.clips[0].quality if self.clips else None,
            "clips": [clip_json(clip) for clip in self.clips],
            "licence": self.licence.number if self.licence else None,
            "out": self.out,
        }


def match_json(one: ClipMatch) -> dict[str, Any]:
    """A match as plain JSON values."""
    return {
        "clip": one.clip.pk,
        "title": one.clip.title,
        "score": round(one.match.score, 3),
        "words": one.match.words,
        "differences": [{"kind": d.kind, "words": d.words} for d in one.match.differences],
    }


def clip_json(clip: Clip) -> dict[str, Any]:
    """A clip as plain JSON values."""
    names = ("title", "width", "height", "fps", "frame_count", "duration_ms", "loops", "has_sound", "look")
    more = (
        "engine",
        "engine_version",
        "renderer",
        "family",
        "seed",
        "source_type",
        "palette",
        "quality",
        "state",
    )
    return {"id": clip.pk} | {name: getattr(clip, name) for name in names + more}


def describe_reading(reading: Reading) -> list[str]:
    """The reading in lines for people."""
    verdict = reading.verdict
    lines = [
        f"Screening: {verdict.decision}" + (f" ({verdict.name}: {verdict.reason})" if verdict.rule else "")
    ]
    if verdict.rewrite:
        lines.append(f"  instead: {verdict.rewrite}")
    lines.append("Understood:")
    for one in reading.coverage.terms:
        note = f" – {one.note}" if one.note else ""
        lines.append(f"  {one.term.text}: {one.shown}{note}")
    if reading.coverage.offer:
        lines.append(f"  {reading.coverage.offer}")
    for match in reading.matches:
        lines.append(
            f"In the catalogue: clip {match.clip.pk}, {match.match.words} ({match.match.score:.2f}), {match.clip.title}"
        )
        lines += [
            f"  {'=' if d.kind == 'same' else '≠' if d.kind == 'differs' else '?'} {d.words}"
            for d in match.match.differences
        ]
    lines += reading.notes
    if reading.wording:
        lines.append(f"{reading.engine_words} is told: {reading.wording.prompt}")
        if reading.wording.negative:
            lines.append(f"  to be avoided: {reading.wording.negative}")
        if reading.wording.cut:
            lines.append(f"  {reading.wording.cut}")
    lines.append(f"Price: {reading.price} credits. About {max(1, round(reading.seconds))} s to make.")
    return lines
