"""What the host's tests share: models over tiny folders, calls, and a sink that remembers."""

from __future__ import annotations

import numpy as np

from generation.engine.diffusion.configured import ConfiguredModel
from generation.engine.diffusion.families import KINDS
from generation.engine.diffusion.kind import Preset
from generation.engine.diffusion.work import Call

WAN, LTX2, LTX = "wan-2.1-t2v-1.3b", "ltx-2", "ltx-video-2b"


def model(folder, kind=WAN, name="", **more):
    return ConfiguredModel(name or kind, KINDS[kind], str(folder), Preset("quality", 2, 3.0), **more)


def call(kind=WAN, **more):
    known = KINDS[kind]
    asked = {
        "task": "text", "prompt": "a red fox in the snow", "negative": "blurry", "width": 64, "height": 64,
        "frames": known.frames.least, "rate": known.rate, "steps": 2, "guidance": 3.0, "seeds": (7,),
        "sound": bool(known.sound_rate),
    } | more  # fmt: skip
    return Call(**asked)


class Kept:
    """A sink that keeps what it is given, and counts its beginnings."""

    def __init__(self):
        self.begun = 0
        self.takes = {}

    def begin(self):
        self.begun += 1
        self.takes = {}

    def take(self, take, frames):
        self.takes.setdefault(take, []).append(frames.copy())

    def frames(self, take=0):
        return np.concatenate(self.takes[take])


def quiet(seen):
    pass


def free():
    pass


def make(host, model, call, sink=None, on_step=quiet, check=free):
    """The outcome, and the sink with its frames."""
    sink = sink or Kept()
    return host.make(model, call, sink, on_step, check), sink
