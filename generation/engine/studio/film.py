"""The film: from scene-referred light to a graded 8-bit picture. The same for every family."""

from __future__ import annotations

import math

import moderngl
import numpy as np
from scipy.ndimage import gaussian_filter

from .families.owned import Owned
from .family import Shot
from .looks import LOOKS, Look
from .stage import Stage, texture_of

#: Halvings of the picture that the bloom is made of.
LEVELS = 6
GRAIN_SIDE = 512
#: Middle grey that the meter aims at, how far it may correct, and how much of the error it corrects.
GREY, LEAST, MOST, SHARE = 0.16, 0.8, 1.25, 0.3


class Film:
    """Develops what was exposed: bloom, exposure, tone, look, grain, dither."""

    def __init__(self, stage: Stage, shot: Shot, exposed: moderngl.Texture) -> None:
        self.ctx, self.shot, self.exposed = stage.ctx, shot, exposed
        self.look: Look = LOOKS[shot.settings.look]
        self.owned = Owned()
        self.exposure: float | None = None
        self.smaller = stage.program("whole_vertex", "bloom_down_fragment")
        self.larger = stage.program("whole_vertex", "bloom_up_fragment")
        self.developer = stage.program("whole_vertex", "film_fragment")
        own = self.owned.own
        self.shrinking, self.growing, self.developing = (
            own(stage.whole(program)) for program in (self.smaller, self.larger, self.developer)
        )
        self.levels = self._pyramid()
        self.picture = own(self.ctx.framebuffer([own(self.ctx.texture(exposed.size, 4))]))
        self.grain = own(
            self.ctx.texture((GRAIN_SIDE, GRAIN_SIDE), 3, grain_plate(shot).tobytes(), dtype="f4")
        )
        self.grain.repeat_x = self.grain.repeat_y = True
        self.noise = shot.rng("film")
        self._set_look()

    def _pyramid(self) -> list[moderngl.Framebuffer]:
        levels = []
        width, height = self.exposed.size
        for _ in range(LEVELS):
            width, height = max(2, width // 2), max(2, height // 2)
            texture = self.owned.own(self.ctx.texture((width, height), 4, dtype="f4"))
            texture.filter = (moderngl.LINEAR, moderngl.LINEAR)
            texture.repeat_x = texture.repeat_y = False
            levels.append(self.owned.own(self.ctx.framebuffer([texture])))
        return levels

    def _set_look(self) -> None:
        look, set_uniform = self.look, self.developer
        width, height = self.exposed.size
        set_uniform["light"], set_uniform["bloomed"], set_uniform["grain_plate"] = 0, 1, 2
        set_uniform["picture"] = (float(width), float(height))
        set_uniform["bloom"] = 0.07 * look.bloom
        set_uniform["halation"] = 0.05 * look.halation
        set_uniform["contrast"], set_uniform["saturation"] = look.contrast, look.saturation
        set_uniform["shadows"], set_uniform["highlights"] = look.shadows, look.highlights
        set_uniform["lift"], set_uniform["vignette"] = look.lift, look.vignette
        set_uniform["silver"] = (*(look.mono or (0.0, 0.0, 0.0)), 1.0 if look.mono else 0.0)
        # Grain is of the film, not of the pixel: as large at 2160p as at 360p, seen from the same chair.
        set_uniform["grain_scale"] = max(1.0, look.grain_size * height / 900)
        set_uniform["grain_amount"] = 0.055 * look.grain

    def develop(self, index: int) -> moderngl.Framebuffer:
        """Develop frame `index`; the framebuffer is valid until the next call."""
        self.ctx.enable_only(moderngl.NOTHING)
        self._bloom()
        if self.exposure is None:
            self.exposure = self._meter()
        roll = self.shot.rng(f"film {index}")
        look = self.look
        self.developer["exposure"] = self.exposure * (1 + look.flicker * float(roll.normal(0, 0.5)))
        wander = look.weave / 1000 * roll.normal(0, 0.5, 2)
        self.developer["weave"] = (float(wander[0]), float(wander[1]))
        self.developer["grain_shift"] = tuple(float(v) for v in roll.random(2))
        self.developer["specks"] = self._dust(roll)
        self.exposed.use(0)
        texture_of(self.levels[0]).use(1)
        self.grain.use(2)
        self.picture.use()
        self.developing.render()
        return self.picture

    def _bloom(self) -> None:
        """Down the pyramid and up again, adding each level to the next larger one."""
        source = self.exposed
        for level in self.levels:
            level.use()
            source.use(0)
            self.smaller["light"] = 0
            self.smaller["texel"] = (1 / source.width, 1 / source.height)
            self.shrinking.render()
            source = texture_of(level)
        self.ctx.enable_only(moderngl.BLEND)
        self.ctx.blend_func = moderngl.ONE, moderngl.ONE
        for level, above in zip(self.levels[-2::-1], self.levels[:0:-1], strict=True):
            texture = texture_of(above)
            level.use()
            texture.use(0)
            self.larger["light"] = 0
            self.larger["texel"] = (1 / texture.width, 1 / texture.height)
            self.growing.render()
        self.ctx.enable_only(moderngl.NOTHING)

    def _meter(self) -> float:
        """Exposure from the first frame's log mean, corrected only in part: night stays night. Locked for the clip."""
        small = self.levels[2]
        light = np.frombuffer(small.read(components=3, dtype="f4"), np.float32).reshape(-1, 3) / (LEVELS - 2)
        luma = light @ np.array([0.2126, 0.7152, 0.0722], np.float32)
        mean = float(np.exp(np.log(np.maximum(luma, 1e-3)).mean()))
        return min(MOST, max(LEAST, float((GREY / mean) ** SHARE)))

    def _dust(self, roll: np.random.Generator) -> tuple[float, float, float, float]:
        """One speck's place, radius and strength, on few frames."""
        if not self.look.dust or roll.random() > 0.25:
            return (0.0, 0.0, 0.0, 0.0)
        return (
            float(roll.random()),
            float(roll.random()),
            float(roll.uniform(0.0008, 0.003)),
            self.look.dust,
        )

    def release(self) -> None:
        """Free every GL object."""
        self.owned.release()


def grain_plate(shot: Shot) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """A tile of silver grain: blue-ish noise with a mean of 0 and a deviation of 1, a little colour in it."""
    rng = shot.rng("grain")
    plate = rng.standard_normal((GRAIN_SIDE, GRAIN_SIDE, 3))
    plate = 0.8 * plate.mean(axis=2, keepdims=True) * math.sqrt(3) + 0.35 * plate
    fine = gaussian_filter(plate, (0.55, 0.55, 0), mode="wrap")
    coarse = gaussian_filter(plate, (2.2, 2.2, 0), mode="wrap")
    grain = fine - coarse
    return np.ascontiguousarray(grain / grain.std(), np.float32)
