"""Calls of tiny models, and what comes of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from generation.engine.diffusion.configured import ConfiguredModel
from generation.engine.diffusion.families import KINDS
from generation.engine.diffusion.kind import Task
from generation.engine.diffusion.work import Call, Frames, Made

#: Every model whose tiny pipeline differs from the others'.
SHAPES = tuple(name for name in KINDS if name != "wan-2.1-t2v-14b")
TASKS: tuple[tuple[str, Task], ...] = tuple((name, task) for name in SHAPES for task in KINDS[name].pipelines)
#: Those of them that are called, decoded or counted in a way of their own.
WAYS = tuple(
    (name, task)
    for name, task in TASKS
    if name not in ("wan-2.2-i2v-a14b", "cogvideox-5b") and (task == "text" or name != "helios-distilled")
)
PROMPT, NEGATIVE = "a red car in the rain", "blurry"


def side_of(name: str) -> int:
    """The side of a small square that the model can make."""
    return 32 if KINDS[name].side < 32 else 64


def source(count: int, width: int = 32, height: int = 0) -> Frames:
    """Frames of a bright square that moves; as high as wide unless told."""
    frames = np.full((count, height or width, width, 3), (200, 90, 40), np.uint8)
    for at, frame in enumerate(frames):
        frame[8:20, at % 16 : at % 16 + 12] = (20, 200, 220)
    return frames


def call_of(model: ConfiguredModel, task: Task = "text", **changes: Any) -> Call:
    """A call that the model can answer."""
    kind, preset = model.kind, model.preset
    count = {"text": 0, "image": 1, "extend": kind.context}[task]
    frames = kind.frames.at_least(count + 1) if task == "extend" else kind.frames.least
    side = side_of(kind.name)
    call = Call(
        task=task, prompt=PROMPT, negative=NEGATIVE, width=side, height=side, frames=frames, rate=kind.rate,
        steps=preset.steps, guidance=preset.guidance, seeds=(7,), scheduler=preset.scheduler,
        flow_shift=preset.flow_shift, context=source(count, side) if count else None, sound=bool(kind.sound_rate),
    )  # fmt: skip
    return replace(call, **changes)


def frames_of(made: Made) -> dict[int, Frames]:
    """All frames of each take."""
    takes: dict[int, list[Frames]] = {}
    for take, frames in made.chunks:
        takes.setdefault(take, []).append(frames)
    return {take: np.concatenate(parts) for take, parts in takes.items()}
