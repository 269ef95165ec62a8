"""Clouds and sunsets, as they pass or in time-lapse, over sea, hills or nothing but sky."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

import moderngl
import numpy as np

from generation.brief.model import Slot
from generation.engine.base import Shown, Sound

from ..family import Controls, Reach, Scene, Shot
from ..flight import flight
from ..light import light
from ..noise import SIDE, tile
from ..outdoors import Outdoors, threshold
from ..sound import wind
from .clouds_words import WORDS
from .controls import choice, number
from .ocean import colours
from .owned import Owned
from .tempo import Tempo

if TYPE_CHECKING:
    from ..stage import Stage

#: Drift of the lower deck in tiles of noise a second, at a pace of 1.
DRIFT = 0.0042
#: Radians a second by which shapes change at a pace of 1.
CHANGE = 0.16


class Clouds:
    """Two decks of cloud in the light of any hour."""

    name = "clouds"
    label = "Clouds and sunsets"
    subjects: Mapping[str, Shown] = {
        "clouds": "shown",
        "sky": "shown",
        "sun": "shown",
        "horizon": "shown",
        "moon": "roughly",
        "ocean": "roughly",
        "lake": "roughly",
        "hills": "roughly",
        "mountains": "roughly",
        "reflection": "roughly",
    }
    words: Mapping[tuple[Slot, str], Reach] = WORDS
    seconds_per_sample_megapixel = 0.55

    def controls(self, rng: np.random.Generator) -> Controls:
        """Every control, varied by seed."""
        return {
            "hour": str(rng.choice(["sunset", "sunset", "golden-hour", "dusk", "dawn", "day"])),
            "cover": float(rng.uniform(0.42, 0.6)),
            "overcast": 0.0,
            "haze": float(rng.uniform(0.9, 1.8)),
            "density": float(rng.uniform(4.0, 6.5)),
            "scale": float(rng.uniform(0.55, 1.15)),
            "shade": float(rng.uniform(0.8, 1.2)),
            "high": float(rng.choice([0.0, 0.35, 0.55])),
            "ground": str(rng.choice(["sea", "sea", "land", "none"])),
            "pitch": float(rng.uniform(11, 17)),
            "off_sun": float(rng.choice([-1, 1]) * rng.uniform(3, 32)),
            "lens": float(rng.choice([20.0, 24.0, 28.0, 35.0])),
            "move": str(rng.choice(["locked", "locked", "pan-left", "pan-right", "tilt-up"])),
            "unrest": 0.0,
            "pace": float(rng.uniform(0.8, 1.4)),
        }

    def scene(self, stage: Stage, shot: Shot) -> Scene:
        """Build the scene on a stage."""
        return CloudScene(stage, shot)

    def sound(self, shot: Shot) -> Sound | None:
        """Moving air; a time-lapse has no sound of its own, so it is only faint wind too."""
        return wind(shot, strength=min(1.5, 0.5 + 0.3 * number(shot, "pace")))


class CloudScene:
    """One shot of the sky: a single pass over the picture."""

    def __init__(self, stage: Stage, shot: Shot) -> None:
        self.ctx, self.shot = stage.ctx, shot
        self.tempo = Tempo.of(shot)
        self.owned = Owned()
        rng = shot.rng("clouds scene")
        azimuth = float(rng.uniform(-math.pi, math.pi))
        tint, _ = colours(shot)
        self.light = light(
            choice(shot, "hour"),
            azimuth,
            overcast=number(shot, "overcast"),
            haze=number(shot, "haze"),
            tint=tint,
        )
        self.pace = number(shot, "pace")
        self.outdoors = self.owned.own(
            Outdoors(
                stage,
                shot,
                self.light,
                self.tempo,
                cover=number(shot, "high"),
                cloud_scale=0.5,
                softness=0.45,
                drift=0.0016 * self.pace,
            )
        )
        self.shapes = self.owned.own(
            stage.ctx.texture((SIDE, SIDE), 4, tile(shot.rng("shapes"), 1.7).tobytes(), dtype="f4")
        )
        self.shapes.filter = (moderngl.LINEAR, moderngl.LINEAR)
        pitch = math.radians(number(shot, "pitch"))
        self.flight = flight(
            choice(shot, "move"),
            self.tempo,
            rng,
            height=2.0,
            yaw=azimuth + math.radians(number(shot, "off_sun")),
            pitch=pitch,
            speed=0.0,
            turn_rate=0.035,
            unrest=number(shot, "unrest"),
        )
        angle = azimuth + float(rng.uniform(-1.2, 1.2))
        self.heading = np.array([math.sin(angle), -math.cos(angle)])
        self.start = rng.random(2)
        self.program = stage.program("whole_vertex", "clouds_fragment")
        self.array = self.owned.own(stage.whole(self.program))
        self._set()

    def _set(self) -> None:
        shot, program = self.shot, self.program
        half = 18.0 / number(shot, "lens")
        aspect = shot.settings.width / shot.settings.height
        program["lens"] = (half, half / aspect) if aspect >= 1 else (half * aspect * 1.2, half * 1.2)
        self.outdoors.set(program)
        program["shapes"] = 4
        program["deck"] = (
            threshold(number(shot, "cover")),
            number(shot, "scale"),
            number(shot, "density"),
            number(shot, "shade"),
        )
        ground = choice(shot, "ground")
        program["ground_line"] = {"sea": 0.0, "land": 0.012, "none": -1.0}[ground]
        program["water"] = 1.0 if ground == "sea" else 0.0

    def prepare(self, t: float) -> None:
        """Nothing to do before the tiles."""

    def draw(self, target: moderngl.Framebuffer, t: float, tile: tuple[int, int, int, int]) -> None:
        """One pass."""
        self.outdoors.use(t, self.program)
        self.shapes.use(4)
        turn, loop = self.tempo.turn(t), self.tempo.loop
        gone = self.heading * DRIFT * self.pace * self.tempo.duration
        one = self.start + gone * turn
        other = self.start + gone * (turn - 1) if loop else one
        self.program["shape_shift"] = (float(one[0]), float(one[1]), float(other[0]), float(other[1]))
        self.program["shape_mix"] = turn if loop else 0.0
        cycles = self.tempo.cycles(CHANGE * self.pace / (2 * math.pi))
        self.program["morph"] = 2 * math.pi * cycles * turn
        self.program["axes"] = tuple(float(v) for v in self.flight.at(t).axes().ravel())
        self.ctx.enable_only(moderngl.NOTHING)
        self.array.render(vertices=3)

    def release(self) -> None:
        """Free every GL object the scene made."""
        self.owned.release()
