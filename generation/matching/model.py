"""What matching compares, and what it says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from generation.brief.model import Brief

Kind = Literal["same", "differs", "unsaid", "missing"]
Words = Literal["fits", "nearly", "related", "unlike"]


class Wanted(Protocol):
    """The settings that were asked for."""

    @property
    def duration_ms(self) -> int:
        """Milliseconds."""
        ...

    @property
    def aspect(self) -> str:
        """Such as "16:9"."""
        ...

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        ...

    @property
    def loop(self) -> bool:
        """Whether it has to loop."""
        ...

    @property
    def sound(self) -> bool:
        """Whether sound is welcome."""
        ...


@dataclass(frozen=True)
class ClipFacts:
    """What is known of a clip: what it was asked to be, what of that it does not show, and its form.

    `missing` are canonical values of the brief that the engine left out.
    """

    id: int
    title: str
    brief: Brief
    missing: tuple[str, ...]
    width: int
    height: int
    duration_ms: int
    fps: int
    loops: bool
    has_sound: bool
    look: str
    engine: str


@dataclass(frozen=True)
class Difference:
    """One specific, compared. `words` is for people: "camera locked, you asked for drone"."""

    kind: Kind
    wanted: str
    has: str
    words: str


@dataclass(frozen=True)
class Match:
    """How well a clip answers a request: 0 to 1, in a word, and specific by specific."""

    clip_id: int
    score: float
    words: Words
    differences: tuple[Difference, ...]
