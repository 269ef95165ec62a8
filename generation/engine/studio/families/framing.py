"""Moves of the frame for scenes that are composed on the picture plane."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from .tempo import Tempo


@dataclass(frozen=True)
class Aim:
    """Where the frame looks: an offset in half picture heights, a magnification, a roll in radians."""

    x: float = 0.0
    y: float = 0.0
    zoom: float = 1.0
    roll: float = 0.0


#: What each move adds at the far end of its travel (it starts as far on the other side).
REACH: dict[str, Aim] = {
    "locked": Aim(),
    "drift": Aim(x=0.05, y=0.015, zoom=1.02),
    "pan-left": Aim(x=-0.22),
    "pan-right": Aim(x=0.22),
    "tilt-up": Aim(y=0.16),
    "tilt-down": Aim(y=-0.16),
    "dolly-in": Aim(zoom=1.14),
    "dolly-out": Aim(zoom=1 / 1.14),
    "orbit": Aim(x=0.3, zoom=1.03, roll=0.012),
    "handheld": Aim(),
}

#: A hand's sway: hertz, share of the reach.
SWAY = ((0.31, 1.0), (0.83, 0.45), (1.7, 0.16))


class Framing:
    """One move over the clip. In a loop it goes out and comes back, and stays smooth at the seam."""

    def __init__(self, move: str, tempo: Tempo, rng: np.random.Generator, strength: float = 1.0) -> None:
        """`move` is a key of `REACH`; `strength` scales its reach."""
        self.reach = REACH[move]
        self.strength = strength
        self.tempo = tempo
        self.shake = 0.012 * strength if move == "handheld" else 0.0
        self.phases = rng.uniform(0, 2 * math.pi, (3, len(SWAY)))

    def at(self, t: float) -> Aim:
        """The aim at `t` seconds."""
        s = self.travel(t) * self.strength
        return Aim(
            x=self.reach.x * s + self._sway(t, 0),
            y=self.reach.y * s + self._sway(t, 1),
            zoom=self.reach.zoom**s,
            roll=self.reach.roll * s + 0.4 * self._sway(t, 2),
        )

    def travel(self, t: float) -> float:
        """Where on its way the move is, -1 to 1: eased with inertia, or there and back in a loop."""
        turn = self.tempo.turn(t)
        if self.tempo.loop:
            return 0.5 * math.sin(2 * math.pi * turn)
        return 2 * (turn - 0.6 * math.sin(2 * math.pi * turn) / (2 * math.pi)) - 1

    def _sway(self, t: float, axis: int) -> float:
        if not self.shake:
            return 0.0
        turn = self.tempo.turn(t)
        return sum(
            self.tempo.calmed(hz, self.shake * share)
            * math.sin(2 * math.pi * ((self.tempo.cycles(hz) * turn) % 1.0) + float(phase))
            for (hz, share), phase in zip(SWAY, self.phases[axis], strict=True)
        )
