"""Frames of a clip kept without any mark, for clips that follow from it: its first, and its last ones.

A zip of lossless WebP, so that what a model goes on from is what a model made. It is never shown nor given out.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from pathlib import Path
from typing import IO

import numpy as np
import numpy.typing as npt
from PIL import Image

from .frame import Frame
from .model import FinishedFile
from .sizes import fit

#: The short side at most, in pixels: no model takes larger frames, and 34 of 4K would be 100 MB.
SHORT = 720
#: Seconds of the last frames: what the longest context of a model takes (33 frames at 24 a second), with room.
LAST_SECONDS = Fraction(7, 5)
#: From this rate on every second frame is kept: a model's own rate is no higher than 30.
FAST = 48
#: More pictures than this were not written here.
MOST = 64
NAME, MIME = "context.zip", "application/zip"
#: Bytes of one picture that are unpacked at most, and pictures: a file that claims more is not ours.
LARGEST_PICTURE = 64_000_000
FACTS = "context.json"


class BrokenContext(Exception):
    """A file that is not what `ContextFile` wrote."""


class ContextFile:
    """Shown every frame in order; those that are kept go to the file at once, so that memory holds one frame."""

    def __init__(self, folder: Path, *, width: int, height: int, fps: int, frame_count: int) -> None:
        self._path = folder / NAME
        self._size = fit(width, height, SHORT)
        self._fps = fps // 2 if fps >= FAST else fps
        self._last = last_frames(frame_count, fps)
        self._kept = {0, *self._last}
        self._file = zipfile.ZipFile(self._path, "w", zipfile.ZIP_STORED)

    def look(self, index: int, frame: Frame) -> None:
        """Keep the frame if it is one of those."""
        if index in self._kept:
            self._file.writestr(_name(index), _packed(frame, (self._size.width, self._size.height)))

    def close(self) -> FinishedFile:
        """The whole file, after the last frame."""
        facts = {"fps": self._fps, "last": list(self._last)}
        self._file.writestr(FACTS, json.dumps(facts))
        self._file.close()
        with self._path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        size = self._path.stat().st_size
        return FinishedFile("context", self._path, MIME, self._size.width, self._size.height, size, digest)


@dataclass(frozen=True)
class Context:
    """The kept frames: uint8 RGB, `first` height x width x 3, `last` frames x height x width x 3 in order, at `fps`."""

    first: Frame
    last: npt.NDArray[np.uint8]
    fps: int


def read_context(file: IO[bytes]) -> Context:
    """Read a file that `ContextFile` wrote. Raises `BrokenContext`."""
    try:
        with zipfile.ZipFile(file) as packed:
            facts = json.loads(packed.read(FACTS))
            last = [int(index) for index in facts["last"]]
            if not 0 < len(last) <= MOST:
                raise ValueError(f"{len(last)} frames can't be kept")
            pictures = np.stack([_picture(packed, index) for index in last])
            return Context(_picture(packed, 0), pictures, int(facts["fps"]))
    except (zipfile.BadZipFile, KeyError, IndexError, TypeError, ValueError, OSError) as error:
        raise BrokenContext(str(error)) from error


def last_frames(frame_count: int, fps: int) -> tuple[int, ...]:
    """The places of the last frames that are kept, in order: at the clip's rate, or at half of a fast one."""
    stride = 2 if fps >= FAST else 1
    count = ceil(LAST_SECONDS * fps / stride)
    return tuple(range(frame_count - 1, -1, -stride)[:count])[::-1]


def _picture(packed: zipfile.ZipFile, index: int) -> Frame:
    if packed.getinfo(_name(index)).file_size > LARGEST_PICTURE:
        raise ValueError(f"frame {index} is larger than any that is kept")
    with Image.open(io.BytesIO(packed.read(_name(index))), formats=["WEBP"]) as picture:
        return np.array(picture.convert("RGB"))


def _name(index: int) -> str:
    return f"{index:06}.webp"


def _packed(frame: Frame, size: tuple[int, int]) -> bytes:
    picture = Image.fromarray(frame)
    if picture.size != size:
        picture = picture.resize(size, Image.Resampling.LANCZOS)
    packed = io.BytesIO()
    picture.save(packed, "WEBP", lossless=True, quality=0, method=0)
    return packed.getvalue()
