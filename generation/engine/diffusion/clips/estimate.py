"""How much work a clip is, in TFLOP, and how long that is thought to take until it was measured."""

from __future__ import annotations

from generation.engine.base import RenderSettings, Work
from generation.engine.diffusion.configured import ConfiguredModel
from generation.engine.diffusion.kind import Kind

from .native import Native, native
from .problems import continues
from .segments import Segment, plan

#: TFLOP a second of the GPU that the prior is for: an assumption, 45 % of 400 in bf16. Each machine measures its own.
ASSUMED_TFLOPS = 400 * 0.45


def work(model: ConfiguredModel, settings: RenderSettings) -> Work:
    """The TFLOP of all forwards of all segments, what they repeat included. Text encoding and decoding are not counted.

    Of a clip too long for a model that can't continue it is the work of what there can be: the rest is a `Problem`.
    Times are kept by model, preset and quality, whatever the precision: what it runs with is the machine's affair.
    """
    shape = native(model, settings)
    frames = shape.frames if continues(model.kind) else min(shape.frames, model.kind.frames.most)
    segments = plan(model.kind, frames, settings.seed, settings.follows)
    return Work(
        units=sum(segment_tflop(model, shape, segment) for segment in segments),
        timing_key=f"{model.name}/{model.preset.name}/{settings.quality}",
        seconds_per_unit=1 / ASSUMED_TFLOPS,
    )


def segment_tflop(model: ConfiguredModel, shape: Native, segment: Segment) -> float:
    """The TFLOP of one call of one take."""
    return shape.steps * forwards(model) * _step_tflop(model.kind, shape, segment.frames)


def forwards(model: ConfiguredModel) -> int:
    """How often the transformer runs a step: once where no guidance asks for more."""
    return model.kind.forwards if model.preset.guidance > 1 else 1


def _step_tflop(kind: Kind, shape: Native, frames: int) -> float:
    """A model of native chunks attends over one chunk at a time, not over the whole call."""
    if kind.continuation == "chunks":
        chunk = kind.frames.step
        return -(-frames // chunk) * kind.tflop(shape.width, shape.height, chunk)
    return kind.tflop(shape.width, shape.height, frames)
