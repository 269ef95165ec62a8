"""Clouds and sunsets, as they pass or in time-lapse, over sea, hills or nothing but sky."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

import moderngl
import numpy as np

from generation.brief.model import Slot
from generation.engine.base import Shown, Sound

from ..dome import Dome
from ..family import Controls, Reach, Scene, Shot
from ..flight import flight
from ..light import light
from ..noise import SIDE, tile
from ..outdoors import Outdoors, threshold
from ..sound import wind
from ..water import Looks, Water
from ..waves import Sea
from .clouds_words import WORDS
from .controls import choice, number
from .ocean import colours, lens
from .owned import Owned
from .tempo import Tempo

if TYPE_CHECKING:
    from ..stage import Stage

#: Drift of the lower deck in tiles of noise a second, at a pace of 1.
DRIFT = 0.0042
#: Radians a second by which shapes change at a pace of 1.
CHANGE = 0.16
#: Thickness of the deck as a share of its base's height.
TALL = 0.17
#: Picture pixels, across and up, that share one pixel of the clouds' own target.
SHRUNK = 2
#: Pixels across the sky that the water mirrors: it is far off, and blurs it.
DOME = 112


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
    seconds_per_sample_megapixel = 0.56

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
    """One shot of the sky: clouds on a smaller target, then water, then sky and hills behind it."""

    def __init__(self, stage: Stage, shot: Shot) -> None:
        self.ctx, self.shot = stage.ctx, shot
        self.tempo = Tempo.of(shot)
        self.owned = Owned()
        own = self.owned.own
        rng = shot.rng("clouds scene")
        azimuth = float(rng.uniform(-math.pi, math.pi))
        tint, body = colours(shot)
        self.light = light(
            choice(shot, "hour"),
            azimuth,
            overcast=number(shot, "overcast"),
            haze=number(shot, "haze"),
            tint=tint,
        )
        self.pace = number(shot, "pace")
        self.outdoors = own(
            Outdoors(
                stage,
                shot,
                self.light,
                self.tempo,
                cover=number(shot, "high"),
                cloud_scale=0.5,
                softness=0.45,
                overcast=number(shot, "overcast"),
                drift=0.0016 * self.pace,
            )
        )
        self.shapes = own(
            stage.ctx.texture((SIDE, SIDE), 4, tile(shot.rng("shapes"), 1.7).tobytes(), dtype="f4")
        )
        self.shapes.build_mipmaps()
        self.shapes.filter = (moderngl.LINEAR_MIPMAP_LINEAR, moderngl.LINEAR)
        self.flight = flight(
            choice(shot, "move"),
            self.tempo,
            rng,
            height=3.2,
            yaw=azimuth + math.radians(number(shot, "off_sun")),
            pitch=math.radians(number(shot, "pitch")),
            speed=0.0,
            turn_rate=0.035,
            unrest=number(shot, "unrest"),
        )
        angle = azimuth + float(rng.uniform(-1.2, 1.2))
        self.heading = np.array([math.sin(angle), -math.cos(angle)])
        self.start = rng.random(2)
        self.lens = lens(shot)
        self.near = stage.program("whole_vertex", "deck_fragment")
        self.near_array = own(stage.whole(self.near))
        self.whole = stage.program("whole_vertex", "clouds_fragment")
        self.whole_array = own(stage.whole(self.whole))
        self.programs = [self.near, self.whole]
        self.clouds, self.target = self._target()
        self.water: Water | None = None
        if choice(shot, "ground") == "sea":
            self.dome = own(Dome(stage, "deck_dome_fragment", DOME))
            self.programs.append(self.dome.program)
            sea = Sea(5.2, angle + math.pi / 2, 1.1, 0.3, 1.6)
            looks = Looks(body, 0.2, 4200.0)
            self.water = own(
                Water(
                    stage,
                    shot,
                    self.outdoors,
                    self.dome,
                    sea,
                    looks,
                    lens=self.lens,
                    pace=max(1.0, self.pace),
                )
            )
        for program in self.programs:
            self._set(program)

    def _target(self) -> tuple[moderngl.Texture, moderngl.Framebuffer]:
        settings = self.shot.settings
        size = (max(2, settings.width // SHRUNK), max(2, settings.height // SHRUNK))
        texture = self.owned.own(self.ctx.texture(size, 4, dtype="f4"))
        texture.filter = (moderngl.LINEAR, moderngl.LINEAR)
        texture.repeat_x = texture.repeat_y = False
        return texture, self.owned.own(self.ctx.framebuffer([texture]))

    def _set(self, program: moderngl.Program) -> None:
        shot = self.shot
        self.outdoors.set(program)
        sharp = 2 * self.lens[0] / shot.settings.width
        values = {
            "lens": self.lens,
            "shapes": 10,
            "clouds": 11,
            "deck": (
                threshold(number(shot, "cover")),
                number(shot, "scale"),
                number(shot, "density"),
                number(shot, "shade"),
            ),
            "tall": TALL,
            "fine_pixel": sharp if program is self.whole else sharp * SHRUNK,
            "glow": self.light.low,
            "hills": 0.012 if choice(shot, "ground") == "land" else -2.0,
        }
        for name, value in values.items():
            if name in program:
                program[name] = value

    def prepare(self, t: float) -> None:
        """Draw the clouds, and what the water mirrors of them."""
        self._move(t)
        self.near["axes"] = self._axes(t)
        self.ctx.enable_only(moderngl.NOTHING)
        self.target.use()
        self.near_array.render()
        if self.water:
            self.dome.bake()
            self.water.prepare(t)

    def _move(self, t: float) -> None:
        """The clouds' drift and shapes at the instant `t`, for every program."""
        self.outdoors.use(t, *self.programs, *([self.water.program] if self.water else []))
        self.shapes.use(10)
        turn, loop = self.tempo.turn(t), self.tempo.loop
        gone = self.heading * DRIFT * self.pace * self.tempo.duration
        one = self.start + gone * turn
        other = self.start + gone * (turn - 1) if loop else one
        cycles = self.tempo.cycles(CHANGE * self.pace / (2 * math.pi))
        values = {
            "shape_shift": (float(one[0]), float(one[1]), float(other[0]), float(other[1])),
            "shape_mix": turn if loop else 0.0,
            "morph": 2 * math.pi * cycles * turn,
        }
        for program in self.programs:
            for name, value in values.items():
                if name in program:
                    program[name] = value

    def _axes(self, t: float) -> tuple[float, ...]:
        return tuple(float(v) for v in self.flight.at(t).axes().ravel())

    def draw(self, target: moderngl.Framebuffer, t: float, tile: tuple[int, int, int, int]) -> None:
        """The water, and the rest where it left room."""
        self._move(t)
        if self.water:
            self.water.draw(self.flight.at(t))
        self.clouds.use(11)
        self.whole["axes"] = self._axes(t)
        self.ctx.enable_only(moderngl.DEPTH_TEST)
        self.ctx.depth_func = "<="
        self.whole_array.render()
        self.ctx.depth_func = "<"
        self.ctx.enable_only(moderngl.NOTHING)

    def release(self) -> None:
        """Free every GL object the scene made."""
        self.owned.release()
