"""The poster: the sharpest frame around a third of the clip, marked, as WebP and JPEG."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from .frame import Frame
from .marks import Mark
from .sizes import Size
from .small import Luma

#: Where in the clip the poster is looked for, and where it is best taken, as shares of its length.
FROM, BEST, UNTIL = 0.15, 1 / 3, 0.6
#: So many candidates are compared.
CANDIDATES = 24
#: A candidate is kept only if it is better by this factor: keeping one copies a whole frame.
BETTER = 1.05
WEBP_QUALITY, JPEG_QUALITY = 82, 88


class Poster:
    """Shown every frame in order; keeps a copy of the best one so far, and no other."""

    def __init__(self, frame_count: int) -> None:
        first, last = int(FROM * (frame_count - 1)), int(UNTIL * (frame_count - 1))
        self._candidates = range(first, last + 1, max(1, (last - first) // CANDIDATES))
        self._best_place = BEST * (frame_count - 1)
        self._reach = max(1.0, (UNTIL - FROM) * (frame_count - 1))
        self._score = -1.0
        self._frame: Frame | None = None
        self._index = 0

    @property
    def chosen(self) -> tuple[int, Frame] | None:
        """The best frame so far, and which one it is."""
        return None if self._frame is None else (self._index, self._frame)

    def consider(self, index: int, frame: Frame, bright: Luma) -> None:
        """Keep a copy of the frame if it would make a better poster than the one kept."""
        if index not in self._candidates:
            return
        near = 1 - 0.5 * abs(index - self._best_place) / self._reach
        score = sharpness(bright) * near
        if self._frame is None or score > self._score * BETTER:
            self._score, self._frame, self._index = score, frame.copy(), index

    def save(self, webp: Path, jpeg: Path, size: Size, mark: Mark) -> None:
        """Write both files. At least one frame must have been considered."""
        if self._frame is None:
            raise RuntimeError("no frame was considered for the poster")
        picture = Image.fromarray(self._frame).resize((size.width, size.height), Image.Resampling.LANCZOS)
        picture = mark.laid_on(picture)
        picture.save(webp, quality=WEBP_QUALITY, method=4)
        picture.save(jpeg, quality=JPEG_QUALITY, optimize=True, progressive=True)


def sharpness(bright: Luma) -> float:
    """How much fine detail a picture shows: 0 for one without any, a black one for instance."""
    across = np.diff(bright, axis=1)
    down = np.diff(bright, axis=0)
    return float(np.sqrt(np.square(across).mean() + np.square(down).mean()))
