"""How strong the mark may be at each place of a frame without being seen.

Texture hides it: the strength follows the local contrast. A flat sky hides nothing and gets a floor of about half a
brightness code, and black, where half a code is seen on a good screen in a dark room, gets less.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.ndimage import minimum_filter1d, uniform_filter

Plane = npt.NDArray[np.float32]

#: Root mean squares in 8-bit codes: what a flat place gets; the share of the local contrast that is added; the most.
FLOOR, SHARE, MOST = 0.45, 0.32, 5.0
#: Brightness below which the floor sinks, and what is left of it in black.
DARK, IN_BLACK = 48.0, 0.45
#: The most that a whole frame is changed by, as root mean square: 41.3 dB against the unmarked frame.
WHOLE = 2.2
#: Contrast is measured over so many samples. The least of the neighbourhood counts: an edge hides nothing beside it.
REACH = 9


def strength(bright: Plane) -> Plane:
    """The mark's root mean square at each sample of a frame's reduced brightness."""
    fine = bright - uniform_filter(bright, REACH)
    contrast = uniform_filter(fine * fine, REACH)
    for axis in (0, 1):
        contrast = minimum_filter1d(contrast, REACH, axis=axis)
    floor = FLOOR * np.clip(IN_BLACK + (1 - IN_BLACK) / DARK * bright, None, 1)
    allowed: Plane = np.minimum(floor + SHARE * np.sqrt(np.maximum(contrast, 0)), MOST)
    return allowed
