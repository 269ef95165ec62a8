"""Lights out of focus, as arrays: where their discs lie and how they live."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from .framing import Aim
from .tempo import Tempo

Values = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Lights:
    """n lights on the picture plane, in half picture heights, y up, the middle at 0.

    `place` n x 2; `near` n, how far a light follows the frame's moves (1 as much as the frame
    itself, less for what is far); `radius` n; `stretch` n, the disc's height over its width;
    `soft` n, the width of the disc's edge in radii;
    `colour` n x 3, radiance; `twinkle` n, the share of its light that comes and goes; `hz` and
    `phase` n, how often and from where.
    """

    place: Values
    near: Values
    radius: Values
    stretch: Values
    soft: Values
    colour: Values
    twinkle: Values
    hz: Values
    phase: Values

    def __len__(self) -> int:
        """How many lights."""
        return len(self.radius)

    @classmethod
    def of(
        cls,
        place: npt.ArrayLike,
        radius: npt.ArrayLike,
        colour: npt.NDArray[np.floating[Any]],
        rng: np.random.Generator,
        *,
        near: npt.ArrayLike = 0.5,
        twinkle: npt.ArrayLike = 0.1,
        stretch: npt.ArrayLike = 1.0,
        soft: npt.ArrayLike = 0.0,
    ) -> Lights:
        """Lights from what differs between them; numbers are spread over all of them."""
        n = len(colour)

        def spread(values: npt.ArrayLike) -> Values:
            return np.broadcast_to(np.asarray(values, np.float32), (n,)).copy()

        return cls(
            np.asarray(place, np.float32).reshape(n, 2),
            spread(near),
            spread(radius),
            spread(stretch),
            spread(soft),
            colour.astype(np.float32),
            spread(twinkle),
            rng.uniform(0.15, 0.9, n).astype(np.float32),
            rng.random(n, np.float32),
        )

    @classmethod
    def together(cls, parts: list[Lights]) -> Lights:
        """Several groups as one."""
        return cls(*(np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(cls)))

    def discs(self, aim: Aim, turn: float, cycles: Values) -> Values:
        """What the frame sees at one instant, n x 8: x, y, radius, stretch, radiance (3), softness."""
        beat = 0.5 + 0.5 * np.sin(2 * np.pi * ((cycles * turn + self.phase) % 1.0))
        level = 1.0 - self.twinkle * beat**2
        follow = self.near[:, None] * np.array([aim.x, aim.y], np.float32)
        zoom = 1.0 + (aim.zoom - 1.0) * (0.35 + 0.65 * self.near)
        seen = (self.place - follow) * zoom[:, None]
        cos, sin = np.cos(aim.roll), np.sin(aim.roll)
        turned = np.stack([seen[:, 0] * cos - seen[:, 1] * sin, seen[:, 0] * sin + seen[:, 1] * cos], axis=1)
        columns = [
            turned,
            (self.radius * zoom)[:, None],
            self.stretch[:, None],
            self.colour * level[:, None],
            self.soft[:, None],
        ]
        return np.concatenate(columns, axis=1).astype(np.float32)


def cycles_of(lights: Lights, tempo: Tempo, speed: float) -> Values:
    """Each light's twinkling in cycles per clip, at `speed` times its own pace."""
    return tempo.all_cycles(lights.hz.astype(np.float64) * speed).astype(np.float32)
