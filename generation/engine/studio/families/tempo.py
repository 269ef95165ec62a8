"""Time as a share of the clip, so that a looped clip closes exactly."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ..family import Shot

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Tempo:
    """How fast things go in one clip.

    Motions are counted in cycles per clip and driven by `turn`. In a loop every count is whole and
    `turn` wraps, so the instant `duration` is drawn from the very same numbers as the instant 0.
    """

    duration: float
    loop: bool

    @classmethod
    def of(cls, shot: Shot) -> Tempo:
        """The tempo of a shot."""
        return cls(shot.duration, shot.settings.loop)

    def turn(self, t: float) -> float:
        """Share of the clip that has passed at `t` seconds; wraps to 0 at the end of a loop."""
        share = t / self.duration
        return share % 1.0 if self.loop else share

    def cycles(self, hz: float) -> float:
        """Cycles per clip at about `hz`, keeping its sign; whole and at least one in a loop.

        A frequency of 0 stays 0: what stands still stands still in a loop too.
        """
        return float(self.all_cycles(np.array([hz]))[0])

    def all_cycles(self, hz: Floats) -> Floats:
        """`cycles` for an array of frequencies."""
        count = hz * self.duration
        if not self.loop:
            return count
        whole = np.maximum(np.round(np.abs(count)), 1.0)
        return np.where(count == 0.0, 0.0, np.copysign(whole, count))

    def calmed(self, hz: float, amount: float) -> float:
        """An amplitude scaled down where closing the loop had to raise its frequency above `hz`.

        Keeps the speed of a slow sway, rather than its reach, when a clip is shorter than one sway.
        """
        if hz == 0.0:
            return amount
        return amount * min(1.0, abs(hz * self.duration / self.cycles(hz)))

    def closed(self, t: float, speed: float, phase: float) -> tuple[float, float]:
        """Where something is that moves at `speed` a second: a circle in a loop, else a straight line.

        Both start at the same heading; `phase` in turns is that heading.
        """
        heading = 2 * np.pi * phase
        if not self.loop:
            return float(speed * t * np.cos(heading)), float(speed * t * np.sin(heading))
        radius = speed * self.duration / (2 * np.pi)
        at = heading + 2 * np.pi * self.turn(t)
        return float(radius * np.sin(at)), float(-radius * np.cos(at))
