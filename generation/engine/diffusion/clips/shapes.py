"""The shapes that a site's usual asks come to: what is worth compiling a model for."""

from __future__ import annotations

from collections.abc import Iterable

from generation.engine.base import RenderSettings
from generation.engine.diffusion.configured import ConfiguredModel
from generation.engine.diffusion.device.compiling import Shape

from .native import native
from .problems import continues
from .segments import plan


def usual_shapes(models: Iterable[ConfiguredModel], asks: Iterable[RenderSettings]) -> tuple[Shape, ...]:
    """The shapes of these asks, the first ask's of every model before the second's; each once.

    What a model can't make is left out.
    """
    chosen = tuple(models)
    found = (_shape(model, ask) for ask in asks for model in chosen)
    return tuple(dict.fromkeys(shape for shape in found if shape))


def _shape(model: ConfiguredModel, ask: RenderSettings) -> Shape | None:
    made = native(model, ask)
    if made.frames > model.kind.frames.most and not continues(model.kind):
        return None
    return made.width, made.height, plan(model.kind, made.frames, ask.seed)[0].frames
