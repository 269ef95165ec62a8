"""Camera moves for scenes with depth: eased, with inertia, closed where the clip loops."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .families.tempo import Tempo

Vector = npt.NDArray[np.float64]
Matrix = npt.NDArray[np.float64]

#: A hand's or a hovering drone's unrest: hertz, share.
UNREST = ((0.23, 1.0), (0.61, 0.5), (1.37, 0.18))


@dataclass(frozen=True)
class Pose:
    """Where the camera is (metres, y up) and how it looks: yaw 0 is towards -z; angles in radians."""

    position: Vector
    yaw: float
    pitch: float
    roll: float

    def axes(self) -> Matrix:
        """Right, up and backward as rows."""
        cy, sy, cp, sp = math.cos(self.yaw), math.sin(self.yaw), math.cos(self.pitch), math.sin(self.pitch)
        forward = np.array([sy * cp, sp, -cy * cp])
        right = np.array([cy, 0.0, sy])
        up = np.cross(right, forward)
        cr, sr = math.cos(self.roll), math.sin(self.roll)
        return np.stack([right * cr + up * sr, up * cr - right * sr, -forward])


@dataclass(frozen=True)
class Flight:
    """One camera move. `speed` in metres a second along the move, `turn_rate` in radians a second."""

    move: str
    tempo: Tempo
    start: Vector
    yaw: float
    pitch: float
    speed: float
    turn_rate: float
    unrest: float
    phases: Matrix

    def at(self, t: float) -> Pose:
        """The pose at `t` seconds."""
        gone = self._travel(t)
        yaw, pitch, position = self.yaw, self.pitch, self.start.copy()
        heading = np.array([math.sin(self.yaw), 0.0, -math.cos(self.yaw)])
        aside = np.array([math.cos(self.yaw), 0.0, math.sin(self.yaw)])
        if self.move in ("forward", "dolly-in"):
            position += heading * self.speed * gone
        elif self.move == "dolly-out":
            position -= heading * self.speed * gone
        elif self.move == "truck":
            position += aside * self.speed * gone
        elif self.move == "rise":
            position[1] *= math.exp(0.09 * gone * min(1.0, self.speed / 4))
            position += heading * self.speed * 0.5 * gone
        elif self.move == "orbit":
            yaw += self.turn_rate * gone
            position += aside * self.speed * gone
        elif self.move in ("pan-left", "pan-right"):
            yaw += self.turn_rate * gone * (-1 if self.move == "pan-left" else 1)
        elif self.move in ("tilt-up", "tilt-down"):
            pitch += 0.5 * self.turn_rate * gone * (1 if self.move == "tilt-up" else -1)
        sway = [self._sway(t, axis) for axis in range(5)]
        position = position + np.array([sway[0] * 0.5, sway[1] * 0.25, sway[0] * 0.3]) * self.unrest
        return Pose(
            position,
            yaw + 0.010 * sway[2] * self.unrest,
            pitch + 0.008 * sway[3] * self.unrest,
            0.006 * sway[4] * self.unrest,
        )

    def _travel(self, t: float) -> float:
        """Seconds' worth of movement by now, from the middle of the clip: never a sudden start, closed in a loop."""
        whole = self.tempo.duration
        turn = self.tempo.turn(t)
        if self.tempo.loop:
            return min(whole, 8.0) * 0.22 * math.sin(2 * math.pi * turn)
        return whole * (turn - 0.5 - 0.06 * math.sin(2 * math.pi * turn))

    def _sway(self, t: float, axis: int) -> float:
        turn = self.tempo.turn(t)
        return sum(
            self.tempo.calmed(hz, share) * math.sin(2 * math.pi * self.tempo.cycles(hz) * turn + float(phase))
            for (hz, share), phase in zip(UNREST, self.phases[axis], strict=True)
        )


def flight(
    move: str,
    tempo: Tempo,
    rng: np.random.Generator,
    *,
    height: float,
    yaw: float,
    pitch: float,
    speed: float,
    turn_rate: float = 0.06,
    unrest: float = 0.35,
) -> Flight:
    """A move that begins at a height over a place drawn from `rng`."""
    place = rng.uniform(-400, 400, 2)
    phases = rng.uniform(0, 2 * math.pi, (5, len(UNREST)))
    start = np.array([place[0], height, place[1]])
    return Flight(move, tempo, start, yaw, pitch, speed, turn_rate, unrest, phases)
