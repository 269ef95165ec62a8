"""Bokeh and defocused city lights."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import moderngl
import numpy as np

from generation.brief.model import Slot
from generation.engine.base import Shown

from ..family import Controls, Reach, Scene, Shot
from .bokeh_words import WORDS
from .controls import choice
from .defocus import DefocusedPlace
from .framing import Framing

if TYPE_CHECKING:
    from ..stage import Stage


class Bokeh:
    """Lights far out of focus: a street with traffic, a skyline over water, or floating discs."""

    name = "bokeh"
    label = "Bokeh and city lights"
    subjects: Mapping[str, Shown] = {
        "bokeh": "shown",
        "city-lights": "shown",
        "lights": "shown",
        "city": "roughly",
        "particles": "roughly",
    }
    words: Mapping[tuple[Slot, str], Reach] = WORDS
    seconds_per_sample_megapixel = 0.06

    def controls(self, rng: np.random.Generator) -> Controls:
        """Every control, varied by seed."""
        layout = str(rng.choice(["avenue", "skyline", "floating"]))
        warm_hours = ["night", "night", "dusk", "blue-hour", "sunset"]
        return {
            "layout": layout,
            "hour": str(
                rng.choice([*warm_hours, "studio", "studio"] if layout == "floating" else warm_hours)
            ),
            "lights": str(rng.choice(["warm", "city", "city", "gold", "neon", "cool", "festive"])),
            "density": float(rng.uniform(0.75, 1.2)),
            "size": float(rng.uniform(0.75, 1.35)),
            "twinkle": float(rng.uniform(0.7, 1.2)),
            "traffic": float(rng.uniform(0.8, 1.2)),
            "speed": float(rng.uniform(0.85, 1.15)),
            "brightness": 1.0,
            "blades": float(rng.choice([0, 0, 6, 7, 8, 9])),
            "cat_eye": float(rng.uniform(0.3, 0.9)),
            "fringe": float(rng.uniform(0.0, 0.025)),
            "move": str(rng.choice(["drift", "drift", "pan-left", "pan-right", "dolly-in", "handheld"])),
        }

    def scene(self, stage: Stage, shot: Shot) -> Scene:
        """Build the scene on a stage."""
        return BokehScene(stage, shot)

    def sound(self, shot: Shot) -> None:
        """None: there is no honest sound of lights."""
        return None


class BokehScene:
    """One shot of lights."""

    def __init__(self, stage: Stage, shot: Shot) -> None:
        self.place = DefocusedPlace(stage, shot)
        self.framing = Framing(choice(shot, "move"), self.place.tempo, shot.rng("framing"))

    def prepare(self, t: float) -> None:
        """Nothing to do before the tiles."""

    def draw(self, target: moderngl.Framebuffer, t: float, tile: tuple[int, int, int, int]) -> None:
        """Draw the place, straight into the tile."""
        self.place.draw(target, t, self.framing.at(t))

    def release(self) -> None:
        """Free every GL object the scene made."""
        self.place.release()
