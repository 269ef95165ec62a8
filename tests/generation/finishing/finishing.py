"""Finishing as a job calls it, with everything that a test does not care about filled in."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from generation.finishing.dropped import pictures
from generation.finishing.fingerprint import hash_frame
from generation.finishing.finish import finish
from generation.finishing.formats import media_type
from generation.finishing.frame import Frame
from generation.finishing.invisible.keys import MarkKey
from generation.finishing.keys import Signer
from generation.finishing.model import Finished, FinishedFile, FrameHash, Origin, RenditionKind
from generation.finishing.note import read
from generation.finishing.statement import Statement

from .footage import FPS, HEIGHT, WIDTH

ORIGIN = Origin(
    source_type="algorithmicMedia",
    engine="studio",
    engine_version="1.0",
    renderer="llvmpipe (LLVM 15.0.6, 256 bits)",
    title="A glide over a soft landscape",
    licence_url="https://example.org/licences/terms",
)
#: The key and the number that every clip finished here carries.
MARK_KEY, MARK_NUMBER = MarkKey("test", bytes(range(32))), 1_234_567_890


@dataclass
class Tone:
    """Sound for a test."""

    samples: np.ndarray
    rate: int = 48_000


def tone(seconds: float, rate: int = 48_000, channels: int = 2) -> Tone:
    """440 Hz at half strength."""
    wave = 0.5 * np.sin(2 * np.pi * 440 * np.arange(round(seconds * rate)) / rate)
    return Tone(np.repeat(wave.astype(np.float32)[:, None], channels, axis=1), rate)


@dataclass
class Finishing:
    """Call it with frames and how many there will be."""

    signer: Signer
    work_dir: Path
    stop: threading.Event = field(default_factory=threading.Event)

    def __call__(
        self,
        frames: Iterable[Frame],
        frame_count: int,
        *,
        width: int = WIDTH,
        height: int = HEIGHT,
        fps: int = FPS,
        loop: bool = False,
        sound: Tone | None = None,
        origin: Origin = ORIGIN,
        mark_key: MarkKey = MARK_KEY,
        mark_number: int = MARK_NUMBER,
    ) -> Finished:
        given = frames if hasattr(frames, "__next__") else iter(frames)
        return finish(
            given,
            width=width,
            height=height,
            fps=fps,
            frame_count=frame_count,
            loop=loop,
            sound=sound,
            origin=origin,
            signer=self.signer,
            mark_key=mark_key,
            mark_number=mark_number,
            work_dir=self.work_dir,
            stop=self.stop,
        )


def file_of(finished: Finished, kind: RenditionKind) -> FinishedFile:
    """One of a finished clip's files."""
    return next(file for file in finished.files if file.kind == kind)


def hash_file(path: Path, **limits: float) -> list[FrameHash]:
    """Hashes of a file's pictures, one a second, read in this process."""
    with path.open("rb") as file:
        found = pictures(file, media_type(file), side=512, seconds=limits.get("seconds", 20.0))
        a_second = {at_ms // 1000: (frame, at_ms) for at_ms, frame in reversed(list(found))}
        return [hash_frame(*a_second[second]) for second in sorted(a_second)]


def read_note(path: Path, signer: Signer) -> Statement:
    """A file's signed note, read in this process."""
    with path.open("rb") as file:
        return read(file, media_type(file), signer.root.decode())
