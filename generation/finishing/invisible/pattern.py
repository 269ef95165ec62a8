"""What the mark looks like: a sum of waves whose phases only the key's owner knows.

The picture's short side is one period. A wave goes so many times up and down in it, from 10 to 32 in whatever
direction: coarse enough to survive a hard re-encode at half the size, fine enough to be told from what the picture
shows. Moving a pattern turns its waves' phases and changes nothing else, so that a crop only moves the mark.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from .keys import MarkKey
from .number import CARRIERS, STEPS, places_of

Waves = npt.NDArray[np.complex64]
"""One complex amplitude for each wave: (..., 65 down, 32 across)."""
Plane = npt.NDArray[np.float32]

#: Waves in a period, at least and at most.
COARSEST, FINEST = 10, 32
DOWN = np.arange(-FINEST, FINEST + 1, dtype=np.float32)
#: A real picture's other half follows from this one. Upright waves (0 across) are left to the picture: walls, bars.
ACROSS = np.arange(1, FINEST + 1, dtype=np.float32)
RADIUS = np.hypot(DOWN[:, None], ACROSS[None, :])
USED = (RADIUS >= COARSEST) & (RADIUS <= FINEST)
COUNT = int(USED.sum())
PATTERNS = 1 + CARRIERS


@lru_cache(maxsize=16)
def patterns(key: MarkKey) -> Waves:
    """The key's patterns, (4, 65, 32): waves of strength 1 and secret phase."""
    stream = hashlib.shake_256(key.derived("phases")).digest(4 * PATTERNS * COUNT)
    turns = np.frombuffer(stream, "<u4").reshape(PATTERNS, COUNT) / 2**32
    waves = np.zeros((PATTERNS, *USED.shape), np.complex64)
    waves[:, USED] = np.exp(2j * np.pi * turns)
    return waves


def marked_waves(key: MarkKey, number: int) -> Waves:
    """The waves of the mark that carries a number, (65, 32).

    Where it begins differs from number to number: the mean of many clips shows nothing of the patterns.
    """
    first, *carriers = patterns(key)
    total: Waves = first.copy()
    for waves, (down, across) in zip(carriers, places_of(number), strict=True):
        turns = (DOWN[:, None] * down + ACROSS[None, :] * across) / STEPS
        total += waves * np.exp(-2j * np.pi * turns)
    chance = hashlib.shake_256(key.derived("beginnings") + number.to_bytes(4, "big")).digest(8)
    down, across = np.frombuffer(chance, "<u4") / 2**32
    total *= np.exp(-2j * np.pi * (DOWN[:, None] * down + ACROSS[None, :] * across))
    return total


def drawn(waves: Waves, rows: npt.NDArray[np.floating], columns: npt.NDArray[np.floating]) -> Plane:
    """The mark at these places, in periods, with a mean square of 1."""
    down = np.exp(2j * np.pi * np.outer(rows, DOWN)).astype(np.complex64)
    across = np.exp(2j * np.pi * np.outer(ACROSS, columns)).astype(np.complex64)
    plane = (down @ waves @ across).real / np.sqrt(PATTERNS * COUNT / 2)
    return np.ascontiguousarray(plane, np.float32)
