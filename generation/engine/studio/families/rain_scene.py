"""Rain on glass on a stage."""

from __future__ import annotations

from typing import TYPE_CHECKING

import moderngl
import numpy as np

from ..family import Shot
from .controls import choice, number
from .defocus import DefocusedPlace
from .framing import Framing
from .glass import rain_on
from .lights import Lights
from .owned import Owned

if TYPE_CHECKING:
    from ..stage import Stage

#: The scene behind the glass is out of focus: this many rows of it are enough for any picture.
SCENE_ROWS = 540

#: What the fog on the glass scatters by itself, by hour.
AMBIENT = {"day": 0.1, "golden-hour": 0.06, "dawn": 0.04, "sunset": 0.03, "dusk": 0.02, "blue-hour": 0.015}


class RainScene:
    """One shot of rain on glass."""

    def __init__(self, stage: Stage, shot: Shot) -> None:
        self.shot = shot
        self.owned = Owned()
        self.ctx = stage.ctx
        self.place = DefocusedPlace(stage, shot, self._streaks(shot))
        self.framing = Framing(choice(shot, "move"), self.place.tempo, shot.rng("framing"))
        self.pane = rain_on(
            self.place.aspect,
            self.place.tempo,
            number(shot, "amount"),
            number(shot, "drop_size"),
            number(shot, "pace"),
            shot.rng("pane"),
        )
        self._build(stage)

    def prepare(self, t: float) -> None:
        """Draw what is behind the glass and the water on it, once for all tiles."""
        self.place.draw(self.scene_target, t, self.framing.at(t))
        self.scene.build_mipmaps()

        drops, clearings = self.pane.drops(t), self.pane.clearings(t)
        self.drop_buffer.orphan(max(drops.nbytes, 16))
        self.drop_buffer.write(drops.tobytes())
        self.track_buffer.orphan(max(clearings.nbytes, 24))
        self.track_buffer.write(clearings.tobytes())
        self.water_target.use()
        self.water_target.clear()
        self.ctx.enable(moderngl.BLEND)
        self.ctx.blend_func = moderngl.ONE, moderngl.ONE
        self.drop_array.render(moderngl.TRIANGLE_STRIP, vertices=4, instances=len(drops))
        if len(clearings):
            # Tracks add no water; where several cross, the clearest counts.
            self.ctx.blend_equation = moderngl.FUNC_ADD, moderngl.MAX
            self.track_array.render(moderngl.TRIANGLE_STRIP, vertices=4, instances=len(clearings))
            self.ctx.blend_equation = moderngl.FUNC_ADD, moderngl.FUNC_ADD
        self.ctx.disable(moderngl.BLEND)

    def draw(self, target: moderngl.Framebuffer, t: float, tile: tuple[int, int, int, int]) -> None:
        """Look through the glass."""
        target.use()
        self.scene.use(0)
        self.water.use(1)
        self.glass["picture"] = (float(target.width), float(target.height))
        self.glass_array.render()

    def release(self) -> None:
        """Free every GL object the scene made."""
        self.place.release()
        self.owned.release()

    def _build(self, stage: Stage) -> None:
        own, ctx, shot = self.owned.own, self.ctx, self.shot
        width, height = shot.settings.width, shot.settings.height
        rows = min(height // 2, SCENE_ROWS)
        self.scene = own(ctx.texture((max(2, round(rows * width / height)), rows), 4, dtype="f2"))
        self.scene.filter = (moderngl.LINEAR_MIPMAP_LINEAR, moderngl.LINEAR)
        self.scene.repeat_x = self.scene.repeat_y = False
        self.scene_target = own(ctx.framebuffer([self.scene]))
        self.water = own(ctx.texture((width, height), 4, dtype="f2"))
        self.water.filter = (moderngl.NEAREST, moderngl.NEAREST)
        self.water_target = own(ctx.framebuffer([self.water]))
        self.drop_buffer = own(ctx.buffer(reserve=16, dynamic=True))
        self.track_buffer = own(ctx.buffer(reserve=24, dynamic=True))
        drops = stage.program("rain_water_vertex", "rain_water_fragment")
        tracks = stage.program("rain_track_vertex", "rain_track_fragment")
        drops["aspect"] = tracks["aspect"] = self.place.aspect
        self.drop_array = own(ctx.vertex_array(drops, [(self.drop_buffer, "4f/i", "drop")]))
        self.track_array = own(ctx.vertex_array(tracks, [(self.track_buffer, "4f 2f/i", "ends", "trace")]))
        self.glass = stage.program("whole_vertex", "rain_glass_fragment")
        self.glass_array = own(stage.whole(self.glass))
        self.glass["scene"], self.glass["water"] = 0, 1
        self.glass["aspect"] = self.place.aspect
        self.glass["fog"] = number(shot, "fog")
        self.glass["haze"] = float(np.log2(rows / 22))
        self.glass["lens"] = 0.9
        grey = AMBIENT.get(choice(shot, "hour"), 0.008)
        self.glass["ambient"] = (grey, grey * 1.02, grey * 1.06)

    def _streaks(self, shot: Shot) -> Lights:
        """Rain falling behind the glass: long faint discs that fall many times in a clip."""
        rng = shot.rng("streaks")
        amount = number(shot, "streaks")
        aspect = shot.settings.width / shot.settings.height
        n = round(130 * amount * aspect / 1.78)
        place = rng.uniform(-1.2, 1.2, (n, 2)) * [aspect, 1]
        light = np.full((n, 3), 0.035, np.float32) * rng.uniform(0.3, 1.0, (n, 1)).astype(np.float32)
        radius = rng.uniform(0.003, 0.008, n)
        return Lights.of(
            place, radius, light, rng, near=0.8, twinkle=0.0, stretch=rng.uniform(25, 50, n), soft=0.9
        )
