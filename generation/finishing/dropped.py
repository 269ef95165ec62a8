"""Files that strangers drop: opened as pictures or videos, and no further than is needed to know them.

A dropped file is believed in nothing. What it is, its first bytes say; a playlist or a script that names
other files or addresses is never opened; pixels, frames and time are limited. The site runs this in its sandbox alone.
"""

from __future__ import annotations

import io
import time
import warnings
from collections.abc import Iterator
from fractions import Fraction
from importlib import import_module
from typing import BinaryIO

import av
import numpy as np
from av.video.reformatter import Interpolation
from PIL import AvifImagePlugin, Image, ImageOps, UnidentifiedImageError

from .errors import UnreadableMedia
from .frame import Frame
from .unreadable import (
    DAMAGED_PICTURE,
    DAMAGED_VIDEO,
    NEITHER,
    ONLY_SOUND,
    TOO_LARGE_PICTURE,
    TOO_LARGE_VIDEO,
    TOO_MUCH,
)

#: The largest picture: 8K, with some room.
MOST_PIXELS = 8192 * 4608
#: Of a video so many milliseconds are looked at, and so many decoded frames.
MOST_MS, MOST_FRAMES = 40_000, 4_000
#: Pictures are at least this far apart, since nearer ones show the same; but the first of each second is always one:
#: a clip's own fingerprint is of these.
APART_MS = 80
#: Of these each is compared at first, then those that are further apart. Where much moves, a picture is like a clip's
#: hash at the very instant alone, and a film may have been cut anywhere: three close seconds find the instants.
CLOSE_MS, COMPARED_MS = 3_000, 400
#: ffmpeg's reader for each type, so that it is not ffmpeg that guesses.
READERS = {
    "video/mp4": "mov",
    "video/quicktime": "mov",
    "video/webm": "matroska",
    "video/avi": "avi",
    "image/gif": "gif",
}
STILL = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP", "image/avif": "AVIF"}


def prepare() -> None:
    """Have everything imported that reading may need: in the sandbox no file can be opened, no thread begun."""
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1
    for name in (
        "audio.stream",
        "subtitles.stream",
        "video.stream",
        "sidedata.sidedata",
        "sidedata.motionvectors",
    ):
        import_module(f"av.{name}")  # av would when it first meets one
    for form in STILL.values():
        written = io.BytesIO()
        Image.new("RGB", (8, 8)).save(written, form)
        with Image.open(written) as picture:
            picture.load()
            ImageOps.exif_transpose(picture)
    _small(av.VideoFrame.from_ndarray(np.zeros((8, 8, 4), np.uint8), format="rgba"), 4)


def pictures(file: BinaryIO, form: str | None, *, side: int, seconds: float) -> Iterator[tuple[int, Frame]]:
    """Pictures of a file as (milliseconds, RGB), at most `side` pixels a side: a still, or twelve a second of a film.

    Upright, over black where they are transparent. A film is left after `seconds`. Raises `UnreadableMedia`.
    """
    until = time.monotonic() + seconds
    if form in STILL:
        yield from _stills(file, STILL[form], side, until)
    elif form in READERS:
        yield from _video(file, READERS[form], side, until)
    else:
        raise UnreadableMedia(NEITHER)


def _stills(file: BinaryIO, form: str, side: int, until: float) -> Iterator[tuple[int, Frame]]:
    """A picture, or the pictures of a moving one."""
    due_ms, at_ms = 0, 0
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a picture's size: our own limit is lower
            with Image.open(file, formats=(form,)) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise UnreadableMedia(TOO_LARGE_PICTURE)
                picture.draft("RGB", (2 * side, 2 * side))
                for number in range(min(getattr(picture, "n_frames", 1), MOST_FRAMES)):
                    picture.seek(number)
                    picture.load()
                    if at_ms >= due_ms:
                        yield at_ms, _still(picture, side)
                        due_ms = due_after(at_ms, APART_MS)
                    at_ms += int(picture.info.get("duration") or 40)
                    if at_ms > MOST_MS or time.monotonic() > until:
                        return
    except Image.DecompressionBombError:
        raise UnreadableMedia(TOO_LARGE_PICTURE) from None
    except MemoryError:
        raise UnreadableMedia(TOO_MUCH) from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as error:
        if not due_ms:
            raise UnreadableMedia(DAMAGED_PICTURE) from error


def _still(picture: Image.Image, side: int) -> Frame:
    if picture.mode.startswith("I"):  # 16 bits of grey
        grey = np.asarray(picture)
        picture = Image.fromarray((grey >> 8 if picture.mode != "I" else grey // 256).astype(np.uint8))
    clear = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    shown = picture.convert("RGBA" if clear else "RGB")
    shown.thumbnail((side, side), Image.Resampling.BOX, reducing_gap=None)
    shown = ImageOps.exif_transpose(shown)
    return _over_black(np.asarray(shown)) if clear else np.asarray(shown)


def _video(file: BinaryIO, reader: str, side: int, until: float) -> Iterator[tuple[int, Frame]]:
    """Opened from a file handle and with protocols shut, so that no reference inside it can be followed."""
    options = {"protocol_whitelist": "", "enable_drefs": "0", "use_absolute_path": "0"}
    try:
        with av.open(file, "r", format=reader, options=options, metadata_errors="replace") as container:
            if not container.streams.video:
                raise UnreadableMedia(ONLY_SOUND if container.streams.audio else DAMAGED_VIDEO)
            stream = container.streams.video[0]
            if stream.codec_context is None:  # no decoder for it, or nothing said of it
                raise UnreadableMedia(DAMAGED_VIDEO)
            stream.codec_context.thread_count = 1
            _check_size(stream.codec_context.width, stream.codec_context.height)
            yield from _apart(container.decode(stream), side, until)
    except MemoryError:
        raise UnreadableMedia(TOO_MUCH) from None
    except (av.error.FFmpegError, OSError, ValueError) as error:
        raise UnreadableMedia(DAMAGED_VIDEO) from error


def _apart(frames: Iterator[av.VideoFrame], side: int, until: float) -> Iterator[tuple[int, Frame]]:
    """Frames that are far enough apart, until the file or our patience ends.

    A file that breaks off in the middle is known by its beginning.
    """
    due_ms: int | None = None
    try:
        for count, frame in enumerate(frames):
            at_ms = max(0, int(1000 * (frame.pts or 0) * (frame.time_base or Fraction(1, 25))))
            if due_ms is None or at_ms >= due_ms:
                _check_size(frame.width, frame.height)
                yield at_ms, _small(frame, side)
                due_ms = due_after(at_ms, APART_MS)
            if at_ms > MOST_MS or count >= MOST_FRAMES or time.monotonic() > until:
                return
    except av.error.FFmpegError:
        if due_ms is None:
            raise


def due_after(at_ms: int, apart_ms: int) -> int:
    """From when on the next picture counts: so much later, or where the next second begins."""
    return min(at_ms + apart_ms, at_ms // 1000 * 1000 + 1000)


def compared_after(at_ms: int) -> int:
    """From when on the next picture is worth comparing with the clips' fingerprints."""
    return due_after(at_ms, APART_MS if at_ms < CLOSE_MS else COMPARED_MS)


def _small(frame: av.VideoFrame, side: int) -> Frame:
    """As it is meant to be seen: 8 bits, upright, over black."""
    scale = min(1.0, side / max(frame.width, frame.height))
    width, height = max(1, round(frame.width * scale)), max(1, round(frame.height * scale))
    clear = any(one.is_alpha for one in frame.format.components)
    small = frame.reformat(
        width, height, "rgba" if clear else "rgb24", interpolation=Interpolation.AREA, threads=1
    )
    shown = np.asarray(small.to_ndarray(), np.uint8)
    if clear:
        shown = _over_black(shown)
    return np.ascontiguousarray(np.rot90(shown, round(frame.rotation / 90) % 4))


def _over_black(shown: Frame) -> Frame:
    return (shown[..., :3].astype(np.uint16) * shown[..., 3:] // 255).astype(np.uint8)


def _check_size(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise UnreadableMedia(TOO_LARGE_VIDEO)
