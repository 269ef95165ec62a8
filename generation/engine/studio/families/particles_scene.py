"""Particle waves on a stage."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import moderngl
import numpy as np
import numpy.typing as npt

from ..family import Shot
from .controls import choice, number
from .framing import Framing
from .owned import Owned
from .palettes import ramp, stops
from .tempo import Tempo

if TYPE_CHECKING:
    from ..stage import Stage

FORMATIONS = {"sea": 0, "ribbons": 1, "cloud": 2}
POINTS = {"sea": 130_000, "ribbons": 100_000, "cloud": 45_000}

#: Pixels beyond each edge, in picture heights, in which a particle's centre may lie and still be
#: drawn. OpenGL drops a point whose centre is outside the viewport, however large its disc is.
GUARD = 0.06


def seats(formation: str, density: float, rng: np.random.Generator) -> npt.NDArray[np.float32]:
    """Where the particles sit in their formation, n x 4: along and across, 0 to 1, and two randoms.

    A sea and ribbons are ordered in rows and strands, a cloud is random.
    """
    count = round(POINTS[formation] * density)
    loose = rng.random((count, 4), np.float32)
    if formation == "cloud":
        return loose
    rows = 330 if formation == "sea" else 54
    columns = count // rows
    along, across = np.meshgrid(
        np.linspace(0, 1, columns, dtype=np.float32), np.linspace(0, 1, rows, dtype=np.float32)
    )
    ordered = loose[: along.size]
    ordered[:, 0], ordered[:, 1] = along.ravel(), across.ravel()
    return ordered


def wave_table(
    shot: Shot, tempo: Tempo, rng: np.random.Generator
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Eight travelling waves: 8 x 4 (wave vector in turns per unit, cycles per clip, phase), 8 heights.

    Long waves are high and slow, short ones low and quick, as the dispersion of deep water has it.
    """
    lengths = number(shot, "wavelength") * np.array([9.0, 6.1, 4.3, 3.1, 2.3, 1.7, 1.2, 0.9])
    headings = number(shot, "heading") + rng.normal(0, 0.55, 8)
    hz = -0.2 * number(shot, "speed") * np.sqrt(3.0 / lengths)
    waves = np.stack(
        [np.cos(headings) / lengths, np.sin(headings) / lengths, tempo.all_cycles(hz), rng.random(8)], axis=1
    )
    heights = 0.062 * number(shot, "amplitude") * lengths**0.9 * rng.uniform(0.7, 1.1, 8)
    return waves.astype(np.float32), heights.astype(np.float32)


class ParticleScene:
    """One shot of particle waves."""

    def __init__(self, stage: Stage, shot: Shot) -> None:
        self.shot = shot
        self.tempo = Tempo.of(shot)
        self.owned = Owned()
        self.formation = choice(shot, "formation")
        self.framing = Framing(choice(shot, "move"), self.tempo, shot.rng("framing"))
        self.light_ground = choice(shot, "ground") == "light"
        ctx = self.ctx = stage.ctx
        own = self.owned.own
        colours = stops(choice(shot, "palette"), shot.palette)
        if self.light_ground and not shot.palette:
            colours = colours[:-1]  # a ramp ends near white, which a light ground would swallow
        table = ramp(colours)
        self.ramp = own(ctx.texture((len(table), 1), 3, table.astype("f4").tobytes(), dtype="f4"))
        self.ramp.filter = (moderngl.LINEAR, moderngl.LINEAR)
        self.ramp.repeat_x = False
        self.points = stage.program("particles_points_vertex", "particles_points_fragment")
        self.ground = stage.program("whole_vertex", "particles_ground_fragment")
        buffer = own(ctx.buffer(seats(self.formation, number(shot, "density"), shot.rng("seats")).tobytes()))
        self.point_array = own(ctx.vertex_array(self.points, [(buffer, "4f", "seat")]))
        self.ground_array = own(stage.whole(self.ground))
        self.waves, self.heights = wave_table(shot, self.tempo, shot.rng("waves"))
        lean = math.sin(number(shot, "heading"))
        # In a tall picture ribbons run more from corner to corner.
        portrait = shot.settings.width < shot.settings.height
        self.slant = 0.22 * lean + (math.copysign(0.7, lean) if portrait else 0.0)
        self._set_ground(colours)
        self._set_points()

    def prepare(self, t: float) -> None:
        """Aim the camera for the instant."""
        aim = self.framing.at(t)
        height = number(self.shot, "height")
        sea = self.formation == "sea"
        yaw = 0.55 * aim.x
        pitch = (0.16 + 0.1 * height if sea else 0.0) - 0.5 * aim.y
        eye = np.array([-2.2 * aim.x, 0.55 + 0.9 * height if sea else 0.4 * (height - 1.0), 0.0])
        eye[2] = 3.2 * math.log(aim.zoom)
        forward = np.array(
            [math.sin(yaw) * math.cos(pitch), -math.sin(pitch), math.cos(yaw) * math.cos(pitch)]
        )
        right = np.array([math.cos(yaw), 0.0, -math.sin(yaw)])
        up = np.cross(forward, right)
        tilt = aim.roll + (0.0 if sea else self.slant)
        right, up = right * math.cos(tilt) + up * math.sin(tilt), up * math.cos(tilt) - right * math.sin(tilt)
        self.points["eye"] = tuple(eye)
        self.points["axes"] = tuple(np.concatenate([right, up, forward]).tolist())
        self.points["turn"] = self.tempo.turn(t)

    def draw(self, target: moderngl.Framebuffer, t: float, tile: tuple[int, int, int, int]) -> None:
        """Paint the ground, then the points."""
        width, height = target.size
        target.use()
        self.ctx.disable(moderngl.BLEND)
        self.ground["picture"] = (float(width), float(height))
        self.ground_array.render()

        guard = math.ceil(GUARD * height)
        target.viewport = (-guard, -guard, width + 2 * guard, height + 2 * guard)
        # Portrait keeps about as much of the waves across as a square does.
        slope = 2.0 * min(1.0, (width / height) ** 0.25)
        self.points["focal"] = (
            slope * height / width * width / (width + 2 * guard),
            slope * height / (height + 2 * guard),
        )
        self.points["picture"] = float(height)
        self.ramp.use(0)
        self.ctx.enable(moderngl.BLEND | moderngl.PROGRAM_POINT_SIZE)
        self.ctx.blend_func = (
            (moderngl.ONE, moderngl.ONE_MINUS_SRC_ALPHA)
            if self.light_ground
            else (moderngl.ONE, moderngl.ONE)
        )
        self.point_array.render(moderngl.POINTS)
        self.ctx.disable(moderngl.BLEND | moderngl.PROGRAM_POINT_SIZE)
        target.viewport = (0, 0, width, height)

    def release(self) -> None:
        """Free every GL object the scene made."""
        self.owned.release()

    def _set_ground(self, colours: npt.NDArray[np.float32]) -> None:
        tint = colours[min(1, len(colours) - 1)]
        tint = tint / max(float(tint.max()), 1e-3)
        if self.light_ground:
            # Far above 1: the film's shoulder would turn plain white into grey.
            low, high, glow, falloff = 2.6 + 0.5 * tint, 3.2 + 0.2 * tint, 0.3 + 0.3 * tint, 0.1
        else:
            low, high, glow, falloff = 0.002 + 0.005 * tint, 0.001 + 0.003 * tint, 0.02 * tint, 0.7
        self.ground["low"], self.ground["high"], self.ground["glow"] = tuple(low), tuple(high), tuple(glow)
        self.ground["centre"] = (float(self.shot.rng("ground").uniform(-0.5, 0.5)), 0.2)
        self.ground["falloff"] = falloff

    def _set_points(self) -> None:
        shot = self.shot
        sea = self.formation == "sea"
        self.points["formation"] = FORMATIONS[self.formation]
        self.points["waves"] = [tuple(wave) for wave in self.waves.tolist()]
        self.points["heights"] = self.heights.tolist()
        self.points["scatter"] = number(shot, "scatter")
        self.points["sheets"] = 3.0
        self.points["focus"] = 4.6 if sea else 6.3
        self.points["aperture"] = (0.007 if sea else 0.014) * number(shot, "blur")
        self.points["grain"] = 0.0085 if sea else 0.011
        self.points["sparkle"] = number(shot, "sparkle")
        self.points["ramp"] = 0
        self.points["opaque"] = self.light_ground
        self.points["gain"] = number(shot, "brightness") * (1.7 if self.light_ground else 1.0)
