"""A clip's render, decided in every detail before anything is made."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from generation.engine.base import EngineError, RenderSettings, Source, Wording
from generation.engine.diffusion.configured import ConfiguredModel
from generation.engine.diffusion.coverage import leaves_out
from generation.engine.diffusion.work import Call, Frames

from .fitting import cover
from .native import Native, makes_sound, native
from .retime import retime
from .segments import Segment, plan

NO_SOURCE = "The clip that this one follows from is not available any more. Your credits are back."


@dataclass(frozen=True)
class Order:
    """What is to be made. `given` has the frames that the first segment is given, in the native size and rate."""

    model: ConfiguredModel
    settings: RenderSettings
    shape: Native
    segments: tuple[Segment, ...]
    wording: Wording
    given: Frames | None

    @property
    def sound(self) -> bool:
        """Whether the clip gets sound."""
        return makes_sound(self.model.kind, self.settings)

    def call(self, segment: Segment, seeds: tuple[int, ...], context: Frames | None) -> Call:
        """The call of one segment, for takes with these seeds."""
        preset = self.model.preset
        return Call(
            task=segment.task,
            prompt=self.wording.prompt,
            negative=self.wording.negative if leaves_out(self.model) else "",
            width=self.shape.width,
            height=self.shape.height,
            frames=segment.frames,
            rate=self.model.kind.rate,
            steps=self.shape.steps,
            guidance=preset.guidance,
            seeds=seeds,
            scheduler=preset.scheduler,
            flow_shift=preset.flow_shift,
            context=context,
            sound=self.sound,
        )


def order(model: ConfiguredModel, settings: RenderSettings, wording: Wording, source: Source | None) -> Order:
    """Decide. Raises a permanent `EngineError` where the settings follow from a clip whose frames are not there."""
    shape = native(model, settings)
    segments = plan(model.kind, shape.frames, settings.seed, settings.follows)
    given = None
    if segments[0].given:
        if source is None or not len(source.frames):
            raise EngineError("no frames to follow from", permanent=True, public=NO_SOURCE)
        given = _given(segments[0], shape, source)
    return Order(model, settings, shape, segments, wording, given)


def _given(segment: Segment, shape: Native, source: Source) -> Frames:
    """The source's frames as the first segment takes them: at the native rate up to the last one, in the native size.

    Where there are fewer than that takes, the earliest stands still at the beginning.
    """
    if segment.given == 1:
        chosen = [source.frames[0] if len(source.frames) == 1 else source.frames[-1]]
    else:
        backwards = retime(source.frames[::-1], Fraction(source.fps), shape.rate, segment.given)
        chosen = list(backwards)[::-1]
    return np.stack([cover(frame, shape.width, shape.height) for frame in chosen])
