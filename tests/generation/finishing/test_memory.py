"""Memory stays flat with the length of a clip."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
WORKER = """
import resource, sys
from pathlib import Path
from tests.generation.finishing.finishing import Finishing, tone
from tests.generation.finishing.footage import texture
from generation.finishing.keys import load_or_make
import numpy as np

count, work = int(sys.argv[1]), Path(sys.argv[2])
picture = texture(640, 360).astype(np.uint8)

def frames():
    for i in range(count):
        yield np.ascontiguousarray(np.roll(picture, i, axis=1))

Finishing(load_or_make(work / "keys"), work)(frames(), count, width=640, height=360, sound=tone(count / 24))
own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
encoder = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(own, encoder)
"""


def peak_kilobytes(frames: int, work: Path) -> tuple[int, int]:
    """The highest memory of the worker and of its encoder."""
    work.mkdir()
    arguments = [sys.executable, "-c", WORKER, str(frames), str(work)]
    done = subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, check=True)
    own, encoder = done.stdout.split()
    return int(own), int(encoder)


def test_a_clip_ten_times_as_long_needs_no_more(tmp_path: Path) -> None:
    """Beyond its sound, 0.4 MB a second as the engine gives it, and a few numbers a frame."""
    short_own, short_encoder = peak_kilobytes(72, tmp_path / "short")
    long_own, long_encoder = peak_kilobytes(720, tmp_path / "long")
    assert long_own < short_own + 45_000
    assert long_encoder < short_encoder + 20_000
