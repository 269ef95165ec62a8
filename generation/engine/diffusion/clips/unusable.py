"""Pictures that nobody could use, told from a dark one: what not-a-number becomes, black or one even colour."""

from __future__ import annotations

import numpy as np

from generation.engine.base import BadPicture
from generation.engine.diffusion.work import Frames

from .small import luma

#: In 8-bit codes: a segment whose every frame is darker than this on average and varies less than that across the
#: picture is black. The darkest night with a single lit window varies by more.
BLACK_MEAN, BLACK_SPREAD = 4.0, 1.5
#: A segment in which no frame varies by this much is one even colour.
EVEN_SPREAD = 0.35


class Usable:
    """Looks at a segment's frames as they come; `check` at its end."""

    def __init__(self) -> None:
        self._brightest = self._liveliest = 0.0
        self._seen = 0

    def look(self, frames: Frames) -> None:
        """The next frames."""
        for frame in frames:
            bright = luma(frame)
            self._brightest = max(self._brightest, float(bright.mean()))
            self._liveliest = max(self._liveliest, float(np.std(bright)))
            self._seen += 1

    @property
    def fault(self) -> str:
        """What is wrong with all that was seen; "" where nothing is."""
        seen = f"mean up to {self._brightest:.1f}, spread up to {self._liveliest:.2f}"
        if self._brightest < BLACK_MEAN and self._liveliest < BLACK_SPREAD:
            return f"a segment of {self._seen} frames is black ({seen})"
        if self._liveliest < EVEN_SPREAD:
            return f"a segment of {self._seen} frames is one even colour ({seen})"
        return ""

    def check(self) -> None:
        """Raise `BadPicture` where something is wrong."""
        if self.fault:
            raise BadPicture(self.fault)
