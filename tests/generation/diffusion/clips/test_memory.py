"""Memory does not grow with the clip: frames are read one by one while later segments are being made."""

from __future__ import annotations

import subprocess
import sys

#: Renders so many segments with the stand-in and prints the peak of what Python and numpy hold.
MEASURED = """
import sys, tracemalloc
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from generation.engine.base import Bench, RenderControl
from generation.engine.diffusion.engine import DiffusionEngine
from tests.generation.diffusion.clips.standing_in import BRIEF, Drawing, extended, model, settings

segments, folder = int(sys.argv[1]), Path(sys.argv[2])
place = ModuleType("generation.engine.diffusion.device.host")


class Counting(Drawing):  # keeps nothing of what it was given
    count = 0

    def make(self, *given):
        made = super().make(*given)
        self.calls.clear()
        self.count += 1
        return made


host = Counting()
place.host = lambda: host
sys.modules[place.__name__] = place
of = extended(rate=25)
asked = settings(duration_ms=segments * 960, width=96, height=64, fps=25)
engine = DiffusionEngine(replace(model(of), preset=of.presets[1]))
list(engine.render(BRIEF, settings(fps=25), RenderControl(), Bench(checkpoints=folder / "first")).frames)  # imports
host.count = 0
tracemalloc.start()
number = 0
for frame in engine.render(BRIEF, asked, RenderControl(), Bench(checkpoints=folder / "clip")).frames:
    number += 1
assert number == asked.frame_count, number
assert host.count == segments, host.count
print(tracemalloc.get_traced_memory()[1])
"""


def peak(segments, folder):
    ran = subprocess.run(
        [sys.executable, "-c", MEASURED, str(segments), folder], capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stderr
    return int(ran.stdout)


def test_sixty_segments_take_no_more_memory_than_ten(tmp_path):
    few, many = peak(10, tmp_path / "few"), peak(60, tmp_path / "many")
    frames = 960 * 25 // 1000 * 96 * 64 * 3  # bytes that each further segment adds to the clip
    assert many - few < frames / 2, "fifty more segments"
    assert few < 20 * frames
