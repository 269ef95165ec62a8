"""At a worker's start: the pinned models, or the first, loaded and run for two steps, so that no job pays for it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from generation.engine.base import DeviceLost, EngineError
from generation.engine.diffusion.configured import ConfiguredModel
from generation.engine.diffusion.kind import Kind
from generation.engine.diffusion.work import Call, Frames

from .compiling import Shape
from .host import Host

log = logging.getLogger(__name__)

#: Two, because some schedulers treat the first step alone.
STEPS = 2


class Nowhere:
    """A sink for frames that nobody wants."""

    def begin(self) -> None:
        """Nothing to forget."""

    def take(self, take: int, frames: Frames) -> None:
        """Gone."""


def warm_up(
    host: Host, models: Sequence[ConfiguredModel], check: Callable[[], None] = lambda: None
) -> tuple[str, ...]:
    """Make the models ready and compile what is to be compiled. Gives a sentence for each model that failed.

    A model that fails doesn't hinder the others. Raises `DeviceLost`, and what `check` raises.
    """
    problems: list[str] = []
    for model in [one for one in models if one.pinned] or list(models[:1]):
        for width, height, frames in shapes_to_warm(model.kind, host):
            call = _tiny_call(model, width, height, frames)
            try:
                host.make(model, call, Nowhere(), lambda seen: None, check)
            except DeviceLost:
                raise
            except EngineError as error:
                log.warning("Not warmed up: %s", error)
                problems.append(str(error))
                break
    return tuple(problems)


def shapes_to_warm(kind: Kind, host: Host) -> tuple[Shape, ...]:
    """The smallest that the kind can make, and those that the host compiles and the kind can make."""
    side = max(2 * kind.side, 64)
    compiled = host.compiler.shapes if host.compiler.on else ()
    fitting = [
        shape
        for shape in compiled
        if kind.frames.fits(shape[2]) and shape[0] * shape[1] <= kind.largest_area
        and shape[0] % kind.side == 0 and shape[1] % kind.side == 0
    ]  # fmt: skip
    return ((side, side, kind.frames.least), *fitting)


def _tiny_call(model: ConfiguredModel, width: int, height: int, frames: int) -> Call:
    task = next(iter(model.kind.pipelines))
    context = None
    if task != "text":
        import numpy as np

        count = 1 if task == "image" else max(model.kind.context, 1)
        context = np.zeros((count, height, width, 3), np.uint8)
    preset = model.preset
    return Call(
        task, "warm up", "", width, height, frames, model.kind.rate, STEPS, preset.guidance, (0,),
        preset.scheduler, preset.flow_shift, context,
    )  # fmt: skip
