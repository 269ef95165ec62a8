"""Cars on an avenue, as pairs of lights that come and go."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .lights import Lights
from .palettes import linear
from .tempo import Tempo

HEAD = np.array([linear("#fff1d6"), linear("#e6efff"), linear("#ffe0ac")], np.float32)
TAIL = np.array([linear("#ff2a16"), linear("#ff3a1c"), linear("#ff1c14")], np.float32)

NEAREST, FARTHEST = 0.9, 16.0
GAP = 2.6


@dataclass(frozen=True)
class Lane:
    """One lane: its place across (at distance 1), and whether its cars come towards the camera."""

    across: float
    coming: bool


class Traffic:
    """Cars of several lanes in perspective.

    Cars of a lane keep the same distance, and in a loop the lane moves on by a whole number of
    gaps per clip; a car's looks are those of the car whose place it takes, so the seam is exact
    at any speed.
    """

    def __init__(self, lanes: list[Lane], tempo: Tempo, speed: float, rng: np.random.Generator) -> None:
        """`speed` is in distance units a second, about 2 for a calm avenue."""
        self.lanes = lanes
        self.tempo = tempo
        self.steps = max(1, round(speed * tempo.duration / GAP))
        self.gap = speed * tempo.duration / self.steps if speed else GAP
        self.speed = speed
        self.count = int((FARTHEST - NEAREST) / self.gap) + 3
        kinds = self.steps if tempo.loop else self.count + self.steps + 4
        self.level = rng.lognormal(0.0, 0.35, (len(lanes), kinds)) * (rng.random((len(lanes), kinds)) < 0.85)
        self.offset = rng.uniform(-0.3, 0.3, (len(lanes), kinds)) * self.gap
        self.tint = rng.integers(0, len(HEAD), (len(lanes), kinds))
        self.start = rng.random(len(lanes))
        self.rng_seed = int(rng.integers(2**32))

    def at(self, t: float, vanishing: tuple[float, float], size: float) -> Lights:
        """The cars' lights at `t` seconds; `vanishing` is where the road ends, `size` the discs' radius."""
        parts = [self._lane(i, self.tempo.turn(t), vanishing, size) for i in range(len(self.lanes))]
        return Lights.together(parts)

    def _lane(self, index: int, turn: float, vanishing: tuple[float, float], size: float) -> Lights:
        lane = self.lanes[index]
        gone = turn * self.steps if self.speed else 0.0
        whole = int(np.floor(gone))
        # From two gaps before the nearest: a car must have faded before its place is given up.
        slot = np.arange(-2, self.count)
        car = (slot + whole) if lane.coming else (slot - whole)
        kind = car % self.level.shape[1]
        place = (slot - (gone - whole) if lane.coming else slot + (gone - whole)) + self.start[index]
        away = NEAREST + place * self.gap + self.offset[index][kind]
        fade = np.clip((away - 0.7) / 0.5, 0, 1) * np.clip((FARTHEST - away) / 3.0, 0, 1)
        away = np.maximum(away, 0.5)
        level = self.level[index][kind] * fade * (2.0 if lane.coming else 1.1) * away**-0.15
        colour = (HEAD if lane.coming else TAIL)[self.tint[index][kind]] * level[:, None]
        x = vanishing[0] + (lane.across + np.array([[-0.2], [0.2]])) / away
        y = vanishing[1] - 0.5 / away
        road = vanishing[1] - 0.85 / away
        radius = size * (0.5 + 0.8 * away**-0.8)
        pair = np.stack([x.ravel(), np.tile(y, 2)], axis=1)
        wet = np.stack([x.ravel(), np.tile(2 * road - y, 2)], axis=1)
        twice = np.tile(colour, (2, 1))
        rng = np.random.default_rng(self.rng_seed)
        return Lights.of(
            np.concatenate([pair, wet]),
            np.tile(radius, 4),
            np.concatenate([twice, 0.07 * twice]),
            rng,
            near=0.6,
            twinkle=0.0,
            stretch=np.repeat([1.0, 3.4], len(pair)),
            soft=np.repeat([0.0, 0.85], len(pair)),
        )
