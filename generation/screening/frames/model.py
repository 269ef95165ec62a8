"""What looking at a clip takes and gives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from .limits import Limits

Picture = npt.NDArray[np.uint8]
"""RGB, uint8, height x width x 3."""

#: at_ms, PDQ hash (32 bytes), PDQ's own quality (0-100).
Hash = tuple[int, bytes, int]


@dataclass(frozen=True)
class Sample:
    """A frame that is looked at; the longer side is at most the limits' `side`."""

    at_ms: int
    picture: Picture


@dataclass(frozen=True)
class Reading:
    """A clip as it was decoded, whole.

    `glimpses` are smaller: the frames that the fingerprint is of, for what is compared by hashes alone.
    `dark` and `still` are shares of its frames: black or of one colour; the longest run in which nothing moves.
    `fault` says what is wrong with the file, "" for nothing.
    """

    samples: tuple[Sample, ...]
    frame_count: int
    dark: float
    still: float
    fault: str = ""
    glimpses: tuple[Sample, ...] = ()


@dataclass(frozen=True)
class Known:
    """A clip that is known already and shows the same. `holds` where that needs a person."""

    clip_id: int
    words: str
    distance: int
    at_ms: int
    holds: bool


@dataclass(frozen=True)
class Context:
    """What a detector may know beside the frames.

    `prompt_rules` are the ids of the rules that the prompt set off, `frame_count` how many frames there have to
    be, `hashes` the fingerprint, about a hash a second. `block_list` is the operator's file, None for none. `known`
    takes hashes and those of the mirrored frames; `shows` says how far pictures show what was asked, None where
    no model can tell. `check` is called often and may raise: then nothing is given back.
    """

    limits: Limits
    prompt_rules: frozenset[str] = frozenset()
    frame_count: int | None = None
    hashes: tuple[Hash, ...] = ()
    block_list: Path | None = None
    known: Callable[[Sequence[Hash], Sequence[Hash]], Sequence[Known]] = lambda straight, mirrored: ()
    shows: Callable[[Sequence[Picture]], float | None] | None = None
    check: Callable[[], None] = lambda: None


@dataclass(frozen=True)
class Finding:
    """One thing that a detector saw. It holds the clip if it names a `rule`; else it is evidence alone.

    `threshold` is what the score was compared with, None where nothing was. `thumbnail` is a JPEG, b"" for none.
    """

    detector: str
    words: str
    score: float
    rule: str = ""
    threshold: float | None = None
    at_ms: int = 0
    thumbnail: bytes = field(default=b"", repr=False)


@dataclass(frozen=True)
class FrameReport:
    """Everything that was seen, and which detectors saw it."""

    findings: tuple[Finding, ...]
    ran: tuple[str, ...]
    failed: tuple[str, ...]

    @property
    def holding(self) -> tuple[Finding, ...]:
        """The findings for which a person has to look."""
        return tuple(finding for finding in self.findings if finding.rule)


class Detector(Protocol):
    """Looks for one thing. Built once per process; whatever it raises holds the clip."""

    def look(self, reading: Reading, context: Context) -> list[Finding]:
        """What it saw, at least one line: that there is nothing is a finding too."""
        ...
