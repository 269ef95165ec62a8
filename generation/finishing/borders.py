"""Bars around a picture, as players and editors add them: found, so that what is inside can be looked at."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

#: A line belongs to a bar if its brightest and darkest sample differ by less than this, in 8-bit codes.
PLAIN = 14.0
#: Of each side, at least so much is picture: a night sky is dark to its edges, and no bar.
LEAST = 0.3


@dataclass(frozen=True)
class Inside:
    """The picture between the bars, in samples."""

    top: int
    bottom: int
    left: int
    right: int


def inside(bright: npt.NDArray[np.float32]) -> Inside | None:
    """Where the picture is in a brightness with bars around it; None where there are none.

    `bright` had best be the most that each sample was over time: what is dark for a moment is not a bar.
    """
    height, width = bright.shape
    top, bottom = _plain_ends(bright)
    if top + bottom > (1 - LEAST) * height:
        return None
    left, right = _plain_ends(bright[top : height - bottom].T)
    if top + bottom + left + right == 0 or left + right > (1 - LEAST) * width:
        return None
    return Inside(top, height - bottom, left, width - right)


def _plain_ends(bright: npt.NDArray[np.float32]) -> tuple[int, int]:
    """Lines at the beginning and at the end that show nothing and are alike."""
    spread = bright.max(axis=1) - bright.min(axis=1)
    middle = np.median(bright, axis=1)

    def run(spread: npt.NDArray[np.float32], middle: npt.NDArray[np.float32]) -> int:
        other = (spread > PLAIN) | (np.abs(middle - middle[0]) > PLAIN)
        return int(other.argmax()) if other.any() else len(other)

    return run(spread, middle), run(spread[::-1], middle[::-1])
