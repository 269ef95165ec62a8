"""Aurora: curtains that fold over the ground, as strips from their lower border up."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from .tempo import Floats, Tempo

Values = npt.NDArray[np.float32]

POINTS = 420
LAYERS = ((-0.05, 0.12), (-0.03, 0.2), (-0.01, 0.2), (0.01, 0.2), (0.03, 0.16), (0.05, 0.12))
"""A curtain's thickness: offsets (100 km) and each layer's share of the light."""


class Curtain:
    """One curtain: a path from west to east whose folds wander.

    Lengths are in units of 100 km, about the height of an aurora's lower border.
    """

    def __init__(
        self, north: float, tempo: Tempo, speed: float, fold: float, rng: np.random.Generator
    ) -> None:
        """`north` is its distance, `fold` 0 for a plain arc to 1.5 for one that turns back on itself."""
        self.north = north
        self.tempo = tempo
        self.fold = fold * north
        self.turns = np.array([0.7, 1.6, 3.1, 5.7, 10.3]) * rng.uniform(0.8, 1.25, 5)
        self.phases = rng.random(5)
        self.hz = np.array([0.015, 0.025, 0.04, 0.06, 0.09]) * speed
        self.sway_phases = rng.random(5)
        self.lean = float(rng.uniform(-0.5, 0.5))

    def strip(self, t: float) -> Values:
        """One triangle strip of all layers, n x 6: east, height, north, length along, rise 0 or 1, share."""
        s = np.linspace(-1, 1, POINTS)
        turn = self.tempo.turn(t)
        east, north = s * 3.4 * self.north, self.north * (1 + self.lean * s)
        for i in range(5):
            hz = float(self.hz[i])
            reach = self.tempo.calmed(hz, 0.3)
            beat = (self.tempo.cycles(hz) * turn + self.sway_phases[i]) % 1.0
            phase = self.turns[i] * s + self.phases[i] + reach * np.sin(2 * np.pi * beat)
            size = self.fold * (0.34, 0.2, 0.13, 0.055, 0.022)[i]
            north = north + size * np.sin(2 * np.pi * phase)
            east = east + 0.9 * size * np.cos(2 * np.pi * phase + 0.7 * i)
        north = np.maximum(north, 0.25)
        along = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(east), np.diff(north)))])
        strips = [self._layer(east + 0.7 * shift, north + shift, along, share) for shift, share in LAYERS]
        # Layers are joined by repeated corners, which draw nothing.
        joined = [strips[0]]
        for strip in strips[1:]:
            joined += [joined[-1][-1:], strip[:1], strip]
        return np.concatenate(joined).astype(np.float32)

    def _layer(self, east: Floats, north: Floats, along: Floats, share: float) -> Floats:
        rows = np.column_stack(
            [east, np.ones(POINTS), north, along, np.zeros(POINTS), np.full(POINTS, share)]
        )
        both = np.repeat(rows, 2, axis=0)
        both[1::2, 4] = 1.0
        return both
