"""Marked footage for tests, what happens to it on its way, and reading it back."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path

import av
import imageio_ffmpeg
import numpy as np

from generation.finishing.frame import Frame
from generation.finishing.invisible.averages import Averages
from generation.finishing.invisible.embed import Marker
from generation.finishing.invisible.find import Found, find
from generation.finishing.invisible.keys import MarkKey
from tests.generation.finishing.finishing import MARK_KEY, MARK_NUMBER
from tests.generation.finishing.footage import texture

WIDTH, HEIGHT, FPS = 640, 360, 24
OTHER_KEY = MarkKey("other", bytes(32))


def landscape(frames: int, width: int = WIDTH, height: int = HEIGHT, seed: int = 1) -> list[Frame]:
    """A glide over soft detail."""
    world = np.rint(texture(2 * width, height, seed)).astype(np.uint8)
    return [np.ascontiguousarray(np.roll(world, -2 * i, axis=1)[:, :width]) for i in range(frames)]


def marked(frames: Sequence[Frame], number: int = MARK_NUMBER, key: MarkKey = MARK_KEY) -> list[Frame]:
    height, width = frames[0].shape[:2]
    marker = Marker(key, number, width, height)
    return [marker.mark(frame).copy() for frame in frames]


def averaged(frames: Iterable[Frame]) -> Averages:
    averages = Averages()
    for i, frame in enumerate(frames):
        averages.add(100 * i, frame)
    return averages


def read(frames: Iterable[Frame], *keys: MarkKey) -> Found | None:
    return find(averaged(frames), keys or (MARK_KEY,))


def sent(frames: Sequence[Frame], to: Path, *arguments: str) -> list[Frame]:
    """The frames after a re-encode, as RGB."""
    height, width = frames[0].shape[:2]
    raw = f"-f rawvideo -pix_fmt rgb24 -s {width}x{height} -r {FPS} -i -".split()
    subprocess.run(
        [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", *raw, *arguments, str(to)],
        input=b"".join(frame.tobytes() for frame in frames), check=True,
    )  # fmt: skip
    with av.open(str(to)) as container:
        return [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]


def decibels(one: Frame, other: Frame) -> float:
    """PSNR of two pictures that differ."""
    return float(10 * np.log10(255**2 / np.square(one.astype(np.float64) - other).mean()))
