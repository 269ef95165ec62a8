"""Files that strangers drop: opened as pictures or videos, and no further than is needed to know them.

A dropped file is believed in nothing. What it is, its first bytes say; a playlist or a script that names
other files or addresses is never opened; pixels, frames and time are limited.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from PIL import Image, UnidentifiedImageError

from .errors import UnreadableMedia
from .formats import media_type
from .frame import Frame

#: The largest picture: 8K, with some room.
MOST_PIXELS = 8192 * 4608
#: A video is looked at for so many pictures, one a second, of so many decoded frames, for so many seconds.
MOST_PICTURES, MOST_FRAMES, MOST_SECONDS = 40, 4_000, 20.0
#: ffmpeg's reader for each type, so that it is not ffmpeg that guesses.
READERS = {
    "video/mp4": "mov",
    "video/quicktime": "mov",
    "video/webm": "matroska",
    "video/avi": "avi",
    "image/gif": "gif",
}
STILL = ("image/jpeg", "image/png", "image/webp", "image/avif")

NEITHER = (
    "This file is neither a video nor a picture that we can read. "
    "MP4, MOV, WebM, AVI, GIF, JPEG, PNG, WebP and AVIF work."
)
TOO_LARGE = "This {what} has more pixels than we look at (8192 x 4608). Send a smaller copy."
DAMAGED = "This {what} is damaged: it can't be read. Send another copy."


def pictures(path: Path) -> Iterator[tuple[int, Frame]]:
    """Pictures of a file as (milliseconds, RGB): one of a still, about one a second of a video.

    Raises `UnreadableMedia`.
    """
    form = media_type(path)
    if form in STILL:
        yield 0, _still(path)
    elif form in READERS:
        yield from _video(path, READERS[form])
    else:
        raise UnreadableMedia(NEITHER)


def _still(path: Path) -> Frame:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore", Image.DecompressionBombWarning
            )  # our own limit is lower than its error
            with Image.open(path, formats=("JPEG", "PNG", "WEBP", "AVIF")) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise UnreadableMedia(TOO_LARGE.format(what="picture"))
                picture.draft("RGB", (1024, 1024))
                return np.asarray(picture.convert("RGB"))
    except Image.DecompressionBombError:
        raise UnreadableMedia(TOO_LARGE.format(what="picture")) from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as error:
        raise UnreadableMedia(DAMAGED.format(what="picture")) from error


def _video(path: Path, reader: str) -> Iterator[tuple[int, Frame]]:
    """Opened from a file handle and with protocols shut, so that no reference inside it can be followed."""
    options = {"protocol_whitelist": "", "enable_drefs": "0", "use_absolute_path": "0"}
    try:
        with (
            path.open("rb") as file,
            av.open(file, "r", format=reader, options=options, metadata_errors="replace") as container,
        ):
            if not container.streams.video:
                raise UnreadableMedia("There is no picture in this file, only sound.")
            stream = container.streams.video[0]
            stream.thread_type = "AUTO"
            _check_size(stream.codec_context.width, stream.codec_context.height)
            yield from _one_a_second(container.decode(stream))
    except (av.error.FFmpegError, OSError, ValueError) as error:
        raise UnreadableMedia(DAMAGED.format(what="video")) from error


def _one_a_second(frames: Iterator[av.VideoFrame]) -> Iterator[tuple[int, Frame]]:
    """Frames at whole seconds, until the file or our patience ends.

    A file that breaks off in the middle is known by its beginning.
    """
    until = time.monotonic() + MOST_SECONDS
    due, given = Fraction(0), 0
    try:
        for count, frame in enumerate(frames):
            at = (frame.pts or 0) * (frame.time_base or Fraction(1, 25))
            if at >= due:
                _check_size(frame.width, frame.height)
                yield int(at * 1000), np.asarray(frame.to_ndarray(format="rgb24"), np.uint8)
                due, given = Fraction(int(at)) + 1, given + 1
            if given >= MOST_PICTURES or count >= MOST_FRAMES or time.monotonic() > until:
                return
    except av.error.FFmpegError:
        if not given:
            raise


def _check_size(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise UnreadableMedia(TOO_LARGE.format(what="video"))
