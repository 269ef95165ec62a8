"""The colours of a clip, for search and for tiles."""

from __future__ import annotations

import numpy as np
from PIL import Image

from .frame import Frame

COLOURS = 6
#: Frames that are looked at, spread over the clip.
SAMPLES = 6
#: Each frame's picture, in pixels.
SIZE = (64, 36)
#: A colour of less than this share of the picture is not one of the clip's.
LEAST_SHARE = 0.02


class Palette:
    """Shown every frame's small picture in order; `colours` at the end."""

    def __init__(self, frame_count: int) -> None:
        self._every = max(1, frame_count // SAMPLES)
        self._pictures: list[Frame] = []

    def consider(self, index: int, small: Frame) -> None:
        """Remember one frame in so many."""
        if index % self._every == 0:
            self._pictures.append(np.asarray(Image.fromarray(small).resize(SIZE, Image.Resampling.BOX)))

    @property
    def pictures(self) -> tuple[Frame, ...]:
        """The pictures that were remembered, small."""
        return tuple(self._pictures)

    def colours(self) -> tuple[str, ...]:
        """Up to six #rrggbb, most present first (median cut); empty if no frame was shown."""
        if not self._pictures:
            return ()
        sheet = Image.fromarray(np.concatenate(self._pictures))
        reduced = sheet.quantize(COLOURS, method=Image.Quantize.MEDIANCUT)
        table = reduced.getpalette() or []
        counts = np.bincount(np.asarray(reduced).ravel(), minlength=COLOURS)
        least = LEAST_SHARE * sheet.width * sheet.height
        present = [int(i) for i in np.argsort(-counts, kind="stable") if counts[i] >= least]
        return tuple(dict.fromkeys("#{:02x}{:02x}{:02x}".format(*table[3 * i : 3 * i + 3]) for i in present))
