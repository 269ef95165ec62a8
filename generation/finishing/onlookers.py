"""Everything that looks at the frames on their way to the encoder."""

from __future__ import annotations

import numpy as np
from PIL import Image

from .fingerprint import hash_frame
from .frame import Frame
from .marks import Mark
from .model import FrameHash
from .palette import Palette
from .poster import Poster
from .quality.meter import QualityMeter
from .small import luma, shrink


class Onlookers:
    """Shown every frame in order, once; what each saw is read at the end. None keeps a frame that it does not copy."""

    def __init__(self, *, fps: int, frame_count: int, loop: bool, mark: Mark) -> None:
        self._fps, self._mark = fps, mark
        self.meter = QualityMeter(fps, loop=loop)
        self.poster = Poster(frame_count)
        self.palette = Palette(frame_count)
        self.hashes: list[FrameHash] = []

    def look(self, index: int, frame: Frame, marked: Frame) -> None:
        """Show one frame as it came, which quality and colours are judged by, and as it is shown to people.

        Poster and fingerprint are of what people will see; for the fingerprint the visible mark is laid on, too.
        """
        small = shrink(frame)
        bright = luma(small)
        self.meter.look(bright)
        self.poster.consider(index, marked, bright)
        self.palette.consider(index, small)
        if index % self._fps == 0:
            self.hashes.append(self._hash(index, marked))

    def fingerprint(self) -> tuple[FrameHash, ...]:
        """A hash a second, and the poster's: it is the picture that people have of a clip."""
        poster = self.poster.chosen
        if poster is None or poster[0] % self._fps == 0:
            return tuple(self.hashes)
        return tuple(sorted([*self.hashes, self._hash(*poster)], key=lambda one: one.at_ms))

    def _hash(self, index: int, frame: Frame) -> FrameHash:
        shown = np.asarray(self._mark.laid_on(Image.fromarray(frame)))
        return hash_frame(shown, 1000 * index // self._fps)
