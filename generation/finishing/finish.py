"""Finishing, as one pass over the frames: this file reads as the recipe."""

from __future__ import annotations

import hashlib
import math
import threading
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from . import sizes
from .encoder import Encoder, Plan
from .errors import BrokenFrames, DiskFull, FinishingError, Stopped
from .fingerprint import hash_frame
from .keys import Signer
from .marks import comp_mark, mark, mark_words
from .model import Finished, FinishedFile, FrameHash, Origin, RenditionKind
from .palette import palette
from .provenance import SIGNABLE, sign_file
from .quality import QualityMeter

Frame = npt.NDArray[np.uint8]

#: Files by kind: name and type.
FILES: dict[RenditionKind, tuple[str, str]] = {
    "master": ("master.mp4", "video/mp4"),
    "comp": ("comp.mp4", "video/mp4"),
    "hover": ("hover.mp4", "video/mp4"),
    "poster": ("poster.webp", "image/webp"),
    "poster_jpeg": ("poster_jpeg.jpg", "image/jpeg"),
    "sprite": ("sprite.jpg", "image/jpeg"),
    "sprite_vtt": ("sprite.vtt", "text/vtt"),
}


class Audible(Protocol):
    """Sound as engines give it: float samples x 2, -1 to 1."""

    @property
    def samples(self) -> npt.NDArray[np.float32]:
        """Samples x channels."""
        ...

    @property
    def rate(self) -> int:
        """Hertz."""
        ...


def finish(
    frames: Iterator[Frame], *, width: int, height: int, fps: int, frame_count: int, loop: bool, sound: Audible | None,
    origin: Origin, signer: Signer, work_dir: Path, stop: threading.Event,
) -> Finished:
    """Take every frame once and give back every rendition, signed, with quality, fingerprint and palette.

    The frames are iterated in the calling thread. `work_dir` must exist; files are made in a folder
    of their own inside it, which is empty again if this raises. Raises `Stopped`, `FinishingError`,
    and whatever the frames raise.
    """
    folder = work_dir / "finishing"
    folder.mkdir()
    try:
        return _finish(frames, width, height, fps, frame_count, loop, sound, origin, signer, folder, stop)
    except OSError as error:
        if error.errno in (28, 122):  # ENOSPC, EDQUOT
            raise DiskFull(str(error)) from error
        raise
    finally:
        if not (folder / "done").exists():
            _remove(folder)
        close = getattr(frames, "close", None)
        if close:
            close()


def _finish(
    frames: Iterator[Frame], width: int, height: int, fps: int, frame_count: int, loop: bool, sound: Audible | None,
    origin: Origin, signer: Signer, folder: Path, stop: threading.Event,
) -> Finished:
    plan = _plan(folder, width, height, fps, frame_count, sound, mark_words(origin.source_type))
    meter = QualityMeter(fps, loop)
    hashes: list[FrameHash] = []
    samples: list[Frame] = []
    encoder = Encoder(plan)
    try:
        count = 0
        for count, frame in enumerate(frames, start=1):
            if stop.is_set():
                raise Stopped
            _check(frame, width, height)
            encoder.write(frame)
            meter.look(frame)
            if (count - 1) % fps == 0:
                hashes.append(hash_frame(frame, 1000 * (count - 1) // fps))
            if (count - 1) % max(1, frame_count // 5) == 0:
                samples.append(np.ascontiguousarray(frame[:: max(1, height // 72), :: max(1, width // 128)]))
        if count != frame_count:
            raise BrokenFrames(f"{count} frames instead of {frame_count}")
        encoder.finish()
    except BaseException:
        encoder.abort()
        raise
    if stop.is_set():
        raise Stopped
    _write_vtt(folder / "sprite.vtt", plan.sprite, fps, frame_count)
    files = tuple(_sign(kind, folder, plan, origin, signer) for kind in FILES)
    (folder / "done").touch()
    return Finished(
        files=files,
        quality=meter.report(),
        hashes=tuple(hashes),
        palette=palette(samples),
        frame_count=frame_count,
        duration_ms=round(1000 * frame_count / fps),
        has_sound=sound is not None,
    )


def _plan(
    folder: Path, width: int, height: int, fps: int, frame_count: int, sound: Audible | None, words: str
) -> Plan:
    comp = sizes.fit(width, height, sizes.COMP_SHORT)
    hover = sizes.fit(width, height, sizes.HOVER_SHORT)
    poster = sizes.fit(width, height, sizes.POSTER_SHORT)
    layers = {
        "master": mark(words, width, height),
        "comp": comp_mark(words, comp.width, comp.height),
        "hover": mark(words, hover.width, hover.height),
        "poster": mark(words, poster.width, poster.height),
    }
    marks = {name: folder / f"mark-{name}.png" for name in layers}
    for name, layer in layers.items():
        layer.save(marks[name], compress_level=1)
    return Plan(
        folder=folder,
        width=width,
        height=height,
        fps=fps,
        frame_count=frame_count,
        comp=comp,
        hover=hover,
        poster=poster,
        poster_frame=frame_count // 3,
        sprite=sizes.sprite_plan(width, height, fps, frame_count),
        marks=marks,
        sound=_write_sound(folder / "sound.wav", sound) if sound is not None else None,
    )


def _check(frame: Frame, width: int, height: int) -> None:
    if frame.dtype != np.uint8 or frame.shape != (height, width, 3) or not frame.flags.c_contiguous:
        raise BrokenFrames(f"a frame of {frame.dtype} {frame.shape} instead of uint8 {(height, width, 3)}")


def _write_sound(path: Path, sound: Audible) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(sound.samples.shape[1])
        file.setsampwidth(2)
        file.setframerate(sound.rate)
        file.writeframes((np.clip(sound.samples, -1, 1) * 32_767).astype("<i2").tobytes())
    return path


def _write_vtt(path: Path, plan: sizes.SpritePlan, fps: int, frame_count: int) -> None:
    """Times and places of the sprite's cells (WebVTT with media fragments)."""
    lines = ["WEBVTT", ""]
    for cell in range(plan.count):
        start, end = cell * plan.every / fps, min((cell + 1) * plan.every, frame_count) / fps
        x, y = cell % plan.across * plan.cell.width, cell // plan.across * plan.cell.height
        place = f"sprite#xywh={x},{y},{plan.cell.width},{plan.cell.height}"
        lines += [f"{_clock(start)} --> {_clock(end)}", place, ""]
    path.write_text("\n".join(lines))


def _clock(seconds: float) -> str:
    whole = math.floor(seconds)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}.{round((seconds - whole) * 1000) % 1000:03}"


def _sign(kind: RenditionKind, folder: Path, plan: Plan, origin: Origin, signer: Signer) -> FinishedFile:
    """Sign what can be signed, last of all: any change after this breaks the signature."""
    name, mime = FILES[kind]
    path = folder / name
    if not path.is_file() or path.stat().st_size == 0:
        raise FinishingError(f"the encoder wrote no {name}")
    if path.suffix in SIGNABLE:
        signed = folder / f"signed-{name}"
        sign_file(path, signed, origin, signer)
        signed.replace(path)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    width, height = _size(kind, plan)
    return FinishedFile(kind, path, mime, width, height, path.stat().st_size, digest)


def _size(kind: RenditionKind, plan: Plan) -> tuple[int, int]:
    if kind == "master":
        return plan.width, plan.height
    if kind == "sprite":
        return plan.sprite.across * plan.sprite.cell.width, plan.sprite.down * plan.sprite.cell.height
    if kind == "sprite_vtt":
        return 0, 0
    size = {"comp": plan.comp, "hover": plan.hover}.get(kind, plan.poster)
    return size.width, size.height


def _remove(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink(missing_ok=True)
    folder.rmdir()
