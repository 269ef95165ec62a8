"""A host that draws instead of a model: moving pictures that depend on the seed and on what it is given."""

from __future__ import annotations

import threading
from dataclasses import replace

import cv2
import numpy as np

from generation.brief.parse import parse
from generation.engine.base import RenderControl, RenderSettings
from generation.engine.diffusion.configured import ConfiguredModel
from generation.engine.diffusion.families import KINDS
from generation.engine.diffusion.work import Outcome, Seen

BRIEF = parse("a red kite over the dunes")


def kind(name="wan-2.1-t2v-1.3b", *, most=0, **changes):
    """A known kind at 96x64 and short calls, so that a test draws it in no time."""
    one = KINDS[name]
    frames = replace(one.frames, most=most) if most else one.frames
    small = {"short_sides": (64,), "largest_area": 96 * 64, "side": 16, "frames": frames}
    return replace(one, **(small | changes))


def chained(**changes):
    """Goes on from the last frame, as Wan 2.2 5B."""
    return kind("wan-2.2-ti2v-5b", **({"most": 17} | changes))


def extended(**changes):
    """Goes on from its last nine frames, as LTX-Video."""
    return kind("ltx-video-2b", **({"most": 33, "context": 9} | changes))


def sounding(**changes):
    """Makes sound along, as LTX-2."""
    return kind("ltx-2", **({"most": 33} | changes))


def model(of=None, **changes):
    of = of or kind()
    return ConfiguredModel("test", of, "stand-in/weights", of.presets[0], **changes)


def settings(**changes):
    return RenderSettings(
        **({"duration_ms": 2_000, "width": 144, "height": 96, "fps": 24, "seed": 7, "sound": False} | changes)
    )


class Drawing:
    """A texture that glides; its place goes on from the last frame given, by its top left corner's brightness."""

    def __init__(self, *, name="a stand-in", steps=None):
        self.name, self.calls, self.batches = name, [], []
        self.at_step = steps or (lambda segment, step: None)
        self.frames_of = None
        self.begun = threading.Event()

    def make(self, model, call, sink, on_step, check, on_turn):
        check()
        self.calls.append(call)
        number = len(self.calls) - 1
        self.begun.set()
        sink.begin()
        for step in range(1, call.steps + 1):
            self.at_step(number, step)
            on_step(Seen(step, call.steps, lambda: np.full((32, 48, 3), 99, np.uint8)))
        for take, seed in enumerate(call.seeds):
            frames = (self.frames_of or drawn)(call, seed)
            for start in range(0, len(frames), 4):
                sink.take(take, frames[start : start + 4])
        sound = tuple(tone(call, model.kind) for _ in call.seeds) if call.sound else None
        return Outcome({"device": self.name, "precision": "bf16"}, sound, model.kind.sound_rate)


def drawn(call, seed):
    """Deterministic: the given frames again, then a gliding texture of the seed's."""
    given = 0 if call.context is None else len(call.context)
    texture = _texture(seed, call.height, call.width)
    glided = [
        np.roll(texture, 2 * i, axis=1)[: call.height, : call.width] for i in range(call.frames - given)
    ]
    return np.stack([*(call.context if given else []), *glided])


def tone(call, kind):
    """A tone of 440 Hz at both ears, as long as the call's frames."""
    seconds = np.arange(round(call.frames * kind.sound_rate / call.rate)) / kind.sound_rate
    return np.repeat(0.5 * np.sin(2 * np.pi * 440 * seconds)[:, None], 2, axis=1).astype(np.float32)


def _texture(seed, height, width):
    noise = np.random.default_rng(seed).standard_normal((height, width * 2, 3)).astype(np.float32)
    smooth = cv2.GaussianBlur(noise, (0, 0), 3)
    return np.clip(128 + 400 * smooth, 0, 255).astype(np.uint8)


class Heard:
    """A control that remembers what it was told."""

    def __init__(self):
        self.progress, self.previews = [], []
        self.control = RenderControl(self.progress.append, self.previews.append)
