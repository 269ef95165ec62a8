"""Where one segment becomes the next: the best place to change over, and how much it shows.

A conditioned segment begins with the frames that it was given, made once more. Anywhere among them the clip can go over
from the old to the new ones.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from itertools import pairwise
from statistics import median
from typing import Any

import cv2

from generation.engine.base import Frame

from .small import Luma, luma, step

#: A step this many times the usual one around it is not seen as a seam.
UNSEEN = 1.5
#: Frames that a dissolve may take, and how much smaller than the cut's its largest step has to be to be used.
DISSOLVES, HELPS = (2, 3, 4), 0.75
#: Frames on either side of a seam that say what is usual there.
AROUND = 6
#: Codes below which a step is no movement but grain: a still picture's seam is measured against this.
STILL = 0.05


@dataclass(frozen=True)
class Join:
    """A change to the new frames after `old` of the overlapping ones, by a dissolve of `dissolve` frames (0: a cut)."""

    old: int
    dissolve: int = 0


@dataclass(frozen=True)
class Seam:
    """A seam of a finished clip: the native `frame` that is the first of the new ones, and how much it shows.

    `step` is the largest step where both segments could be seen, against the usual one around.
    """

    frame: int
    step: float
    dissolve: int

    def as_json(self) -> dict[str, Any]:
        """As plain JSON values."""
        return asdict(self)


def join(old: list[Frame], new: list[Frame]) -> Join:
    """The change that shows least.

    `old` are the last frames of a segment, one before the overlap and then the overlap; `new` the same overlap as the
    next segment makes it, and the frame after. Cutting after `p` overlapping frames puts `new[p]` after `old[p]`.
    What shows is the largest step from the first of `old` to the last of `new`. A dissolve is chosen only where every
    cut shows and a dissolve clearly less.
    """
    olds, news = [luma(frame) for frame in old], [luma(frame) for frame in new]
    usual = max(STILL, median([*_steps(olds), *_steps(news)] or [STILL]))

    def shows(pictures: list[Luma]) -> float:
        return max(_steps(pictures)) / usual

    cuts = [(shows([*olds[: p + 1], *news[p:]]), step(olds[p], news[p]), p) for p in range(len(olds))]
    least, _, best = min(cuts)
    chosen = Join(best)
    if least <= UNSEEN:
        return chosen
    least *= HELPS
    for length in DISSOLVES:
        for start in range(len(olds) - length):
            mixed = _mixed(olds[1:], news[:-1], start, length)
            shown = shows([*olds[: start + 1], *mixed, *news[start + length :]])
            if shown < least:
                chosen, least = Join(start, length), shown
    return chosen


def joined(old: list[Frame], new: list[Frame], chosen: Join) -> list[Frame]:
    """The overlap's frames as the clip shows them; `old` and `new` are the overlap alone."""
    end = chosen.old + chosen.dissolve
    between = [
        cv2.addWeighted(old[i], 1 - share, new[i], share, 0)
        for i, share in zip(range(chosen.old, end), _shares(chosen.dissolve), strict=True)
    ]
    return [*old[: chosen.old], *between, *new[end:]]


class SeamMeter:
    """Fed with a clip's native frames in order; afterwards tells how its seams compare with what is around."""

    def __init__(self) -> None:
        self._last: Luma | None = None
        self._changes: list[float] = []

    def look(self, frame: Frame) -> None:
        """The next frame. 1 ms, and a number kept."""
        now = luma(frame)
        if self._last is not None:
            self._changes.append(step(self._last, now))
        self._last = now

    def seam(self, overlap: tuple[int, int], chosen: Join) -> Seam:
        """The seam within an overlap: from its first frame up to the first frame that the new segment alone has."""
        start, end = overlap
        inside = self._changes[start - 1 : end]
        around = self._changes[max(0, start - 1 - AROUND) : start - 1] + self._changes[end : end + AROUND]
        usual = max(STILL, median(around or inside or [STILL]))
        return Seam(start + chosen.old, round(max(inside, default=0.0) / usual, 3), chosen.dissolve)


def _steps(pictures: list[Luma]) -> list[float]:
    return [step(one, other) for one, other in pairwise(pictures)]


def _mixed(old: list[Luma], new: list[Luma], start: int, length: int) -> list[Luma]:
    return [(1 - share) * old[start + i] + share * new[start + i] for i, share in enumerate(_shares(length))]


def _shares(length: int) -> list[float]:
    """How much of the new picture each frame of a dissolve has: evenly from old to new."""
    return [(i + 1) / (length + 1) for i in range(length)]
