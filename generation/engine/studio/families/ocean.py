"""Open sea, low over the water or from the air."""

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
from ..flight import Flight, flight
from ..light import RGB, light
from ..outdoors import Outdoors
from ..sound import surf
from ..starlight import Starlight
from ..water import Looks, Water
from ..waves import Sea
from .controls import choice, number
from .ocean_words import WORDS
from .owned import Owned
from .tempo import Tempo

if TYPE_CHECKING:
    from ..stage import Stage

#: Colours of deep water seen from above: clear ocean, and greener coastal water.
DEEP: RGB = (0.008, 0.045, 0.085)
COASTAL: RGB = (0.012, 0.075, 0.085)
#: Pixels across the sky that the water mirrors.
DOME = 224


class Ocean:
    """Waves raised by wind, under the sky of any hour."""

    name = "ocean"
    label = "Open sea"
    subjects: Mapping[str, Shown] = {
        "ocean": "shown",
        "horizon": "shown",
        "foam": "shown",
        "sun": "shown",
        "reflection": "shown",
        "sky": "roughly",
        "clouds": "roughly",
        "moon": "roughly",
        "lake": "roughly",
    }
    words: Mapping[tuple[Slot, str], Reach] = WORDS
    seconds_per_sample_megapixel = 0.36

    def controls(self, rng: np.random.Generator) -> Controls:
        """Every control, varied by seed."""
        low = bool(rng.random() < 0.62)
        return {
            "hour": str(rng.choice(["golden-hour", "sunset", "sunset", "dusk", "morning", "day"])),
            "overcast": 0.0,
            "cover": float(rng.choice([0.15, 0.35, 0.5, 0.6])),
            "wind": float(rng.uniform(5.5, 9.0)),
            "swell": float(rng.uniform(1.3, 2.1)),
            "foam": float(rng.uniform(0.5, 1.0)),
            "height": float(rng.uniform(2.2, 6.0)) if low else float(rng.uniform(22, 60)),
            "pitch": float(rng.uniform(-9, -4)) if low else float(rng.uniform(-34, -16)),
            "off_sun": float(rng.choice([-1, 1]) * rng.uniform(2, 26)),
            "lens": float(rng.choice([24.0, 28.0, 35.0, 40.0])),
            "move": str(rng.choice(["forward", "forward", "truck", "rise", "locked", "orbit"])),
            "speed": float(rng.uniform(2.5, 7.0)) * (1.0 if low else 2.0),
            "unrest": float(rng.uniform(0.15, 0.5)),
            "haze_at": float(rng.uniform(1600, 4200)),
            "pace": 1.0,
        }

    def scene(self, stage: Stage, shot: Shot) -> Scene:
        """Build the scene on a stage."""
        return OceanScene(stage, shot)

    def sound(self, shot: Shot) -> Sound | None:
        """Surf, with more wind in it as the wind rises and the camera climbs."""
        return surf(shot, wind=number(shot, "wind"), height=number(shot, "height"))


class OceanScene:
    """One shot of the sea."""

    def __init__(self, stage: Stage, shot: Shot) -> None:
        self.ctx, self.shot = stage.ctx, shot
        self.tempo = Tempo.of(shot)
        self.owned = Owned()
        own = self.owned.own
        rng = shot.rng("ocean")
        azimuth = float(rng.uniform(-math.pi, math.pi))
        tint, body = colours(shot)
        overcast, haze_at = number(shot, "overcast"), number(shot, "haze_at")
        no_sky = math.radians(number(shot, "pitch")) + math.atan(lens(shot)[1]) < 0
        self.light = light(
            choice(shot, "hour"),
            azimuth,
            overcast=overcast,
            haze=1.3,
            tint=tint,
            opened=1.0 if no_sky else 0.0,
        )
        blowing = azimuth + float(rng.uniform(-0.9, 0.9)) + 1.2
        sea = Sea(number(shot, "wind"), blowing, 1.15, 0.28, number(shot, "swell"))
        self.flight = self._flight(azimuth, sea, rng)
        self.lens = lens(shot)
        # Under a closed cover the layer is the darker scud below it.
        self.outdoors = own(
            Outdoors(
                stage,
                shot,
                self.light,
                self.tempo,
                cover=max(number(shot, "cover"), 0.6 * overcast),
                cloud_scale=0.85,
                overcast=overcast,
                brightness=1 - (0.25 if self.light.night else 0.5) * overcast,
            )
        )
        self.sky = stage.program("whole_vertex", "sky_fragment")
        self.sky_array = own(stage.whole(self.sky))
        self.dome = own(Dome(stage, "dome_fragment", DOME))
        for program in (self.sky, self.dome.program):
            self.outdoors.set(program)
        self.sky["lens"] = self.lens
        self.sky["haze_at"] = haze_at
        looks = Looks(body, number(shot, "foam"), haze_at)
        self.water = own(
            Water(
                stage, shot, self.outdoors, self.dome, sea, looks, lens=self.lens, pace=number(shot, "pace")
            )
        )
        self.programs = [self.sky, self.dome.program, self.water.program]
        self.stars: Starlight | None = None
        if self.light.night and overcast < 0.5:
            self.stars = own(Starlight(stage, shot, self.outdoors, lens=self.lens, haze_at=haze_at))
            self.programs.append(self.stars.program)

    def _flight(self, azimuth: float, sea: Sea, rng: np.random.Generator) -> Flight:
        shot = self.shot
        pitch = math.radians(number(shot, "pitch"))
        if shot.settings.height > shot.settings.width:
            pitch *= 0.8  # a tall frame sees more of both: keep the horizon in its upper third
        return flight(
            choice(shot, "move"),
            self.tempo,
            rng,
            # The camera stays above the highest waves.
            height=max(number(shot, "height"), 1.1 + 1.25 * sea.significant_height),
            yaw=azimuth + math.radians(number(shot, "off_sun")),
            pitch=pitch,
            speed=number(shot, "speed") * number(shot, "pace") ** 0.5,
            unrest=number(shot, "unrest"),
        )

    def prepare(self, t: float) -> None:
        """Move the water, and look at the sky that it mirrors."""
        self.water.prepare(t)
        self.outdoors.use(t, *self.programs)
        self.ctx.enable_only(moderngl.NOTHING)
        self.dome.bake()

    def draw(self, target: moderngl.Framebuffer, t: float, tile: tuple[int, int, int, int]) -> None:
        """Water first, then sky and stars where it left room."""
        pose = self.flight.at(t)
        axes = tuple(float(v) for v in pose.axes().ravel())
        self.outdoors.use(t, *self.programs)
        self.water.draw(pose)
        self.sky["axes"] = axes
        self.ctx.depth_func = "<="
        self.sky_array.render()
        self.ctx.depth_func = "<"
        self.ctx.enable_only(moderngl.NOTHING)
        if self.stars:
            self.stars.draw(t, axes)

    def release(self) -> None:
        """Free every GL object the scene made."""
        self.owned.release()


def lens(shot: Shot) -> tuple[float, float]:
    """Tangents of half the field of view across and up.

    "lens" is the focal length on 35 mm film (36 x 24 mm), by the picture's longer side.
    """
    half = 18.0 / number(shot, "lens")
    aspect = shot.settings.width / shot.settings.height
    return (half, half / aspect) if aspect >= 1 else (half * aspect * 1.15, half * 1.15)


def colours(shot: Shot) -> tuple[RGB | None, RGB]:
    """Named colours: warm ones lean over the light, cool ones colour the water."""
    tint: RGB | None = None
    mix = float(shot.rng("water").uniform(0, 1))
    body: RGB = tuple(d + (c - d) * mix for d, c in zip(DEEP, COASTAL, strict=True))  # type: ignore[assignment]
    for red, green, blue in shot.palette:
        if red > 1.15 * blue:
            tint = (red, green, blue)
        else:
            strongest = max(red, green, blue, 0.05)
            body = (0.12 * red / strongest, 0.12 * green / strongest, 0.12 * blue / strongest)
    return tint, body
