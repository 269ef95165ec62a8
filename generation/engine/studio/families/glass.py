"""Rain on a pane: drops that sit, run down in fits and starts, and wipe what is in their way.

The whole clip is worked out before the first frame, as arrays of what happened where and when.
Any instant is then read from them without the ones before it, and in a loop every moment is
counted round the clip: a drop that started late in it is still running at its beginning.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from .tempo import Tempo

Values = npt.NDArray[np.float32]

STEP = 1 / 30
LONGEST = 14.0
"""Seconds that a running drop is followed at most."""
REGROW = 9.0
"""Seconds until a wiped spot is full of drops again."""
REFOG = 11.0
"""Seconds in which a wiped track's clearness falls to a third."""


@dataclass(frozen=True)
class Run:
    """One drop's way down: when it appeared, and every `STEP` after that where it was and how large."""

    start: float
    x: Values
    y: Values
    radius: Values


@dataclass(frozen=True)
class Pane:
    """Everything that happens on the glass in one clip, in half picture heights and seconds.

    `standing` n x 4 (x, y, radius, random) with `wiped`: (drop, time) of every wiping, sorted by
    nothing; `passing` n x 6 (x, y, radius, random, time of appearing, seconds to dry);
    `tracks` n x 6 (from x, y, to x, y, half width, time).
    """

    tempo: Tempo
    standing: Values
    wiped_drop: npt.NDArray[np.intp]
    wiped_time: Values
    passing: Values
    tracks: Values
    runs: tuple[Run, ...]

    def age(self, t: float, since: Values) -> Values:
        """Seconds since each moment at `t`: counted round a loop; infinite for what is yet to come."""
        if self.tempo.loop:
            age: Values = np.mod(t - since, self.tempo.duration)
        else:
            age = np.where(t >= since, t - since, np.inf).astype(np.float32)
        return age

    def drops(self, t: float) -> Values:
        """Every drop on the glass at `t`, n x 4: x, y, radius, random. n differs between instants."""
        t = t % self.tempo.duration if self.tempo.loop else t
        last = np.full(len(self.standing), np.inf, np.float32)
        np.minimum.at(last, self.wiped_drop, self.age(t, self.wiped_time))
        standing = self.standing.copy()
        standing[:, 2] *= _smooth((last - 0.35) / REGROW)

        age = self.age(t, self.passing[:, 4])
        left = np.clip(1 - age / self.passing[:, 5], 0, 1)
        passing = self.passing[:, :4].copy()
        passing[:, 2] *= np.sqrt(left) * _smooth(age / 0.08)
        return np.concatenate([standing, passing[passing[:, 2] > 5e-4], self._running(t)])

    def clearings(self, t: float) -> Values:
        """Wiped tracks at `t`, n x 6: from x, y, to x, y, half width, clearness 0 to 1."""
        t = t % self.tempo.duration if self.tempo.loop else t
        clear = np.exp(-self.age(t, self.tracks[:, 5]) / REFOG)
        seen = self.tracks.copy()
        seen[:, 5] = clear
        kept: Values = seen[clear > 0.03]
        return kept

    def _running(self, t: float) -> Values:
        found = []
        for run in self.runs:
            first = (t - run.start) % self.tempo.duration if self.tempo.loop else t - run.start
            last = (len(run.x) - 1) * STEP
            while 0 <= first < last:
                found.append(_body(run, first))
                if not self.tempo.loop:
                    break
                first += self.tempo.duration
        return np.concatenate(found) if found else np.empty((0, 4), np.float32)


def _smooth(x: Values) -> Values:
    x = np.clip(x, 0, 1)
    return x * x * (3 - 2 * x)


def _body(run: Run, age: float) -> Values:
    """A running drop: its head, and a tail where it has just been, n x 4."""
    back = age - np.array([0.0, 0.035, 0.07, 0.11])
    at = np.maximum(back, 0) / STEP
    steps = np.arange(len(run.x))
    x, y, radius = (np.interp(at, steps, values) for values in (run.x, run.y, run.radius))
    # The tail may not stretch further than it has water for.
    y = np.minimum(y, y[0] + radius[0] * np.array([0.0, 0.8, 1.5, 2.1]))
    radius = radius * np.array([1.0, 0.86, 0.66, 0.46])
    return np.stack([x, y, radius, np.full(4, 0.5)], axis=1).astype(np.float32)


def rain_on(
    aspect: float, tempo: Tempo, amount: float, drop_size: float, pace: float, rng: np.random.Generator
) -> Pane:
    """Work out a pane's whole clip. `amount` 1 is steady rain; `pace` scales how fast drops run."""
    standing = _standing(aspect, amount, drop_size, rng)
    tree = cKDTree(standing[:, :2])
    before = 0.0 if tempo.loop else LONGEST
    count = max(2, round((tempo.duration + before) * 1.5 * amount * aspect / 1.78))
    starts = np.sort(rng.uniform(-before, tempo.duration, count))
    log = _Log()
    runs = tuple(_run(float(s), aspect, drop_size, pace, standing, tree, log, rng) for s in starts)
    hits = round((tempo.duration + before) * 26 * amount * aspect / 1.78)
    for moment in rng.uniform(-before, tempo.duration, hits):
        size = drop_size * rng.lognormal(-4.5, 0.45)
        log.passing.append(
            (*(rng.uniform(-1, 1, 2) * [aspect, 1]), size, rng.random(), moment, rng.uniform(4, 10))
        )
    return Pane(
        tempo,
        standing,
        np.array(log.wiped_drop, np.intp),
        np.array(log.wiped_time, np.float32),
        np.array(log.passing, np.float32).reshape(-1, 6),
        np.array(log.tracks, np.float32).reshape(-1, 6),
        runs,
    )


class _Log:
    """What the running drops did, gathered as they run."""

    def __init__(self) -> None:
        self.wiped_drop: list[int] = []
        self.wiped_time: list[float] = []
        self.passing: list[tuple[float, ...]] = []
        self.tracks: list[tuple[float, ...]] = []


def _standing(aspect: float, amount: float, drop_size: float, rng: np.random.Generator) -> Values:
    """Drops that sit on the glass, large ones first, none in another's place; n x 4."""
    n = round(2600 * aspect / 1.78 * (0.5 + 0.5 * amount))
    size = drop_size * np.sort(rng.lognormal(-4.75, 0.62, n))[::-1].clip(0.0028, 0.05)
    place = rng.uniform(-1.02, 1.02, (n, 2)) * [aspect, 1]
    free = np.ones(n, bool)
    for i, near in enumerate(cKDTree(place).query_ball_point(place, size * 2.1)):
        if free[i]:
            free[[j for j in near if j > i]] = False
    return np.column_stack([place, size, rng.random(n)])[free].astype(np.float32)


def _run(
    start: float,
    aspect: float,
    drop_size: float,
    pace: float,
    standing: Values,
    tree: cKDTree,
    log: _Log,
    rng: np.random.Generator,
) -> Run:
    """Follow one drop from where it grows until it leaves the pane or has left all its water behind."""
    x, y = float(rng.uniform(-aspect, aspect)), float(rng.choice([1.1, rng.uniform(-0.1, 1.0)]))
    radius = drop_size * float(rng.uniform(0.024, 0.042))
    wait = 0.0 if y > 1.05 else float(rng.uniform(0.6, 2.0))
    path: list[tuple[float, float, float]] = []
    speed, aim, change = 0.0, 0.0, 0.0
    mark, marked_at, next_bead = (x, y), start, y - 0.05
    for step in range(int(LONGEST / STEP)):
        age = step * STEP
        now = start + age
        if age < wait:
            path.append((x, y, radius * (0.35 + 0.65 * math.sin(0.5 * math.pi * age / wait))))
            continue
        if age >= change:
            # A drop sticks, creeps or rushes, for a fraction of a second each.
            aim = float(rng.choice([0.02, 0.25, 0.7, 1.3], p=[0.22, 0.33, 0.3, 0.15])) * pace
            change = age + float(rng.uniform(0.15, 0.7))
        speed += (aim * (radius / (0.032 * drop_size)) - speed) * min(1.0, STEP / 0.12)
        y -= speed * STEP
        x += float(rng.normal(0, 0.16)) * math.sqrt(speed * STEP) * radius
        for i in tree.query_ball_point((x, y), radius * 1.25 + 0.012 * drop_size):
            log.wiped_drop.append(i)
            log.wiped_time.append(now)
            # It leans over to what it swallows, and grows by a part of it.
            x += 0.12 * (float(standing[i, 0]) - x) * min(1.0, float(standing[i, 2]) / radius)
            radius = min((radius**3 + 0.25 * float(standing[i, 2]) ** 3) ** (1 / 3), 0.05 * drop_size)
        radius *= 1 - 0.11 * speed * STEP
        path.append((x, y, radius))
        if mark[1] - y > 0.014:
            log.tracks.append((*mark, x, y, radius * 0.92, 0.5 * (marked_at + now)))
            mark, marked_at = (x, y), now
        if y < next_bead:
            size = radius * float(rng.uniform(0.14, 0.42))
            log.passing.append(
                (
                    x + float(rng.normal(0, 0.15)) * radius,
                    y + 1.6 * radius,
                    size,
                    rng.random(),
                    now,
                    rng.uniform(3.5, 9),
                )
            )
            next_bead = y - float(rng.uniform(0.02, 0.1))
        if y < -1.15 or radius < 0.011 * drop_size:
            break
    x_, y_, r_ = np.array(path, np.float32).T
    if y > -1.1:
        r_ = r_ * np.clip((len(r_) - 1 - np.arange(len(r_))) * STEP / 1.2, 0, 1)
    return Run(start, x_, y_, r_)
