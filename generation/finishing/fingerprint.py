"""Fingerprints: PDQ hashes of frames, by which a clip is known again after a re-encode."""

from __future__ import annotations

import numpy as np
import pdqhash
from PIL import Image

from .frame import Frame
from .model import FrameHash

#: PDQ is defined on pictures of at most 512 pixels a side; larger ones only cost time.
SIDE = 512


def hash_frame(frame: Frame, at_ms: int) -> FrameHash:
    """The hash of one RGB frame."""
    height, width = frame.shape[:2]
    scale = SIDE / max(height, width)
    if scale < 1:
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        frame = np.asarray(Image.fromarray(frame).resize(size, Image.Resampling.BOX))
    bits, quality = pdqhash.compute(np.ascontiguousarray(frame))
    return FrameHash(at_ms, np.packbits(bits).tobytes(), int(quality))


def distance(one: bytes, other: bytes) -> int:
    """Bits in which two hashes differ, 0 to 256: below about 31 it is the same picture."""
    return (int.from_bytes(one, "big") ^ int.from_bytes(other, "big")).bit_count()
