"""What the meter keeps of a clip, for the measures to judge."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True)
class Seen:
    """What was measured of a clip of n frames. Changes have n - 1 rows: the step to frame i + 1 is row i.

    `shifts` are in thousandths of the picture's longer side (right, down), nan where the picture does
    not move as one. `seam` is the change per tile from the last frame back to the first.
    """

    fps: int
    loop: bool
    brightness: npt.NDArray[np.float64]
    peak: npt.NDArray[np.float64]
    white: npt.NDArray[np.float64]
    black: npt.NDArray[np.float64]
    change: npt.NDArray[np.float64]
    tiles: npt.NDArray[np.float64]
    shifts: npt.NDArray[np.float64]
    seam: float
