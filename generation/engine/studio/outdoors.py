"""The sky that outdoor scenes share: its table, its clouds, and the uniforms of glsl/sky.glsl."""

from __future__ import annotations

import math

import moderngl
import numpy as np

from .families.owned import Owned
from .families.tempo import Tempo
from .family import Shot
from .light import Light
from .noise import tile
from .stage import Stage

#: Drift of the clouds in tiles of noise a second.
DRIFT = 0.0011


class Outdoors:
    """One sky for a shot. Clouds drift; in a loop two drifts cross-fade, so that the end meets the beginning."""

    def __init__(
        self,
        stage: Stage,
        shot: Shot,
        light: Light,
        tempo: Tempo,
        *,
        cover: float,
        cloud_scale: float,
        softness: float = 0.35,
        brightness: float = 1.0,
        drift: float = DRIFT,
        overcast: float = 0.0,
    ) -> None:
        self.light, self.tempo, self.drift = light, tempo, drift
        # A closed cover hides the disc well before it takes the last of its light.
        self.disc_seen = max(0.0, 1 - 1.3 * overcast) ** 2
        self.owned = Owned()
        self.cover = (cover, cloud_scale, softness, brightness)
        self.table = self.owned.own(light.texture(stage.ctx))
        self.noise = self.owned.own(
            stage.ctx.texture((512, 512), 4, tile(shot.rng("clouds")).tobytes(), dtype="f4")
        )
        self.noise.build_mipmaps()
        self.noise.filter = (moderngl.LINEAR_MIPMAP_LINEAR, moderngl.LINEAR)
        rng = shot.rng("drift")
        self.start = rng.random(2)
        angle = float(rng.uniform(0, 2 * math.pi))
        self.heading = np.array([math.cos(angle), math.sin(angle)])

    def set(self, program: moderngl.Program) -> None:
        """The uniforms that stay the same for the whole shot; textures on units 2 and 3."""
        values = {
            "sky_table": 2,
            "cloud_noise": 3,
            "towards": self.light.towards,
            "direct": self.light.direct,
            "ambient": self.light.ambient,
            "cloud": (threshold(self.cover[0]), *self.cover[1:])
            if self.cover[0] > 0.02
            else (0.0, 1.0, 1.0, 1.0),
            "disc": math.cos(math.radians(0.75)),
            "disc_seen": self.disc_seen,
        }
        for name, value in values.items():
            if name in program:
                program[name] = value

    def use(self, t: float, *programs: moderngl.Program) -> None:
        """Bind the textures and move the clouds to the instant `t`."""
        self.table.use(2)
        self.noise.use(3)
        gone = self.drift * self.tempo.duration
        turn = self.tempo.turn(t)
        one = self.start + self.heading * gone * turn
        other = self.start + self.heading * gone * (turn - 1) if self.tempo.loop else one
        for program in programs:
            for name, value in (
                ("cloud_shift", (*one, *other)),
                ("cloud_mix", turn if self.tempo.loop else 0.0),
            ):
                if name in program:
                    program[name] = value

    def release(self) -> None:
        """Free the textures."""
        self.owned.release()


def threshold(cover: float) -> float:
    """What of the noise's range (mean 0.5, deviation about 0.13) counts as cloud for a share of the sky covered."""
    return min(0.85, 0.28 + 0.42 * cover)
