"""Fingerprints: PDQ hashes of frames, by which a clip is known again after a re-encode."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pdqhash
from PIL import Image

from .borders import inside
from .frame import Frame
from .model import FrameHash

#: The longer side of what is hashed. PDQ first blurs by the picture's size: of copies of one picture, a large and a
#: small one differ by 22 bits of 256, and by 2 once both are brought to one size.
SIDE = 512


@dataclass(frozen=True)
class Hashes:
    """A file's pictures in one way of looking at them: as they are, and flipped left to right."""

    straight: tuple[FrameHash, ...]
    mirrored: tuple[FrameHash, ...]


def hash_frame(frame: Frame, at_ms: int) -> FrameHash:
    """The hash of one RGB frame."""
    bits, quality = pdqhash.compute(_at_side(frame))
    return FrameHash(at_ms, np.packbits(bits).tobytes(), int(quality))


def hashes_of(pictures: Sequence[tuple[int, Frame]]) -> tuple[Hashes, ...]:
    """The hashes of a file's pictures (milliseconds, RGB), all of one size; where bars frame them, without these, too.

    Two or three pictures a second tell more than one: a clip's own hashes are a second apart.
    """
    small = [(at_ms, _at_side(frame)) for at_ms, frame in pictures]
    if not small:
        return ()
    ways = [_hashes(small)]
    most = small[0][1].max(axis=2)
    for _, frame in small[1:]:
        if frame.shape[:2] == most.shape:
            most = np.maximum(most, frame.max(axis=2))
    bars = inside(most.astype(np.float32))
    if bars is not None:
        box = np.s_[bars.top : bars.bottom, bars.left : bars.right]
        ways.append(_hashes([(at_ms, _at_side(frame[box])) for at_ms, frame in small]))
    return tuple(ways)


def _hashes(pictures: Sequence[tuple[int, Frame]]) -> Hashes:
    flipped = [(at_ms, np.ascontiguousarray(frame[:, ::-1])) for at_ms, frame in pictures]
    straight, mirrored = (
        tuple(hash_frame(frame, at_ms) for at_ms, frame in way) for way in (pictures, flipped)
    )
    return Hashes(straight, mirrored)


def _at_side(frame: Frame) -> Frame:
    height, width = frame.shape[:2]
    scale = SIDE / max(height, width)
    if scale != 1:
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        way = Image.Resampling.BOX if scale < 1 else Image.Resampling.BILINEAR
        frame = np.asarray(Image.fromarray(np.ascontiguousarray(frame)).resize(size, way))
    return np.ascontiguousarray(frame)


def distance(one: bytes, other: bytes) -> int:
    """Bits in which two hashes differ, 0 to 256: below about 31 it is the same picture."""
    return (int.from_bytes(one, "big") ^ int.from_bytes(other, "big")).bit_count()
