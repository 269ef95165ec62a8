"""A render that is killed or fails goes on from its last whole segment, and comes out the same."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import numpy as np
import pytest

from generation.engine.base import EngineError

from .standing_in import Drawing, chained, extended, model, settings

#: Renders four seconds in segments with the stand-in, and kills itself in the middle of the third.
KILLED = """
import os, signal, sys
from pathlib import Path
from types import ModuleType
from generation.engine.base import Bench
from generation.engine.diffusion.engine import DiffusionEngine
from tests.generation.diffusion.clips.standing_in import BRIEF, Drawing, Heard, extended, model, settings

def steps(segment, step):
    if segment == 2 and step == 20:
        os.kill(os.getpid(), signal.SIGKILL)

place = ModuleType("generation.engine.diffusion.device.host")
place.host = lambda: Drawing(steps=steps)
sys.modules[place.__name__] = place
bench = Bench(checkpoints=Path(sys.argv[1]))
engine = DiffusionEngine(model(extended()))
list(engine.render(BRIEF, settings(duration_ms=4_000), Heard().control, bench).frames)
"""
FOUR_SECONDS = settings(duration_ms=4_000)


def taken(rendering):
    return np.stack(list(rendering.frames))


@pytest.fixture
def whole(render, tmp_path):
    """The clip as it comes out without interruption."""
    return taken(render(model(extended()), FOUR_SECONDS, checkpoints=tmp_path / "whole"))


def test_after_a_kill_it_goes_on_from_the_last_whole_segment_to_the_same_frames(render, tmp_path, whole):
    folder = tmp_path / "killed"
    ended = subprocess.run([sys.executable, "-c", KILLED, folder], env=os.environ | {"OMP_NUM_THREADS": "1"})
    assert ended.returncode == -signal.SIGKILL
    host = Drawing()
    rendering = render(model(extended()), FOUR_SECONDS, host=host, checkpoints=folder)
    assert np.array_equal(taken(rendering), whole)
    assert len(host.calls) == 2, "two of four were there"
    assert [one["from_checkpoint"] for one in rendering.made_with["segments"]] == [True, True, False, False]


def test_a_finished_clip_is_read_again_without_the_model(render, tmp_path, whole):
    host = Drawing()
    again = render(model(extended()), FOUR_SECONDS, host=host, checkpoints=tmp_path / "whole")
    assert np.array_equal(taken(again), whole)
    assert host.calls == []


@pytest.mark.parametrize("index", [0, 1, 3])
def test_a_damaged_segment_is_made_anew_and_only_that_one(render, tmp_path, whole, index):
    frames = tmp_path / "whole" / f"segment-{index:03}.frames"
    data = bytearray(frames.read_bytes())
    data[1_000] ^= 255
    frames.write_bytes(bytes(data))
    host = Drawing()
    again = render(model(extended()), FOUR_SECONDS, host=host, checkpoints=tmp_path / "whole")
    assert np.array_equal(taken(again), whole)
    assert len(host.calls) == 1, "what follows was made from the very same frames"


@pytest.mark.parametrize("change", [{"seed": 8}, {"quality": "high"}, {"look": "cinematic"}], ids=str)
def test_segments_of_another_ask_are_not_used(render, tmp_path, whole, change):
    host = Drawing()
    asked = settings(duration_ms=4_000, **change)
    other = taken(render(model(extended()), asked, host=host, checkpoints=tmp_path / "whole"))
    assert len(host.calls) == 4
    assert np.array_equal(other, taken(render(model(extended()), asked, checkpoints=tmp_path / "fresh")))


def test_a_size_that_is_made_of_the_same_segments_uses_them(render, tmp_path, whole):
    host = Drawing()
    asked = settings(duration_ms=4_000, width=288, height=192)
    frames = taken(render(model(extended(), enlarge=3.0), asked, host=host, checkpoints=tmp_path / "whole"))
    assert (frames.shape, len(host.calls)) == ((96, 192, 288, 3), 0)


def test_the_second_attempt_after_an_error_goes_on_too(render, tmp_path):
    def steps(segment, step):
        if segment == 1 and step == 9:
            raise EngineError("no memory", permanent=False, public="")

    with pytest.raises(EngineError):
        taken(render(model(chained()), host=Drawing(steps=steps)))
    host = Drawing()
    taken(render(model(chained()), host=host))
    assert len(host.calls) == 2
