"""The studio: CPU-seconds for each sample of a 720p frame, how busy the cores are, start to first preview."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import islice

from generation.brief.parse import parse
from generation.engine.base import RenderControl, RenderSettings
from generation.engine.studio.engine import StudioEngine
from generation.engine.studio.sampling import SAMPLES

PROMPTS = {
    "ocean": "golden waves at sunset",
    "particles": "blue particle waves",
    "bokeh": "city lights at night",
    "clouds": "sunset clouds",
    "rain": "rain on a window with city lights behind",
    "night_sky": "aurora and the milky way over a lake",
}
FRAMES, WARM = 14, 3


def measure() -> Iterator[str]:
    """A table's lines."""
    yield "| family | CPU-s a sample of a 720p frame | cores busy |"
    yield "|---|---|---|"
    engine, cores = StudioEngine(), os.cpu_count() or 1
    settings = RenderSettings(4_000, 1280, 720, 24, seed=3, sound=False)
    for family, prompt in PROMPTS.items():
        frames = engine.render(parse(prompt), settings, RenderControl()).frames
        list(islice(frames, WARM))
        runs = []
        for _ in range(3):
            cpu, wall = time.process_time(), time.monotonic()
            list(islice(frames, FRAMES))
            runs.append((time.process_time() - cpu, time.monotonic() - wall))
        frames.close()
        cpu, wall = (statistics.median(run[i] for run in runs) for i in (0, 1))
        yield f"| {family} | {cpu / FRAMES / SAMPLES['standard']:.2f} | {cpu / wall / cores:.0%} |"
    yield ""
    yield f"Start of a process to its first preview (ocean, 720p): {first_preview():.1f} s"


def first_preview() -> float:
    """Seconds from the start of Python to the first preview frame, imports and context included."""
    code = (
        "from generation.brief.parse import parse\n"
        "from generation.engine.base import RenderControl, RenderSettings\n"
        "from generation.engine.studio.engine import StudioEngine\n"
        "seen = []\n"
        "control = RenderControl(on_preview=seen.append)\n"
        "shot = RenderSettings(4000, 1280, 720, 24, 3)\n"
        "frames = StudioEngine().render(parse('golden waves at sunset'), shot, control).frames\n"
        "while not seen: next(frames)\n"
        "frames.close()\n"
    )
    began = time.monotonic()
    subprocess.run([sys.executable, "-c", code], check=True)
    return time.monotonic() - began
