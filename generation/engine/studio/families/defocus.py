"""A place seen far out of focus: its backdrop, its lights, and the lens that blurs them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import moderngl
import numpy as np

from ..family import Shot
from .backdrop import MARGIN, paint
from .controls import choice, number
from .framing import Aim
from .layouts import avenue, floating, skyline
from .lights import Lights, Values, cycles_of
from .owned import Owned
from .palettes import HOME, blend
from .palettes import lights as light_colours
from .tempo import Tempo
from .traffic import Lane, Traffic

if TYPE_CHECKING:
    from ..stage import Stage

RIGHT_HAND = [Lane(0.55, False), Lane(1.2, False), Lane(-0.55, True), Lane(-1.2, True)]

#: Lights are drawn at least this far apart from black, whatever the hour: by day they pale.
LEVELS = {"day": 0.5, "golden-hour": 0.7}


class DefocusedPlace:
    """The lights and backdrop of one shot.

    Reads these controls of the shot: layout (avenue, skyline, floating), hour, lights, density,
    size, twinkle, traffic, speed, brightness, blades, cat_eye, fringe.
    """

    def __init__(self, stage: Stage, shot: Shot, falling: Lights | None = None) -> None:
        """`falling` are streaks of rain between the lights and the lens."""
        self.shot = shot
        self.falling = falling
        self.tempo = Tempo.of(shot)
        self.owned = Owned()
        self.ctx = stage.ctx
        self.aspect = shot.settings.width / shot.settings.height
        self.traffic: Traffic | None = None
        rng = shot.rng("place")
        self.vanishing = (
            float(rng.uniform(-0.35, 0.35)) * min(1.0, self.aspect),
            float(rng.uniform(-0.36, -0.14)),
        )
        self.size = 0.1 * number(shot, "size") * min(1.0, (self.aspect / 1.2) ** 0.4)
        self.still = self._stand(rng)
        self.cycles = cycles_of(self.still, self.tempo, number(shot, "speed"))
        self._build(stage)

    def draw(self, target: moderngl.Framebuffer, t: float, aim: Aim) -> None:
        """Draw the instant `t` over the whole of `target`; keeps to its scissor."""
        width, height = target.size
        target.use()
        self.ctx.disable(moderngl.BLEND)
        self.backdrop.use(0)
        self.behind["picture"] = (float(width), float(height))
        self.behind["scale"] = (1 / (MARGIN * aim.zoom), 1 / (MARGIN * aim.zoom))
        self.behind["shift"] = (0.1 * aim.x / (MARGIN * self.aspect), 0.1 * aim.y / MARGIN)
        self.behind_array.render()
        discs = self.discs(t, aim)
        self.buffer.write(discs.tobytes())
        self.lamps["pixels"] = height / 2
        self.ctx.enable(moderngl.BLEND)
        self.ctx.blend_func = moderngl.ONE, moderngl.ONE
        self.lamp_array.render(moderngl.TRIANGLE_STRIP, vertices=4, instances=len(discs))
        self.ctx.disable(moderngl.BLEND)

    def discs(self, t: float, aim: Aim) -> Values:
        """Every disc at `t`, n x 8 as `Lights.discs` has them. n is the same at any instant."""
        discs = self.still.discs(aim, self.tempo.turn(t), self.cycles)
        if self.traffic:
            cars = self.traffic.at(t, self.vanishing, self.size)
            discs = np.concatenate([discs, cars.discs(aim, 0.0, np.zeros(len(cars), np.float32))])
        discs[:, 4:7] *= number(self.shot, "brightness") * LEVELS.get(choice(self.shot, "hour"), 1.0)
        if self.falling:
            discs = np.concatenate([discs, self._fall(self.falling, self.tempo.turn(t), aim)])
        return discs

    def _fall(self, streaks: Lights, turn: float, aim: Aim) -> Values:
        """Streaks on their way from above the picture to below it, over and over."""
        times = self.tempo.all_cycles(1.4 + 2.0 * streaks.hz.astype(np.float64))
        place = streaks.place.copy()
        place[:, 1] = 1.4 - 2.8 * ((times * turn + streaks.phase) % 1.0)
        place[:, 0] += 0.06 * place[:, 1]
        return replace(streaks, place=place).discs(aim, 0.0, np.zeros(len(streaks), np.float32))

    def release(self) -> None:
        """Free every GL object."""
        self.owned.release()

    def _stand(self, rng: np.random.Generator) -> Lights:
        shot = self.shot
        colours = light_colours(choice(shot, "lights"), shot.palette)
        density, layout = number(shot, "density"), choice(shot, "layout")
        reach = max(self.aspect, 0.75)
        if layout == "skyline":
            lights = skyline(
                colours if shot.palette else blend(colours, HOME), density, self.size, 1.25 * reach, rng
            )
        elif layout == "floating":
            lights = floating(colours, density, self.size, reach, rng)
        else:
            self.size *= 1.2
            lights = avenue(colours, density, self.size, self.vanishing, rng)
            if number(shot, "traffic") > 0:
                pace = 1.9 * number(shot, "speed") * number(shot, "traffic")
                self.traffic = Traffic(RIGHT_HAND, self.tempo, pace, shot.rng("traffic"))
        lights.twinkle[:] = np.clip(lights.twinkle * number(shot, "twinkle"), 0, 0.95)
        horizon = {"skyline": -0.22, "avenue": self.vanishing[1], "floating": -0.4}[layout]
        tint = colours.mean(axis=0)
        self.painting = paint(
            choice(shot, "hour"),
            horizon,
            self.aspect,
            (float(tint[0]), float(tint[1]), float(tint[2])),
            shot.rng("backdrop"),
            buildings=layout != "floating",
            water=layout == "skyline",
        )
        return lights

    def _build(self, stage: Stage) -> None:
        own, ctx, shot = self.owned.own, self.ctx, self.shot
        rows, columns, _ = self.painting.shape
        self.backdrop = own(ctx.texture((columns, rows), 3, self.painting.tobytes(), dtype="f4"))
        self.backdrop.filter = (moderngl.LINEAR, moderngl.LINEAR)
        self.backdrop.repeat_x = self.backdrop.repeat_y = False
        self.behind = stage.program("whole_vertex", "bokeh_backdrop_fragment")
        self.behind["backdrop"] = 0
        self.behind_array = own(stage.whole(self.behind))
        self.lamps = stage.program("bokeh_lights_vertex", "bokeh_lights_fragment")
        count = len(self.discs(0.0, Aim()))
        self.buffer = own(ctx.buffer(reserve=count * 8 * 4, dynamic=True))
        self.lamp_array = own(ctx.vertex_array(self.lamps, [(self.buffer, "4f 4f/i", "disc", "glow")]))
        self.lamps["aspect"] = self.aspect
        rng = shot.rng("lens")
        self.lamps["blades"] = number(shot, "blades")
        self.lamps["turned"] = float(rng.uniform(0, 6.283))
        self.lamps["straight"] = float(rng.uniform(0.35, 0.8))
        self.lamps["cat_eye"] = number(shot, "cat_eye")
        self.lamps["fringe"] = number(shot, "fringe")
        self.lamps["onion"] = float(rng.uniform(0.0, 0.05))
        self.lamps["rim"] = float(rng.uniform(0.2, 0.5))
