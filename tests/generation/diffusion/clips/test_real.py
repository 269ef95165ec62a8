"""Tiny pipelines with random weights through the real device: long clips, sound, and a kill in the middle."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from generation.engine.base import Bench, Source
from generation.engine.diffusion.engine import DiffusionEngine
from tests.generation.diffusion.tiny import tiny_model

from .standing_in import BRIEF, Heard, settings

#: Renders with a tiny pipeline, and kills itself at a step of its second segment.
KILLED = """
import os, signal, sys
from pathlib import Path
import torch
torch.set_num_threads(1)
from generation.engine.base import Bench, RenderControl
from generation.engine.diffusion.engine import DiffusionEngine
from generation.engine.diffusion.clips.steps import Steps
from tests.generation.diffusion.clips.standing_in import BRIEF, settings
from tests.generation.diffusion.tiny import tiny_model

name, weights, folder = sys.argv[1:]
engine = DiffusionEngine(tiny_model(name, Path(weights)))
rendered = Steps.rendered

def killed(self, share):
    if (Path(folder) / "segment-000.json").exists() and "segment-001.part" in os.listdir(folder):
        os.kill(os.getpid(), signal.SIGKILL)
    rendered(self, share)

Steps.rendered = killed
list(engine.render(BRIEF, settings(duration_ms=1_000), RenderControl(), Bench(checkpoints=Path(folder))).frames)
"""


@pytest.fixture
def made(tiny, tmp_path):
    """`made("ltx-2", settings)` renders with the tiny pipeline of that name; gives the rendering and its frames."""

    def make(name, asked=None, *, checkpoints=None, source=None, heard=None):
        engine = DiffusionEngine(tiny_model(name, tiny(name)))
        bench = Bench(checkpoints or tmp_path / name, source)
        rendering = engine.render(BRIEF, asked or settings(), (heard or Heard()).control, bench)
        return rendering, np.stack(list(rendering.frames))

    return make


@pytest.mark.parametrize(
    ("name", "tasks"),
    [
        ("ltx-video-2b", {"text", "extend"}),
        ("skyreels-v2-df-1.3b", {"text", "extend"}),
        ("wan-2.2-ti2v-5b", {"text", "image"}),
    ],
)
def test_every_way_to_go_on(made, name, tasks):
    heard = Heard()
    rendering, frames = made(name, settings(duration_ms=1_250), heard=heard)
    assert frames.shape == (30, 96, 144, 3)
    told = rendering.made_with
    assert {one["task"] for one in told["segments"]} == tasks
    assert len(told["seams"]) == len(told["segments"]) - 1
    assert told["device_class"].startswith("cpu")
    assert not any("run" in one for one in told["segments"]), "all were run alike"
    assert heard.progress[-1].done == pytest.approx(heard.progress[-1].total)
    assert heard.previews


def test_native_chunks_go_on_over_calls(made):
    rendering, frames = made("helios-distilled", settings(duration_ms=3_000, width=64, height=64))
    assert len(frames) == 72
    assert [one["kept"] for one in rendering.made_with["segments"]] == [66, 6]
    assert [one["task"] for one in rendering.made_with["segments"]] == ["text", "extend"]


def test_a_model_of_one_call_makes_what_it_can(made):
    rendering, frames = made("wan-2.1-t2v-1.3b", settings(duration_ms=500))
    assert len(frames) == 12
    assert rendering.made_with["seams"] == []


def test_sound_and_picture_stay_together_over_segments(made):
    rendering, frames = made("ltx-2", settings(sound=True, duration_ms=2_000))
    assert len(frames) == 48
    assert len(rendering.made_with["segments"]) > 2
    assert rendering.sound.samples.shape == (2 * 48_000, 2)
    tenths = rendering.sound.samples.reshape(20, -1)
    assert (np.abs(tenths).max(axis=1) > 0).all(), "no gap at any seam"


@pytest.mark.parametrize("follows", ["variation", "extend"])
def test_a_clip_that_follows_from_another(made, follows, tmp_path):
    _, first = made("ltx-video-2b", settings(duration_ms=1_000), checkpoints=tmp_path / "first")
    source = Source(first[:1] if follows == "variation" else first[-20:], 24)
    rendering, frames = made("ltx-video-2b", settings(follows=follows, duration_ms=1_000), source=source)
    assert frames.shape == (24, 96, 144, 3)
    assert rendering.made_with["segments"][0]["task"] == {"variation": "image", "extend": "extend"}[follows]


def test_after_a_kill_it_comes_out_as_it_would_have(made, tiny, tmp_path):
    name = "skyreels-v2-df-1.3b"
    asked = settings(duration_ms=1_000)
    rendering, whole = made(name, asked, checkpoints=tmp_path / "whole")
    assert not any(one["from_checkpoint"] for one in rendering.made_with["segments"])
    folder = tmp_path / "killed"
    ended = subprocess.run(
        [sys.executable, "-c", KILLED, name, tiny(name), folder], env=os.environ | {"OMP_NUM_THREADS": "1"}
    )
    assert ended.returncode == -signal.SIGKILL
    assert (folder / "segment-001.part").exists()
    rendering, frames = made(name, asked, checkpoints=folder)
    assert [one["from_checkpoint"] for one in rendering.made_with["segments"]][:2] == [True, False]
    assert np.array_equal(frames, whole)


def test_takes_of_one_call_are_the_takes_of_their_own_calls(made, tiny, tmp_path):
    engine = DiffusionEngine(tiny_model("ltx-video-2b", tiny("ltx-video-2b")))
    bench = Bench(tmp_path / "7", None, ((8, tmp_path / "8"),))
    list(engine.render(BRIEF, settings(duration_ms=1_000), Heard().control, bench).frames)
    asked = replace(settings(duration_ms=1_000), seed=8)
    together, second = made("ltx-video-2b", asked, checkpoints=tmp_path / "8")
    assert together.made_with["segments"][0]["from_checkpoint"]
    _, alone = made("ltx-video-2b", asked, checkpoints=tmp_path / "alone")
    assert np.abs(second.astype(int) - alone).max() <= 2
