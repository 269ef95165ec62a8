"""Stars in the sky over a scene outdoors at night."""

from __future__ import annotations

import moderngl
import numpy as np

from .families.owned import Owned
from .families.stars import star_table
from .families.tempo import Tempo
from .family import Shot
from .outdoors import Outdoors
from .stage import Stage

COUNT = 7_000
#: Radiance of a star of magnitude 4 at the middle of its spot.
LEVEL = 5.0


class Starlight:
    """Stars that stand still and twinkle, behind the clouds of an `Outdoors`."""

    def __init__(
        self, stage: Stage, shot: Shot, outdoors: Outdoors, *, lens: tuple[float, float], haze_at: float
    ) -> None:
        self.ctx, self.tempo = stage.ctx, Tempo.of(shot)
        self.owned = Owned()
        self.program = stage.program("starlight_vertex", "night_sky_stars_fragment")
        rng = shot.rng("stars")
        stars = star_table(COUNT, rng)
        around, _ = np.linalg.qr(rng.normal(size=(3, 3)))
        stars[:, :3] = stars[:, :3] @ around
        stars[:, 3] *= LEVEL
        table = self.owned.own(self.ctx.buffer(np.ascontiguousarray(stars, np.float32).tobytes()))
        self.array = self.owned.own(self.ctx.vertex_array(self.program, [(table, "4f 4f", "star", "tint")]))
        outdoors.set(self.program)
        self.program["lens"] = lens
        self.program["haze_at"] = haze_at
        self.program["pixels"] = float(shot.settings.height)
        self.program["beats"] = self.tempo.cycles(1.7)

    def draw(self, t: float, axes: tuple[float, ...]) -> None:
        """Add the stars to the current framebuffer, behind what has depth."""
        self.program["axes"] = axes
        self.program["turn"] = self.tempo.turn(t)
        self.ctx.enable_only(moderngl.DEPTH_TEST | moderngl.BLEND | moderngl.PROGRAM_POINT_SIZE)
        self.ctx.depth_func = "<="
        self.ctx.blend_func = moderngl.ONE, moderngl.ONE
        self.array.render(moderngl.POINTS)
        self.ctx.depth_func = "<"
        self.ctx.enable_only(moderngl.NOTHING)

    def release(self) -> None:
        """Free every GL object."""
        self.owned.release()
