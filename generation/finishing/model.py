"""What finishing is asked for, and what it gives back."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

RenditionKind = Literal["master", "comp", "hover", "poster", "poster_jpeg", "sprite", "sprite_vtt", "context"]
Severity = Literal["good", "notice", "bad"]


@dataclass(frozen=True)
class Origin:
    """Who made the clip, for the mark and the provenance.

    `source_type` is IPTC's: "trainedAlgorithmicMedia" (mark: "AI-generated") or "algorithmicMedia" (mark:
    "Computer-generated").
    `licence_url` is where the licence terms can be read; `title` what the clip shows.
    """

    source_type: str
    engine: str
    engine_version: str
    renderer: str
    title: str
    licence_url: str


@dataclass(frozen=True)
class Ingredient:
    """A signed file that another is made from. `clip` is its clip's number."""

    path: Path
    title: str
    clip: str


@dataclass(frozen=True)
class Derivation:
    """How a file came from others. `actions` are C2PA's names, without their beginning, in order ("cropped").

    One ingredient is the file's parent; several are its parts. With `begun` the file is new, and its maker was only
    given frames of the ingredients to begin with.
    """

    actions: tuple[str, ...]
    ingredients: tuple[Ingredient, ...]
    begun: bool = False

    @property
    def relationship(self) -> str:
        """What the ingredients are to the file, in C2PA's words."""
        if self.begun:
            return "inputTo"
        return "parentOf" if len(self.ingredients) == 1 else "componentOf"


@dataclass(frozen=True)
class FinishedFile:
    """One rendition on disk. `width` and `height` are 0 where they mean nothing (VTT)."""

    kind: RenditionKind
    path: Path
    mime: str
    width: int
    height: int
    size: int
    sha256: str


@dataclass(frozen=True)
class Finding:
    """One line of the quality report in plain words ("Steady cadence", "2 frozen frames at 0:05")."""

    measure: str
    severity: Severity
    words: str


@dataclass(frozen=True)
class QualityReport:
    """Numbers by name, and what they mean."""

    numbers: dict[str, float]
    findings: tuple[Finding, ...]

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {"numbers": dict(self.numbers), "findings": [dict(f.__dict__) for f in self.findings]}


@dataclass(frozen=True)
class FrameHash:
    """PDQ hash (32 bytes) of the frame shown at `at_ms`, and PDQ's own quality figure (0-100)."""

    at_ms: int
    pdq: bytes
    quality: int


@dataclass(frozen=True)
class Finished:
    """Everything one pass over the frames made."""

    files: tuple[FinishedFile, ...]
    quality: QualityReport
    hashes: tuple[FrameHash, ...]
    palette: tuple[str, ...] = field(default_factory=tuple)
    appearance: tuple[float, ...] = ()
    frame_count: int = 0
    duration_ms: int = 0
    has_sound: bool = False
