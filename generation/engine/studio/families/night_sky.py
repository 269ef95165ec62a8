"""Stars, Milky Way and aurora over dark land."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from generation.brief.model import Slot
from generation.engine.base import Shown, Sound

from ..family import Controls, Reach, Scene, Shot
from ..sound import night_air
from .night_sky_scene import NightSkyScene
from .night_sky_words import WORDS

if TYPE_CHECKING:
    from ..stage import Stage


class NightSky:
    """A sky at night over a silhouette of hills, conifers or mountains, or mirrored in a lake.

    Aurora is shown only where it is asked for.
    """

    name = "night_sky"
    label = "Night sky and aurora"
    subjects: Mapping[str, Shown] = {
        "stars": "shown",
        "milky-way": "shown",
        "aurora": "shown",
        "night-sky": "shown",
        "sky": "roughly",
        "hills": "roughly",
        "trees": "roughly",
        "forest": "roughly",
        "mountains": "roughly",
        "lake": "roughly",
        "horizon": "roughly",
        "reflection": "roughly",
    }
    words: Mapping[tuple[Slot, str], Reach] = WORDS
    seconds_per_sample_megapixel = 0.3

    def controls(self, rng: np.random.Generator) -> Controls:
        """Every control, varied by seed."""
        return {
            "hour": str(rng.choice(["night", "night", "night", "night", "blue-hour"])),
            "land": str(rng.choice(["hills", "forest", "forest", "mountains", "mountains", "plain"])),
            "lake": float(rng.random() < 0.35),
            "stars": float(rng.uniform(0.8, 1.2)),
            "milky_way": float(rng.choice([0.0, 0.7, 1.0, 1.3])),
            "aurora": 0.0,
            "fold": float(rng.uniform(0.4, 1.2)),
            "speed": float(rng.uniform(0.8, 1.2)),
            "rotation": float(rng.uniform(0.15, 0.5)),
            "twinkle": float(rng.uniform(0.5, 1.0)),
            "ripples": float(rng.uniform(0.5, 1.3)),
            "haze": float(rng.uniform(0.5, 1.2)),
            "pitch": float(rng.uniform(0.34, 0.47)),
            "view": float(rng.uniform(0.85, 1.1)),
            "brightness": 1.0,
            "move": str(rng.choice(["locked", "drift", "drift", "pan-left", "pan-right", "tilt-up"])),
        }

    def scene(self, stage: Stage, shot: Shot) -> Scene:
        """Build the scene on a stage."""
        return NightSkyScene(stage, shot)

    def sound(self, shot: Shot) -> Sound:
        """Night air."""
        return night_air(shot)
