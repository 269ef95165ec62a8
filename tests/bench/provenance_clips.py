"""Clips of the studio for the provenance bench: rendered once, without loss, and kept in the temporary folder."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import imageio_ffmpeg
import numpy as np

from generation.brief.parse import parse
from generation.engine.base import RenderControl, RenderSettings
from generation.engine.studio.engine import StudioEngine
from generation.engine.studio.looks import LOOKS

FOLDER = Path(tempfile.gettempdir()) / "oddreel-bench-provenance"
FPS = 24
PROMPTS = {
    "ocean": [
        "golden waves at sunset from a low drone",
        "overcast grey sea from above",
        "calm ocean at night under the moon",
        "turquoise sea at noon, aerial",
        "stormy ocean at dusk",
    ],
    "particles": [
        "blue particle waves on a dark background",
        "orange and pink particle waves, slow",
        "green particles flowing fast",
        "white particle waves on black",
        "gold particles drifting",
    ],
    "bokeh": [
        "city lights at night, gentle bokeh",
        "festive red and gold bokeh",
        "cold blue bokeh",
        "warm defocused lights in the rain",
        "traffic bokeh at night",
    ],
    "clouds": [
        "sunset clouds time-lapse",
        "white clouds in a blue sky at noon",
        "storm clouds gathering",
        "pink clouds at dawn",
        "night clouds under the moon",
    ],
    "rain": [
        "rain on a window with city lights behind",
        "heavy rain on glass, blue evening",
        "rain drops on a window, green garden behind",
        "light rain on glass at dusk",
        "rain on a window, warm light",
    ],
    "night_sky": [
        "green aurora over a dark forest",
        "the milky way over hills",
        "stars over a lake at night",
        "aurora and the milky way over a lake",
        "starry sky time-lapse, purple aurora",
    ],
}


@dataclass(frozen=True)
class Shot:
    """One clip of the bench. Thirty on, the same prompt and look come again with another seed."""

    number: int

    @property
    def family(self) -> str:
        return list(PROMPTS)[self.number % 6]

    @property
    def prompt(self) -> str:
        return PROMPTS[self.family][self.number // 6 % 5]

    @property
    def look(self) -> str:
        return list(LOOKS)[self.number // 6 % len(LOOKS)]

    @property
    def settings(self) -> RenderSettings:
        width, height, ms, quality = 640, 360, 5_000, "standard"
        if self.number % 16 == 13:
            width, height, ms, quality = 1280, 720, 4_000, "draft"
        if self.number % 16 == 7:
            width, height = 360, 640
        return RenderSettings(
            ms, width, height, FPS, seed=1_000 + self.number, look=self.look, sound=False, quality=quality
        )


def shot_file(shot: Shot) -> Path:
    """The shot as the engine gave it, without loss; rendered if it is not there yet."""
    path = FOLDER / f"{shot.number:03d}-{shot.family}.mkv"
    if path.exists():
        return path
    FOLDER.mkdir(exist_ok=True)
    settings = shot.settings
    draft = path.with_suffix(".draft.mkv")
    size = f"{settings.width}x{settings.height}"
    into = f"-f rawvideo -pix_fmt rgb24 -s {size} -r {FPS} -i -".split()
    lossless = "-c:v libx264rgb -qp 0 -preset ultrafast".split()
    encoder = subprocess.Popen(
        [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", *into, *lossless, str(draft)],
        stdin=subprocess.PIPE,
    )
    assert encoder.stdin is not None
    for frame in StudioEngine().render(parse(shot.prompt), settings, RenderControl()).frames:
        encoder.stdin.write(frame.tobytes())
    encoder.stdin.close()
    if encoder.wait() != 0:
        raise RuntimeError(f"{shot} could not be kept")
    return draft.replace(path)


def frames_of(path: Path) -> Iterator[np.ndarray]:
    """Every frame of a file, RGB."""
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            yield np.ascontiguousarray(frame.to_ndarray(format="rgb24"))
