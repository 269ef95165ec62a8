"""Frames made small: what quality, poster and palette are judged by."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PIL import Image

from .frame import Frame

Luma = npt.NDArray[np.float32]
"""Brightness: float32, height x width, in codes of 8 bits."""

#: The small picture's longer side is about so many pixels.
SIDE = 192
BT709 = np.array([0.2126, 0.7152, 0.0722], np.float32)


def shrink(frame: Frame) -> Frame:
    """The frame at about `SIDE` pixels across, each the mean of the pixels it stands for. 3 ms for 1080p."""
    times = max(1, round(max(frame.shape[:2]) / SIDE))
    return np.asarray(Image.fromarray(frame).reduce(times))


def luma(frame: Frame) -> Luma:
    """Brightness of an RGB picture by BT.709's weights."""
    bright: Luma = frame.astype(np.float32) @ BT709
    return bright
