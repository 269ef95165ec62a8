"""Finishing, as one pass over the frames: this file reads as the recipe."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

from . import sizes, xmp
from .appearance import appearance
from .command import MarkFile, Plan
from .encoder import Encoder
from .errors import DISK_FULL, BrokenFrames, DiskFull, FinishingError, Stopped
from .frame import Audible, Frame, check_frame, check_sound
from .invisible.embed import Marker
from .invisible.keys import MarkKey
from .keys import Signer
from .marks import comp_mark, corner_mark, mark_words
from .model import Derivation, Finished, FinishedFile, Origin, RenditionKind
from .onlookers import Onlookers
from .provenance import SIGNABLE, sign_file
from .sound import write_sound
from .times import sprite_times

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
SOUND = "sound.wav"


def finish(
    frames: Iterator[Frame],
    *,
    width: int,
    height: int,
    fps: int,
    frame_count: int,
    loop: bool,
    sound: Audible | None,
    origin: Origin,
    signer: Signer,
    mark_key: MarkKey,
    mark_number: int,
    work_dir: Path,
    stop: threading.Event,
    begun_with: Derivation | None = None,
) -> Finished:
    """Take every frame once and give back every rendition, signed, with quality, fingerprint and palette.

    Every frame carries `mark_number` invisibly, made with `mark_key`. `begun_with` names in the signed notes what the
    frames' maker was given to begin with.

    The frames are iterated in the calling thread, one at a time; each may be overwritten once the next
    is asked for. The iterator is closed, whatever happens, if it can be. The files lie in a new folder
    inside `work_dir`, which must exist; if this raises, nothing is left in it. Raises `Stopped` within
    a moment of `stop` being set between frames, `FinishingError` (`DiskFull`, `EncoderDied`,
    `BrokenFrames`, `BrokenSound`), and whatever the frames raise.
    """
    folder = Path(tempfile.mkdtemp(prefix="finishing-", dir=work_dir))
    finished: Finished | None = None
    try:
        if sound is not None:
            check_sound(sound)
        words = mark_words(origin.source_type)
        plan = _plan(folder, width, height, fps, frame_count, sound, words)
        mark = corner_mark(words, plan.master)
        onlookers = Onlookers(fps=fps, frame_count=frame_count, loop=loop, mark=mark)
        marker = Marker(mark_key, mark_number, width, height)
        with Encoder(plan, stop) as encoder:
            _pass(frames, plan, marker, encoder, onlookers)
            encoder.end_input()
            # While ffmpeg brings its last frames to an end:
            poster = sizes.fit(width, height, sizes.POSTER_SHORT)
            poster_files = (_path(folder, "poster"), _path(folder, "poster_jpeg"))
            onlookers.poster.save(*poster_files, poster, corner_mark(words, poster))
            times = sprite_times(plan.sprite, fps, frame_count, _path(folder, "sprite").name)
            _path(folder, "sprite_vtt").write_text(times)
            quality, colours = onlookers.meter.report(), onlookers.palette.colours()
            encoder.finish()
        for scrap in (*(mark.name for mark in plan.marks.values()), SOUND):
            (folder / scrap).unlink(missing_ok=True)
        finished = Finished(
            files=tuple(
                _sign(kind, plan, poster, origin, signer, mark_number, stop, begun_with) for kind in FILES
            ),
            quality=quality,
            hashes=onlookers.fingerprint(),
            palette=colours,
            appearance=appearance(onlookers.palette.pictures),
            frame_count=frame_count,
            duration_ms=round(1000 * frame_count / fps),
            has_sound=sound is not None,
        )
    except OSError as error:
        if error.errno in DISK_FULL:
            raise DiskFull(str(error)) from error
        raise
    finally:
        if finished is None:
            shutil.rmtree(folder, ignore_errors=True)
        close = getattr(frames, "close", None)
        if close is not None:
            close()
    return finished


def _plan(
    folder: Path, width: int, height: int, fps: int, frame_count: int, sound: Audible | None, words: str
) -> Plan:
    """Sizes, marks and sound, written where ffmpeg finds them."""
    comp = sizes.fit(width, height, sizes.COMP_SHORT)
    hover = sizes.fit(width, height, sizes.HOVER_SHORT)
    sprite = sizes.sprite_plan(width, height, fps, frame_count)
    marks = {
        "master": corner_mark(words, sizes.Size(width, height)),
        "comp": comp_mark(words, comp),
        "hover": corner_mark(words, hover),
        "sprite": corner_mark(words, sprite.sheet),
    }
    files = {name: MarkFile(f"mark-{name}.png", mark.left, mark.top) for name, mark in marks.items()}
    for name, mark in marks.items():
        mark.picture.save(folder / files[name].name, compress_level=1)
    if sound is not None:
        write_sound(folder / SOUND, sound, frame_count / fps)
    return Plan(
        folder=folder,
        width=width,
        height=height,
        fps=fps,
        frame_count=frame_count,
        comp=comp,
        hover=hover,
        sprite=sprite,
        marks=files,
        sound=SOUND if sound is not None else None,
    )


def _pass(
    frames: Iterator[Frame], plan: Plan, marker: Marker, encoder: Encoder, onlookers: Onlookers
) -> None:
    """The one pass: every frame marked, to the encoder, and past the onlookers."""
    count = 0
    for index, frame in enumerate(frames):
        check_frame(frame, plan.width, plan.height)
        if index == plan.frame_count:
            raise BrokenFrames(f"more frames came than the {plan.frame_count} that were announced")
        marked = marker.mark(frame)
        encoder.write(marked)
        onlookers.look(index, frame, marked)
        count = index + 1
    if count != plan.frame_count:
        raise BrokenFrames(f"{count} frames came instead of {plan.frame_count}")


def _path(folder: Path, kind: RenditionKind) -> Path:
    return folder / FILES[kind][0]


def _sign(
    kind: RenditionKind,
    plan: Plan,
    poster: sizes.Size,
    origin: Origin,
    signer: Signer,
    mark_number: int,
    stop: threading.Event,
    begun_with: Derivation | None,
) -> FinishedFile:
    """Sign what can be signed, last of all: any change after this breaks the signature."""
    if stop.is_set():
        raise Stopped
    name, mime = FILES[kind]
    path = plan.folder / name
    if not path.is_file() or path.stat().st_size == 0:
        raise FinishingError(f"the encoder wrote no {name}")
    if path.suffix in SIGNABLE:
        xmp.embed(path, origin)
        signed = plan.folder / f"signed-{name}"
        sign_file(path, signed, origin, signer, derived=begun_with, mark_number=mark_number)
        signed.replace(path)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    size = {"master": plan.master, "comp": plan.comp, "hover": plan.hover, "sprite": plan.sprite.sheet}.get(
        kind, poster
    )
    width, height = (size.width, size.height) if kind != "sprite_vtt" else (0, 0)
    return FinishedFile(kind, path, mime, width, height, path.stat().st_size, digest)
