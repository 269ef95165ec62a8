"""Rain on glass, over lights out of focus."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from generation.brief.model import Slot
from generation.engine.base import Shown, Sound

from ..family import Controls, Reach, Scene, Shot
from ..sound import rain as rain_outside
from .controls import number
from .rain_scene import RainScene
from .rain_words import WORDS

if TYPE_CHECKING:
    from ..stage import Stage


class Rain:
    """Drops on a window: they sit, merge, run down and wipe the fog, before a city or a grey day."""

    name = "rain"
    label = "Rain on glass"
    subjects: Mapping[str, Shown] = {
        "rain": "shown",
        "raindrops": "shown",
        "window": "shown",
        "glass": "shown",
        "bokeh": "roughly",
        "city-lights": "roughly",
        "lights": "roughly",
        "city": "roughly",
    }
    words: Mapping[tuple[Slot, str], Reach] = WORDS
    seconds_per_sample_megapixel = 0.2

    def controls(self, rng: np.random.Generator) -> Controls:
        """Every control, varied by seed."""
        hour = str(rng.choice(["night", "night", "night", "blue-hour", "dusk", "day"]))
        return {
            "layout": str(rng.choice(["avenue", "avenue", "skyline"] + ["floating"] * (hour == "night"))),
            "hour": hour,
            "lights": str(rng.choice(["warm", "city", "city", "gold", "neon", "cool"])),
            "density": float(rng.uniform(0.8, 1.2)),
            "size": float(rng.uniform(1.0, 1.6)),
            "twinkle": float(rng.uniform(0.5, 1.0)),
            "traffic": float(rng.uniform(0.6, 1.0)),
            "speed": float(rng.uniform(0.8, 1.1)),
            "brightness": 1.0,
            "blades": 0.0,
            "cat_eye": 0.4,
            "fringe": 0.0,
            "amount": float(rng.uniform(0.7, 1.4)),
            "drop_size": float(rng.uniform(0.9, 1.4)),
            "pace": float(rng.uniform(0.8, 1.2)),
            "fog": float(rng.uniform(0.15, 0.8)),
            "streaks": float(rng.uniform(0.2, 0.9)),
            "move": str(rng.choice(["locked", "drift", "drift", "handheld"])),
        }

    def scene(self, stage: Stage, shot: Shot) -> Scene:
        """Build the scene on a stage."""
        return RainScene(stage, shot)

    def sound(self, shot: Shot) -> Sound:
        """Rain as heavy as it is seen, heard from inside."""
        return rain_outside(shot, heaviness=number(shot, "amount"))
