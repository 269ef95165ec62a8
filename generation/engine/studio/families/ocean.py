"""Open sea, low over the water or from the air."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

import moderngl
import numpy as np

from generation.brief.model import Slot
from generation.engine.base import Shown, Sound

from ..family import Controls, Reach, Scene, Shot
from ..flight import Flight, flight
from ..light import RGB, light
from ..outdoors import Outdoors
from ..sound import surf
from ..waves import Sea, Surface
from .controls import choice, number
from .ocean_words import WORDS
from .owned import Owned
from .tempo import Tempo

if TYPE_CHECKING:
    from ..stage import Stage

#: Colours of deep water seen from above: clear ocean, and greener coastal water.
DEEP: RGB = (0.008, 0.045, 0.085)
COASTAL: RGB = (0.012, 0.075, 0.085)
COLUMNS, ROWS = 260, 190


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
    seconds_per_sample_megapixel = 0.42

    def controls(self, rng: np.random.Generator) -> Controls:
        """Every control, varied by seed."""
        low = bool(rng.random() < 0.62)
        return {
            "hour": str(rng.choice(["golden-hour", "sunset", "sunset", "dusk", "morning", "day"])),
            "overcast": 0.0,
            "cover": float(rng.choice([0.15, 0.35, 0.5, 0.6])),
            "wind": float(rng.uniform(5.5, 9.0)),
            "swell": float(rng.uniform(0.8, 1.3)),
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
        rng = shot.rng("ocean")
        azimuth = float(rng.uniform(-math.pi, math.pi))
        hour = choice(shot, "hour")
        tint, body = colours(shot)
        self.light = light(hour, azimuth, overcast=number(shot, "overcast"), haze=1.3, tint=tint)
        self.flight = self._flight(azimuth, rng)
        sea = Sea(
            number(shot, "wind"),
            azimuth + float(rng.uniform(-0.9, 0.9)) + 1.2,
            1.15,
            0.28,
            number(shot, "swell"),
        )
        self.surface = self.owned.own(
            Surface(stage.ctx, sea, shot.rng("waves"), self.tempo, number(shot, "pace"))
        )
        self.outdoors = self.owned.own(
            Outdoors(stage, shot, self.light, self.tempo, cover=number(shot, "cover"), cloud_scale=0.85)
        )
        self.sky = stage.program("whole_vertex", "sky_fragment")
        self.sky_array = self.owned.own(stage.whole(self.sky))
        self.sea = stage.program("sea_vertex", "sea_fragment")
        self.sea_array = self.owned.own(self._grid())
        self._set(body)

    def _flight(self, azimuth: float, rng: np.random.Generator) -> Flight:
        shot = self.shot
        pitch = math.radians(number(shot, "pitch"))
        if shot.settings.height > shot.settings.width:
            pitch *= 0.8  # a tall frame sees more of both: keep the horizon in its upper third
        return flight(
            choice(shot, "move"),
            self.tempo,
            rng,
            height=number(shot, "height"),
            yaw=azimuth + math.radians(number(shot, "off_sun")),
            pitch=pitch,
            speed=number(shot, "speed") * number(shot, "pace") ** 0.5,
            unrest=number(shot, "unrest"),
        )

    def _grid(self) -> moderngl.VertexArray:
        """Strips of triangles, denser towards the horizon where waves are small."""
        across = np.linspace(-1, 1, COLUMNS)
        along = np.linspace(0, 1, ROWS)
        corners = np.stack(np.meshgrid(across, along), -1).astype(np.float32)
        row = np.arange(COLUMNS - 1)
        first = (np.arange(ROWS - 1)[:, None] * COLUMNS + row).ravel()
        triangles = np.stack(
            [first, first + 1, first + COLUMNS, first + 1, first + COLUMNS + 1, first + COLUMNS], -1
        )
        vertices = self.owned.own(self.ctx.buffer(corners.tobytes()))
        indices = self.owned.own(self.ctx.buffer(triangles.astype(np.uint32).tobytes()))
        return self.ctx.vertex_array(self.sea, [(vertices, "2f", "corner")], indices)

    def _set(self, body: RGB) -> None:
        settings = self.shot.settings
        # "lens" is the focal length on 35 mm film (36 x 24 mm frame), by the picture's longer side.
        half = 18.0 / number(self.shot, "lens")
        aspect = settings.width / settings.height
        self.lens = (half, half / aspect) if aspect >= 1 else (half * aspect * 1.15, half * 1.15)
        for program in (self.sky, self.sea):
            program["lens"] = self.lens
            self.outdoors.set(program)
        self.sea["sizes"] = self.surface.sizes
        self.sea["body"] = body
        self.sea["foaminess"] = number(self.shot, "foam")
        self.sea["haze_at"] = number(self.shot, "haze_at")
        self.sea["ripples"] = 0.0009 + 0.00012 * number(self.shot, "wind")
        for unit, name in enumerate(("lift0", "lift1"), start=4):
            self.sea[name] = unit
        for unit, name in enumerate(("slope0", "slope1", "slope2"), start=6):
            self.sea[name] = unit

    def prepare(self, t: float) -> None:
        """Move the water."""
        self.surface.update(t)

    def draw(self, target: moderngl.Framebuffer, t: float, tile: tuple[int, int, int, int]) -> None:
        """Sky, then water before it."""
        pose = self.flight.at(t)
        axes = tuple(float(v) for v in pose.axes().ravel())
        self.outdoors.use(t, self.sky, self.sea)
        self.sky["axes"] = axes
        self.sea["axes"] = axes
        self.sea["eye"] = tuple(float(v) for v in pose.position)
        for unit, texture in enumerate((*self.surface.displacements, *self.surface.slopes), start=4):
            texture.use(unit)
        self.ctx.enable_only(moderngl.NOTHING)
        self.sky_array.render(vertices=3)
        self.ctx.enable_only(moderngl.DEPTH_TEST)
        self.sea_array.render()
        self.ctx.enable_only(moderngl.NOTHING)

    def release(self) -> None:
        """Free every GL object the scene made."""
        self.owned.release()


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
