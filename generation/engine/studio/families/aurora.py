"""Aurora on a stage: its curtains, drawn at half size into a texture of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import moderngl
import numpy as np
import numpy.typing as npt

from ..family import Shot
from .controls import number
from .curtains import Curtain
from .owned import Owned
from .palettes import Colour, linear
from .stars import noise
from .tempo import Tempo

if TYPE_CHECKING:
    from ..stage import Stage

#: Oxygen's green, its red far above, nitrogen's pink at the hem of a strong display.
GREEN, RED, PINK = linear("#36ff8a"), linear("#a03cff"), linear("#ff5aa8")


class Aurora:
    """The curtains of one shot."""

    def __init__(self, stage: Stage, shot: Shot) -> None:
        self.tempo = Tempo.of(shot)
        self.owned = Owned()
        self.ctx = stage.ctx
        self.speed = number(shot, "speed")
        own, ctx = self.owned.own, self.ctx
        rng = shot.rng("aurora")
        distances = np.sort(rng.uniform(1.1, 4.2, int(rng.integers(2, 4))))[::-1]
        self.curtains = [
            Curtain(float(d), self.tempo, self.speed, number(shot, "fold"), rng) for d in distances
        ]
        self.colour, high, hem = self._colours(shot)
        size = (max(2, shot.settings.width // 2), max(2, shot.settings.height // 2))
        self.texture = own(ctx.texture(size, 4, dtype="f2"))
        self.texture.filter = (moderngl.LINEAR_MIPMAP_LINEAR, moderngl.LINEAR)
        self.texture.repeat_x = self.texture.repeat_y = False
        self.target = own(ctx.framebuffer([self.texture]))
        grain = noise((128, 512), (12, 6, 3), rng) * 0.2 + 0.5
        self.rays = own(ctx.texture((512, 128), 1, np.clip(grain, 0, 1).astype("f4").tobytes(), dtype="f4"))
        self.rays.filter = (moderngl.LINEAR, moderngl.LINEAR)
        self.program = stage.program("night_sky_aurora_vertex", "night_sky_aurora_fragment")
        self.buffer = own(ctx.buffer(reserve=self.curtains[0].strip(0.0).nbytes, dynamic=True))
        self.array = own(ctx.vertex_array(self.program, [(self.buffer, "4f 2f", "hem", "rise")]))
        level = 1.25 * number(shot, "aurora") * number(shot, "brightness")
        self.program["low"] = tuple(level * c for c in self.colour)
        self.program["high"] = tuple(0.8 * level * c for c in high)
        self.program["hem"] = tuple(0.5 * level * c for c in hem)
        self.program["tall"] = 2.3
        self.program["fine"] = 2.2
        self.heading = float(rng.random())
        self.seeds = rng.random(len(self.curtains))

    def draw(self, t: float, to_world: npt.NDArray[np.float64], slopes: tuple[float, float]) -> None:
        """Draw the curtains of the instant `t` into `texture`."""
        self.target.use()
        self.target.clear()
        self.ctx.enable(moderngl.BLEND)
        self.ctx.blend_func = moderngl.ONE, moderngl.ONE
        self.rays.use(0)
        self.program["rays"] = 0
        self.program["slopes"] = slopes
        # OpenGL reads matrices by columns: the rows of `to_world` make its transpose, the way back.
        self.program["from_world"] = tuple(to_world.ravel().tolist())
        self.program["drift"] = self.tempo.closed(t, 0.02 * self.speed, self.heading)
        for curtain, seed in zip(self.curtains, self.seeds, strict=True):
            strip = curtain.strip(t)
            self.buffer.write(strip.tobytes())
            self.program["seed"] = float(seed)
            self.array.render(moderngl.TRIANGLE_STRIP, vertices=len(strip))
        self.ctx.disable(moderngl.BLEND)
        self.texture.build_mipmaps()

    def release(self) -> None:
        """Free every GL object."""
        self.owned.release()

    def _colours(self, shot: Shot) -> tuple[Colour, Colour, Colour]:
        """Low, high and hem: nature's, or those asked for from the hem's green upwards."""
        if not shot.palette:
            return GREEN, RED, PINK
        asked = list(shot.palette)
        return asked[0], asked[1] if len(asked) > 1 else asked[0], asked[-1] if len(asked) > 2 else asked[0]
