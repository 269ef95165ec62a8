"""A picture made to cover a size: its middle in the size's shape, scaled. Never a border."""

from __future__ import annotations

import numpy as np
from PIL import Image

from generation.engine.base import Frame


def cover(frame: Frame, width: int, height: int) -> Frame:
    """The frame at exactly this size, by Lanczos (which averages where it shrinks); itself where it has it already."""
    if frame.shape[:2] == (height, width):
        return np.ascontiguousarray(frame)
    box = middle(frame.shape[1], frame.shape[0], width, height)
    picture = Image.fromarray(frame).resize((width, height), Image.Resampling.LANCZOS, box=box)
    return np.array(picture)


def crop(frame: Frame, width: int, height: int) -> Frame:
    """The frame's middle in the shape of a size, without scaling, to the nearest pixel: for previews."""
    left, top, right, bottom = (round(edge) for edge in middle(frame.shape[1], frame.shape[0], width, height))
    return np.ascontiguousarray(frame[top:bottom, left:right])


def middle(across: int, down: int, width: int, height: int) -> tuple[float, float, float, float]:
    """The largest box in the shape of `width` x `height` in the middle of a picture: left, top, right, bottom."""
    scale = max(width / across, height / down)
    # Rounding must not reach beyond the picture: Pillow refuses that.
    left, top = max(0.0, (across - width / scale) / 2), max(0.0, (down - height / scale) / 2)
    return left, top, across - left, down - top
