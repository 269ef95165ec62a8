"""Particle waves: a hundred thousand glowing points on travelling waves."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from generation.brief.model import Slot
from generation.engine.base import Shown

from ..family import Controls, Reach, Scene, Shot
from .particles_scene import ParticleScene
from .particles_words import WORDS

if TYPE_CHECKING:
    from ..stage import Stage

FORMATIONS = ("sea", "sea", "ribbons", "ribbons", "cloud")
PALETTES = ("blue", "violet", "gold", "teal", "ember", "spectrum", "rose", "silver")


class Particles:
    """Motion graphics of points: a sea of them, silken ribbons, or a drifting cloud."""

    name = "particles"
    label = "Particle waves"
    subjects: Mapping[str, Shown] = {"particle-waves": "shown", "particles": "shown", "waves": "roughly"}
    words: Mapping[tuple[Slot, str], Reach] = WORDS
    seconds_per_sample_megapixel = 0.12

    def controls(self, rng: np.random.Generator) -> Controls:
        """Every control, varied by seed."""
        return {
            "formation": str(rng.choice(FORMATIONS)),
            "palette": str(rng.choice(PALETTES)),
            "ground": "dark",
            "density": float(rng.uniform(0.8, 1.1)),
            "amplitude": float(rng.uniform(0.75, 1.25)),
            "wavelength": float(rng.uniform(0.8, 1.35)),
            "heading": float(rng.uniform(-math.pi, math.pi)),
            "speed": float(rng.uniform(0.8, 1.2)),
            "scatter": float(rng.choice([0.0, 0.35, 1.0])),
            "sparkle": float(rng.uniform(0.4, 1.0)),
            "blur": float(rng.uniform(0.7, 1.5)),
            "height": float(rng.uniform(0.7, 1.4)),
            "brightness": 1.0,
            "move": str(rng.choice(["drift", "orbit", "dolly-in", "drift"])),
        }

    def scene(self, stage: Stage, shot: Shot) -> Scene:
        """Build the scene on a stage."""
        return ParticleScene(stage, shot)

    def sound(self, shot: Shot) -> None:
        """None: motion graphics are silent."""
        return None
