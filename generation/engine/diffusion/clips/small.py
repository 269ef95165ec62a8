"""Frames made small and grey, to be measured."""

from __future__ import annotations

from typing import cast

import cv2
import numpy as np
import numpy.typing as npt

from generation.engine.base import Frame

Luma = npt.NDArray[np.float32]
"""Brightness: float32, height x width, in codes of 8 bits."""

#: The longer side of the small picture.
SIDE = 192


def luma(frame: Frame) -> Luma:
    """Brightness by BT.709 at about `SIDE` pixels across, each the mean of the pixels it stands for."""
    height, width = frame.shape[:2]
    scale = min(1.0, SIDE / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = cv2.resize(frame, size, interpolation=cv2.INTER_AREA).astype(np.float32)
    return cast(Luma, small @ np.array([0.2126, 0.7152, 0.0722], np.float32))


def step(one: Luma, other: Luma) -> float:
    """How far one picture is from another: the mean difference in codes."""
    return float(np.abs(one - other).mean())
