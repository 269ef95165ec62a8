"""What the sandbox costs a file: `python -m tests.bench sandbox`."""

from __future__ import annotations

import resource
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import imageio_ffmpeg
from PIL import Image

from generation.finishing.keys import load_or_make
from generation.sandbox.look import look
from generation.sandbox.question import Limits, Question

ROUNDS = 15


def measure() -> Iterator[str]:
    """Wall time and processor time of a look at a small picture, which shows what starting costs, and at a film."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        question = Question(load_or_make(folder / "keys").root.decode())
        for path in made(folder):
            walls, spent = [], []
            for _ in range(ROUNDS):
                began, before = time.perf_counter(), processor()
                with path.open("rb") as file:
                    look(file.fileno(), question, Limits(1 << 30, 60))
                walls.append(time.perf_counter() - began)
                spent.append(processor() - before)
            yield f"{path.name}: {median(walls):.2f} s, {median(spent):.2f} s of a processor (median of {ROUNDS})"


def processor() -> float:
    """Seconds that ended children took."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def made(folder: Path) -> list[Path]:
    """A small picture, and ten seconds at 1080p."""
    Image.effect_noise((320, 180), 60).save(folder / "picture.png")
    subprocess.run(
        [
            imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-f", "lavfi", "-i", "testsrc2=s=1920x1080:r=24:d=10",
            "-pix_fmt", "yuv420p", "-preset", "veryfast", folder / "film.mp4",
        ],
        check=True,
    )  # fmt: skip
    return [folder / "picture.png", folder / "film.mp4"]
