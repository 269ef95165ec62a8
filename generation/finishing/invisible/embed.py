"""Putting the mark into frames, inside the one finishing pass."""

from __future__ import annotations

import numpy as np
from PIL import Image

from ..frame import Frame
from ..small import BT709
from .keys import MarkKey
from .pattern import drawn, marked_waves
from .strength import WHOLE, strength

#: The strength is decided on a picture of about this short side.
SHORT = 180
#: The mark is enlarged in eighths of a code, so that its slopes stay smooth; more than 15 codes it never is.
FRACTION, ZERO = 8, 128


class Marker:
    """Marks every frame of one clip with its number. One frame's result is overwritten by the next one's.

    The same waves lie over every frame: what a re-encode takes from one, the others still have, and frames may be
    dropped, repeated or mixed.
    """

    def __init__(self, key: MarkKey, number: int, width: int, height: int) -> None:
        self._width, self._height = width, height
        self._times = max(1, round(min(width, height) / SHORT))
        period = min(width, height)
        rows, columns = -(-height // self._times), -(-width // self._times)
        down = ((np.arange(rows, dtype=np.float32) + 0.5) * self._times) / period
        across = ((np.arange(columns, dtype=np.float32) + 0.5) * self._times) / period
        self._plane = drawn(marked_waves(key, number), down, across)
        # Rounding to whole codes would draw contours into a sky; a little fixed noise before it does not.
        self._noise = np.random.default_rng(number).integers(0, FRACTION, (height, width), np.uint8)
        self._change = np.empty((height, width, 3), np.uint8)
        self._more = np.empty_like(self._change)
        self._marked = np.empty_like(self._change)

    def mark(self, frame: Frame) -> Frame:
        """The frame with the mark, in a buffer of the marker's own. The frame itself stays as it is."""
        fine = self._enlarged(self._changes(frame))
        # Codes to add, from -16 to 16, kept as 0 to 32.
        codes = (fine + self._noise) >> np.uint8(3)
        for channel in range(3):
            self._change[..., channel] = codes
        zero = np.uint8(ZERO // FRACTION)
        # Up and then down, each only as far as there is room: black stays black, and white does not turn over.
        np.maximum(self._change, zero, out=self._more)
        self._more -= zero
        np.minimum(frame, ~self._more, out=self._marked)
        self._marked += self._more
        np.minimum(self._change, zero, out=self._more)
        np.subtract(zero, self._more, out=self._more)
        np.maximum(self._marked, self._more, out=self._marked)
        self._marked -= self._more
        return self._marked

    def _changes(self, frame: Frame) -> np.ndarray:
        small = np.asarray(Image.fromarray(frame).reduce(self._times))
        bright = small.astype(np.float32) @ BT709
        changes = strength(bright) * self._plane
        whole = float(np.sqrt(np.square(changes).mean()))
        return changes if whole <= WHOLE else changes * np.float32(WHOLE / whole)

    def _enlarged(self, changes: np.ndarray) -> np.ndarray:
        """Changes as eighths of a code around 128, for every pixel."""
        eighths = np.clip(np.rint(changes * FRACTION) + ZERO, 0, 255 - FRACTION).astype(np.uint8)
        rows, columns = eighths.shape
        size = (columns * self._times, rows * self._times)
        enlarged = Image.fromarray(eighths).resize(size, Image.Resampling.BILINEAR)
        return np.asarray(enlarged)[: self._height, : self._width]
