"""Small real exposures of a family's scenes, on the stage that this thread already has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from generation.engine.base import Frame, RenderControl, RenderSettings
from generation.engine.studio import sampling
from generation.engine.studio.family import ControlValue, Family, Shot
from generation.engine.studio.stage import stage

Light = npt.NDArray[np.float32]
Colours = Sequence[tuple[float, float, float]]
SMALL = RenderSettings(duration_ms=4000, width=160, height=90, fps=25, seed=7, quality="draft")


def shot_of(
    family: Family, settings: RenderSettings = SMALL, colours: Colours = (), **controls: ControlValue
) -> Shot:
    """A shot with the family's priors for the settings' seed, and some controls set by hand."""
    priors = family.controls(Shot(settings, {}).rng("controls"))
    unknown = set(controls) - set(priors)
    assert not unknown, f"no such controls: {unknown}"
    return Shot(settings, priors | controls, tuple(colours))


def expose(family: Family, shot: Shot, *times: float, bands: int = 1) -> list[Light]:
    """The scene's light at each instant, height x width x 3, top row first, drawn in `bands` tiles."""
    here = stage()
    scene = family.scene(here, shot)
    width, height = shot.settings.width, shot.settings.height
    texture = here.ctx.texture((width, height), 4, dtype="f4")
    depth = here.ctx.depth_renderbuffer((width, height))
    target = here.ctx.framebuffer([texture], depth)
    pictures = []
    for t in times:
        scene.prepare(t)
        target.use()
        target.scissor = None
        target.clear()
        edges = [round(height * i / bands) for i in range(bands + 1)]
        for low, high in pairwise(edges):
            tile = (0, low, width, high - low)
            target.scissor = tile
            scene.draw(target, t, tile)
        target.scissor = None
        pixels = np.frombuffer(texture.read(), np.float32).reshape(height, width, 4)
        pictures.append(pixels[::-1, :, :3].copy())
    scene.release()
    target.release()
    depth.release()
    texture.release()
    return pictures


def light(
    family: Family, t: float = 1.0, seed: int = 7, colours: Colours = (), **controls: ControlValue
) -> Light:
    """One small exposure."""
    return expose(family, shot_of(family, replace(SMALL, seed=seed), colours, **controls), t)[0]


def film(family: Family, settings: RenderSettings, count: int, **controls: ControlValue) -> list[Frame]:
    """The first `count` developed frames, as a customer gets them."""
    shot = shot_of(family, settings, **controls)
    rendering = sampling.frames(stage(), family, shot, family.scene(stage(), shot), RenderControl())
    try:
        return [next(rendering) for _ in range(count)]
    finally:
        rendering.close()


def step(one: Light, other: Light) -> float:
    """How much changes from one exposure to the other: mean difference of what the eye would see."""
    return float(np.abs(np.sqrt(np.clip(one, 0, 4)) - np.sqrt(np.clip(other, 0, 4))).mean())
