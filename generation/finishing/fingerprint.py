"""Fingerprints: PDQ hashes of frames, by which a clip is known again after a re-encode."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
import pdqhash
from PIL import Image

from .errors import UnreadableMedia
from .model import FrameHash

Frame = npt.NDArray[np.uint8]

#: PDQ is defined on pictures of at most 512 pixels a side; larger ones only cost time.
SIDE = 512
#: A hostile file is looked at no further than this.
MOST_PIXELS, MOST_FRAMES, MOST_HASHES = 8192 * 4320, 4_000, 40


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
    """Bits in which two hashes differ, 0 to 256."""
    return (int.from_bytes(one, "big") ^ int.from_bytes(other, "big")).bit_count()


def hash_file(path: Path) -> tuple[FrameHash, ...]:
    """Hashes of a dropped video, about one a second, or of a dropped picture. Raises `UnreadableMedia`."""
    picture = _open_picture(path)
    if picture is not None:
        return (hash_frame(picture, 0),)
    try:
        return _hash_video(path)
    except (av.error.FFmpegError, OSError, ValueError) as error:
        raise UnreadableMedia("This file is neither a video nor a picture that we can read.") from error


def _open_picture(path: Path) -> Frame | None:
    try:
        with Image.open(path) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise UnreadableMedia("This picture is too large to look at; send a smaller copy.")
            picture.draft("RGB", (SIDE * 2, SIDE * 2))
            return np.asarray(picture.convert("RGB"))
    except UnreadableMedia:
        raise
    except Exception:  # whatever Pillow makes of a file that is no picture
        return None


def _hash_video(path: Path) -> tuple[FrameHash, ...]:
    hashes: list[FrameHash] = []
    with av.open(str(path)) as container:
        if not container.streams.video:
            raise UnreadableMedia("There is no picture in this file, only sound.")
        stream = container.streams.video[0]
        if stream.codec_context.width * stream.codec_context.height > MOST_PIXELS:
            raise UnreadableMedia("This video is too large to look at; send a smaller copy.")
        stream.thread_type = "AUTO"
        due = Fraction(0)
        for count, frame in enumerate(container.decode(stream)):
            at = Fraction(frame.pts or 0) * (frame.time_base or Fraction(1, 25))
            if at >= due:
                hashes.append(hash_frame(frame.to_ndarray(format="rgb24"), int(at * 1000)))
                due = at + 1
            if len(hashes) >= MOST_HASHES or count >= MOST_FRAMES:
                break
    if not hashes:
        raise UnreadableMedia("There is no frame in this video that we can read.")
    return tuple(hashes)
