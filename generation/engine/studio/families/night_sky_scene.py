"""The night sky on a stage."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import moderngl
import numpy as np
import numpy.typing as npt

from ..family import Shot
from .aurora import Aurora
from .controls import choice, number
from .framing import Aim, Framing
from .land import paint_land
from .owned import Owned
from .palettes import linear
from .stars import milky_way, noise, star_table
from .tempo import Tempo

if TYPE_CHECKING:
    from ..stage import Stage

Matrix = npt.NDArray[np.float64]

#: Where the level ground lies at the lowest, half picture heights.
LOWEST = -0.74

STARS = 45_000

#: Zenith, horizon and low glow (display colours), the glow's height, and how much of the stars shows.
HOURS: dict[str, tuple[str, str, str, float, float]] = {
    "night": ("#0a1020", "#1c2838", "#2a2018", 0.10, 1.0),
    "blue-hour": ("#0e2352", "#41639c", "#5a6a88", 0.16, 0.4),
    "dusk": ("#14204a", "#4a4a78", "#c86a3a", 0.13, 0.45),
    "dawn": ("#1a2c58", "#5a6c98", "#d89070", 0.14, 0.35),
}


def turned(axis: npt.ArrayLike, angle: float) -> Matrix:
    """The rotation by `angle` (radians) about `axis`, a unit vector (Rodrigues)."""
    x, y, z = np.asarray(axis, float)
    cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    rotation: Matrix = np.eye(3) + math.sin(angle) * cross + (1 - math.cos(angle)) * cross @ cross
    return rotation


class NightSkyScene:
    """One shot of the night sky."""

    def __init__(self, stage: Stage, shot: Shot) -> None:
        self.shot = shot
        self.tempo = Tempo.of(shot)
        self.owned = Owned()
        self.ctx = stage.ctx
        self.width, self.height = shot.settings.width, shot.settings.height
        self.aspect = self.width / self.height
        self.framing = Framing(choice(shot, "move"), self.tempo, shot.rng("framing"), strength=0.7)
        rng = shot.rng("sky")
        # The pole's height and side decide how the stars wheel; the galaxy's tilt how its band rises.
        self.pole = np.array([math.sin(a := rng.uniform(-2.2, 2.2)), 0.7, math.cos(a)])
        self.pole /= np.linalg.norm(self.pole)
        self.galaxy = self._galaxy(rng)
        self.heading = float(rng.choice([-1, 1]))
        self.slope = 0.66 * number(shot, "view") * (1.15 if self.aspect < 1 else 1.0)
        # A lake needs room for its reflection: the horizon then lies higher.
        lake = number(shot, "lake") > 0.5
        self.pitch = math.atan(0.3 * self.slope) if lake else number(shot, "pitch")
        self.horizon = max(-math.tan(self.pitch) / self.slope, LOWEST)
        self._build(stage)

    def prepare(self, t: float) -> None:
        """Draw the sky of the instant into its own texture, once for all tiles."""
        aim = self.framing.at(t)
        to_world = self._camera(aim)
        slopes = (self.slope * self.aspect / aim.zoom, self.slope / aim.zoom)
        if self.aurora:
            self.aurora.draw(t, to_world, slopes)
        spins = self._spins(t)
        self.sky_target.use()
        self.ctx.disable(moderngl.BLEND)
        self.air["slopes"] = slopes
        _matrix(self.air, "to_world", to_world)
        _matrix(self.air, "to_galaxy_a", self.galaxy @ spins[0][0])
        _matrix(self.air, "to_galaxy_b", self.galaxy @ spins[-1][0])
        self.air["shares"] = (spins[0][1], spins[1][1] if len(spins) > 1 else 0.0)
        self.milk.use(0)
        (self.aurora.texture if self.aurora else self.dark).use(1)
        self.air_array.render()

        self.ctx.enable(moderngl.BLEND | moderngl.PROGRAM_POINT_SIZE)
        self.ctx.blend_func = moderngl.ONE, moderngl.ONE
        self.stars["slopes"] = slopes
        self.stars["turn"] = self.tempo.turn(t)
        for spin, share in spins:
            to_sphere = self.galaxy @ spin
            _matrix(self.stars, "to_camera", to_world.T @ to_sphere.T)
            self.stars["upward"] = tuple(to_sphere @ np.array([0.0, 1.0, 0.0]))
            self.stars["share"] = share
            self.star_array.render(moderngl.POINTS)
        self.ctx.disable(moderngl.BLEND | moderngl.PROGRAM_POINT_SIZE)
        if number(self.shot, "lake") > 0.5:
            self.sky.build_mipmaps(max_level=2)

    def draw(self, target: moderngl.Framebuffer, t: float, tile: tuple[int, int, int, int]) -> None:
        """The land before the sky, and the lake."""
        target.use()
        self.sky.use(0)
        self.painting.use(1)
        self.ripples.use(2)
        aim = self.framing.at(t)
        self.land["offset"] = (aim.x / self.slope * 0.55, aim.y / self.slope * 0.55)
        self.land["drift"] = self.tempo.closed(t, 0.035, self.ripple_heading)
        self.land_array.render()

    def release(self) -> None:
        """Free every GL object the scene made."""
        if self.aurora:
            self.aurora.release()
        self.owned.release()

    def _camera(self, aim: Aim) -> Matrix:
        """The camera's right, up and forward as columns: turned by the aim's offset, as by a head."""
        yaw, pitch = 0.55 * aim.x, self.pitch + 0.55 * aim.y
        forward = np.array(
            [math.sin(yaw) * math.cos(pitch), math.sin(pitch), math.cos(yaw) * math.cos(pitch)]
        )
        right = np.array([math.cos(yaw), 0.0, -math.sin(yaw)])
        return np.column_stack([right, np.cross(forward, right), forward])

    def _spins(self, t: float) -> list[tuple[Matrix, float]]:
        """How far the sky has turned, with each phase's share of the light.

        A loop fades between two phases half a clip apart, each dark while it jumps back.
        """
        pace = math.radians(number(self.shot, "rotation")) * self.heading
        if not pace or not self.tempo.loop:
            return [(turned(self.pole, pace * t), 1.0)]
        turn = self.tempo.turn(t)
        found = []
        for phase in (turn, (turn + 0.5) % 1.0):
            share = math.sin(math.pi * phase) ** 2
            found.append((turned(self.pole, pace * self.tempo.duration * (phase - 0.5)), share))
        return found

    def _galaxy(self, rng: np.random.Generator) -> Matrix:
        """From the world to galactic axes: the band rises from the horizon through the view."""
        lean = rng.uniform(-0.9, 0.9)
        core = np.array([rng.uniform(-0.5, 0.5), rng.uniform(0.0, 0.5), 1.0])
        core /= np.linalg.norm(core)
        up = np.array([math.cos(lean), -math.sin(lean), 0.0])
        axis = up - core * float(up @ core)
        axis /= np.linalg.norm(axis)
        return np.stack([core, np.cross(axis, core), axis])

    def _build(self, stage: Stage) -> None:
        own, ctx, shot = self.owned.own, self.ctx, self.shot
        size = (self.width, self.height)
        self.sky = own(ctx.texture(size, 4, dtype="f2"))
        lake = number(shot, "lake") > 0.5
        self.sky.filter = (moderngl.LINEAR_MIPMAP_LINEAR if lake else moderngl.LINEAR, moderngl.LINEAR)
        self.sky.repeat_x = self.sky.repeat_y = False
        self.sky_target = own(ctx.framebuffer([self.sky]))
        self.dark = own(ctx.texture((1, 1), 4, bytes(16), dtype="f4"))
        asked = number(shot, "milky_way") > 0
        glow = milky_way(shot.rng("milky way")) if asked else np.zeros((1, 1, 3), np.float32)
        self.milk = own(ctx.texture(glow.shape[1::-1], 3, glow.tobytes(), dtype="f4"))
        self.milk.filter = (moderngl.LINEAR, moderngl.LINEAR)
        self.milk.repeat_y = False
        rough = noise((256, 256), (14, 7, 3.5), shot.rng("ripples")) * 0.18 + 0.5
        self.ripples = own(ctx.texture((256, 256), 1, rough.tobytes(), dtype="f4"))
        self.ripples.filter = (moderngl.LINEAR, moderngl.LINEAR)
        self.ripple_heading = float(shot.rng("ripples").random())
        self.aurora = Aurora(stage, shot) if number(shot, "aurora") > 0 else None
        self._set_air(stage)
        self._set_stars(stage)
        self._set_land(stage, lake)

    def _set_air(self, stage: Stage) -> None:
        above, low, glow, high, _ = HOURS[choice(self.shot, "hour")]
        bright = number(self.shot, "brightness")
        side = float(self.shot.rng("glow").uniform(-0.9, 0.9))
        self.air = stage.program("whole_vertex", "night_sky_air_fragment")
        self.air_array = self.owned.own(stage.whole(self.air))
        self.air["picture"] = (float(self.width), float(self.height))
        self.air["galaxy"], self.air["aurora"] = 0, 1
        self.air["zenith"] = tuple(bright * c for c in linear(above))
        self.air["horizon"] = tuple(bright * c for c in linear(low))
        self.air["glow"] = tuple(bright * number(self.shot, "haze") * c for c in linear(glow))
        self.air["glow_side"] = (math.sin(side), math.cos(side))
        self.air["glow_height"] = high
        self.air["milky_way"] = 0.2 * number(self.shot, "milky_way") * bright * self._showing()

    def _set_stars(self, stage: Stage) -> None:
        shot = self.shot
        self.stars = stage.program("night_sky_stars_vertex", "night_sky_stars_fragment")
        table = self.owned.own(self.ctx.buffer(star_table(STARS, shot.rng("stars")).tobytes()))
        self.star_array = self.owned.own(
            self.ctx.vertex_array(self.stars, [(table, "4f 4f", "star", "tint")])
        )
        self.stars["level"] = 1.1 * number(shot, "stars") * number(shot, "brightness") * self._showing()
        self.stars["twinkle"] = number(shot, "twinkle")
        self.stars["beats"] = (self.tempo.cycles(1.3), self.tempo.cycles(2.9))
        self.stars["pixels"] = float(self.height)

    def _set_land(self, stage: Stage, lake: bool) -> None:
        shot = self.shot
        land = paint_land(
            choice(shot, "land"), self.horizon, self.aspect, self.height, shot.rng("land"), lake=lake
        )
        rows, columns, _ = land.mask.shape
        self.painting = self.owned.own(self.ctx.texture((columns, rows), 2, land.mask.tobytes(), alignment=1))
        self.painting.filter = (moderngl.LINEAR, moderngl.LINEAR)
        self.painting.repeat_x = self.painting.repeat_y = False
        self.land = stage.program("whole_vertex", "night_sky_land_fragment")
        self.land_array = self.owned.own(stage.whole(self.land))
        self.land["picture"] = (float(self.width), float(self.height))
        self.land["aspect"] = self.aspect
        self.land["sky"], self.land["land"], self.land["ripples"] = 0, 1, 2
        self.land["reach"] = (land.half_width, land.half_height)
        self.land["base"] = land.base
        self.land["shore"] = self.horizon
        self.land["lake"] = float(lake)
        self.land["rough"] = number(shot, "ripples")
        _, low, _, _, _ = HOURS[choice(shot, "hour")]
        far = np.array(linear(low)) * 0.35 * number(shot, "brightness")
        lit = np.array(self.aurora.colour) * 0.004 if self.aurora else np.zeros(3)
        self.land["far_tint"] = tuple(far + lit)
        self.land["near_tint"] = tuple(far * 0.12 + lit * 0.15 + 0.0006)

    def _showing(self) -> float:
        """How much of the stars the hour lets through."""
        return HOURS[choice(self.shot, "hour")][4]


def _matrix(program: moderngl.Program, name: str, matrix: Matrix) -> None:
    """Set a uniform matrix. OpenGL reads matrices by columns."""
    program[name] = tuple(matrix.T.ravel().tolist())
