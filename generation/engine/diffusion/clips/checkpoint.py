"""Segments on disk: written as they are decoded, whole or not there at all, found again by a later attempt.

A segment is three files: raw frames, raw sound where there is any, and a manifest, which is written last and makes the
other two count. Each is written under another name, flushed to the disk, and renamed.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from generation.engine.base import EngineError, Frame
from generation.engine.diffusion.work import Frames, Outcome

from .disk import flushed, flushed_folder, on_full_disk

#: The end of a name under which a file is not yet whole.
PART = ".part"


@dataclass(frozen=True)
class Manifest:
    """What a whole segment holds. `fingerprint` stands for everything that decides its pixels.

    `frames_sum` and `sound_sum` are the files' BLAKE2b sums; `samples` is 0 without sound. `facts` tells how it was
    run.
    """

    fingerprint: str
    frames: int
    width: int
    height: int
    frames_sum: str
    samples: int
    sound_rate: int
    sound_sum: str
    facts: dict[str, Any]


@dataclass(frozen=True)
class Saved:
    """A whole segment on disk."""

    folder: Path
    index: int
    manifest: Manifest

    def frames(self, start: int, stop: int) -> Iterator[Frame]:
        """Its frames from `start` up to `stop`, read one by one."""
        shape = (self.manifest.height, self.manifest.width, 3)
        with _frames_path(self.folder, self.index).open("rb") as file:
            file.seek(start * shape[0] * shape[1] * 3)
            for _ in range(start, stop):
                frame = np.empty(shape, np.uint8)
                if file.readinto(frame.data) != frame.nbytes:
                    raise EngineError(
                        f"segment {self.index} in {self.folder} became shorter while it was read",
                        permanent=False,
                        public="A part of the clip was lost on the server. It is tried again by itself.",
                    )
                yield frame

    def last(self, count: int) -> Frames:
        """Its last frames, as one array."""
        return np.stack(list(self.frames(self.manifest.frames - count, self.manifest.frames)))

    def sound(self) -> npt.NDArray[np.float32] | None:
        """Its sound: samples x 2 float32 at the manifest's rate; None without."""
        if not self.manifest.samples:
            return None
        return np.fromfile(_sound_path(self.folder, self.index), np.float32).reshape(-1, 2)


class Writing:
    """A segment being written. Used by `with`: what was not committed by its end is not there.

    Raises `EngineError` where the disk is full.
    """

    def __init__(
        self, folder: Path, index: int, fingerprint: str, frames: int, width: int, height: int
    ) -> None:
        self._folder, self._index, self._fingerprint = folder, index, fingerprint
        self._count, self._shape = frames, (height, width, 3)
        self._part = _frames_path(folder, index).with_suffix(PART)
        self._file: BinaryIO | None = None
        self.begin()

    def __enter__(self) -> Writing:
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()
        self._part.unlink(missing_ok=True)

    def begin(self) -> None:
        """From the start: what was written before is forgotten."""
        with on_full_disk():
            if self._file is not None:
                self._file.close()
            self._file = self._part.open("wb", buffering=0)
        self._sum = hashlib.blake2b(digest_size=20)
        self._written = 0

    def write(self, frames: Frames) -> None:
        """The next frames, uint8 in the segment's own size."""
        assert self._file is not None  # noqa: S101 (for the type checker: begin() opened it)
        if frames.shape[1:] != self._shape or frames.dtype != np.uint8:
            raise EngineError(
                f"frames of {frames.shape[1:]} {frames.dtype} came for a segment of {self._shape}",
                permanent=True,
                public="The model made pictures of another size than asked for. The operators can see why.",
            )
        data = np.ascontiguousarray(frames).data.cast("B")
        self._sum.update(data)
        with on_full_disk():
            while data:
                data = data[self._file.write(data) :]
        self._written += len(frames)

    def commit(self, outcome: Outcome, take: int) -> Saved:
        """Make it whole. Raises `EngineError` where other than the announced number of frames came."""
        assert self._file is not None  # noqa: S101 (for the type checker: begin() opened it)
        if self._written != self._count:
            raise EngineError(
                f"{self._written} frames came for segment {self._index} instead of {self._count}",
                permanent=True,
                public="The model made another number of pictures than asked for. The operators can see why.",
            )
        sound = None if outcome.sound is None else np.ascontiguousarray(outcome.sound[take], np.float32)
        manifest = Manifest(
            fingerprint=self._fingerprint,
            frames=self._count,
            width=self._shape[1],
            height=self._shape[0],
            frames_sum=self._sum.hexdigest(),
            samples=0 if sound is None else len(sound),
            sound_rate=outcome.sound_rate,
            sound_sum="" if sound is None else hashlib.blake2b(sound.data, digest_size=20).hexdigest(),
            facts=outcome.facts,
        )
        with on_full_disk():
            os.fsync(self._file.fileno())
            self._file.close()
            self._part.replace(_frames_path(self._folder, self._index))
            if sound is not None:
                flushed(_sound_path(self._folder, self._index), sound.tobytes(), PART)
            written = json.dumps(asdict(manifest)).encode()
            flushed(_manifest_path(self._folder, self._index), written, PART)
            flushed_folder(self._folder)
        return Saved(self._folder, self._index, manifest)


def find(folder: Path, index: int, fingerprint: str) -> Saved | None:
    """The whole segment of that fingerprint, every byte checked; None, and nothing left there, where there is none."""
    try:
        manifest = Manifest(**json.loads(_manifest_path(folder, index).read_bytes()))
        if manifest.fingerprint == fingerprint and _as_written(folder, index, manifest):
            return Saved(folder, index, manifest)
    except (OSError, ValueError, TypeError):
        pass  # not there, or not readable: made anew
    discard(folder, index)
    return None


def discard(folder: Path, index: int) -> None:
    """Remove a segment: the manifest first, so that a half-removed one doesn't count."""
    for path in (_manifest_path, _frames_path, _sound_path):
        path(folder, index).unlink(missing_ok=True)


def clear_parts(folder: Path) -> None:
    """Remove what a killed process left half-written. Only with the folder's lock held."""
    for part in folder.glob(f"*{PART}"):
        part.unlink(missing_ok=True)


def _as_written(folder: Path, index: int, manifest: Manifest) -> bool:
    """Whether a segment's files are, byte for byte, what its manifest says."""
    if _sum_of(_frames_path(folder, index)) != manifest.frames_sum:
        return False
    return not manifest.samples or _sum_of(_sound_path(folder, index)) == manifest.sound_sum


def _sum_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=20)).hexdigest()


def _frames_path(folder: Path, index: int) -> Path:
    return folder / f"segment-{index:03}.frames"


def _sound_path(folder: Path, index: int) -> Path:
    return folder / f"segment-{index:03}.sound"


def _manifest_path(folder: Path, index: int) -> Path:
    return folder / f"segment-{index:03}.json"
