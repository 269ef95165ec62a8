"""The meter: looks at every frame once, small, and keeps a few numbers of it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ..model import QualityReport
from ..small import Luma
from .measures import measure
from .seen import Seen
from .shift import Spectrum, shift, spectrum, spectrum_shape
from .words import findings

#: The picture in tiles along its longer and its shorter side: a pop in a ninth of it must show.
TILES_LONG, TILES_SHORT = 16, 9
#: 8-bit codes up to which a pixel counts as pure black, and from which as pure white.
LOW, HIGH = 1.0, 254.0


class QualityMeter:
    """Fed with every frame's small brightness in order by `look`; `report` at the end.

    Under 1 ms a frame, and under 2 kB of memory for each: a minute at 60 frames a second is 7 MB.
    """

    def __init__(self, fps: int, *, loop: bool) -> None:
        self._fps, self._loop = fps, loop
        self._levels: list[tuple[float, ...]] = []
        self._tiles: list[npt.NDArray[np.float32]] = []
        self._shifts: list[tuple[float, float]] = []
        self._first: Luma | None = None
        self._last: Luma | None = None
        self._spectrum: Spectrum | None = None

    def look(self, bright: Luma) -> None:
        """Measure one frame, by its brightness at about 192 pixels across."""
        shadow = bright <= LOW
        levels = (
            float(bright.mean()),
            float(bright.max()),
            float((bright >= HIGH).mean()),
            float(shadow.mean()),
        )
        self._levels.append(levels)
        transformed = spectrum(bright)
        if self._last is None or self._spectrum is None:
            self._first = bright
        else:
            self._tiles.append(_by_tile(np.abs(bright - self._last)))
            moved = shift(self._spectrum, transformed, spectrum_shape(bright))
            scale = 1000 / max(bright.shape)
            self._shifts.append((np.nan, np.nan) if moved is None else (moved[0] * scale, moved[1] * scale))
        self._last, self._spectrum = bright, transformed

    def report(self) -> QualityReport:
        """What was seen, good things too. At least one frame must have been looked at."""
        seen = self._seen()
        measured = measure(seen)
        return QualityReport(measured.numbers(), tuple(findings(measured, seen.fps, loop=seen.loop)))

    def _seen(self) -> Seen:
        brightness, peak, white, black = np.array(self._levels, np.float64).T
        tiles = np.array(self._tiles, np.float64).reshape(len(self._tiles), TILES_LONG * TILES_SHORT)
        seam = 0.0
        if self._first is not None and self._last is not None:
            seam = float(_by_tile(np.abs(self._first - self._last)).mean())
        return Seen(
            fps=self._fps,
            loop=self._loop,
            brightness=brightness,
            peak=peak,
            white=white,
            black=black,
            change=tiles.mean(axis=1),
            tiles=tiles,
            shifts=np.array(self._shifts, np.float64).reshape(-1, 2),
            seam=seam,
        )


def _by_tile(picture: Luma) -> npt.NDArray[np.float32]:
    """The mean of each tile, as one row."""
    height, width = picture.shape
    down, across = (TILES_SHORT, TILES_LONG) if width >= height else (TILES_LONG, TILES_SHORT)
    rows, columns = _edges(height, down), _edges(width, across)
    sums = np.add.reduceat(np.add.reduceat(picture, rows[:-1], axis=0), columns[:-1], axis=1)
    means: npt.NDArray[np.float32] = sums / np.outer(np.diff(rows), np.diff(columns))
    return means.ravel()


def _edges(length: int, parts: int) -> npt.NDArray[np.intp]:
    return np.linspace(0, length, parts + 1).astype(np.intp)
