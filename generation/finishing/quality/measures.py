"""From what the meter saw to numbers: each measure is one function, with its reason."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.ndimage import median_filter, uniform_filter1d

from .seen import Seen

Series = npt.NDArray[np.float64]

#: Mean change between frames in 8-bit codes: below `STILL` nothing changed; a clip moves from `MOVES` on.
STILL, MOVES = 0.006, 0.05
#: Steps of the camera, in thousandths of the picture, from which it travels rather than stands.
TRAVELS = 1.0
#: A frame that changes by less than this share of its neighbours' change repeats the one before.
REPEAT = 0.1
#: So many repeats in a row are no longer a hiccup but a frozen picture, in seconds.
FROZEN_SECONDS = 0.2
#: Frames around a step that say what is usual there.
AROUND = 13
#: Brightness at which nothing can be seen any more: its mean, and its brightest spot.
BLACK_MEAN, BLACK_PEAK = 6.0, 22.0
#: A picture with this mean brightness outside pure black is day-lit: its black is lost detail, not night.
DAYLIT = 80.0


@dataclass(frozen=True)
class Measured:
    """The report's numbers, and the frames at which something happened.

    `flicker`: brightness up and down within a quarter of a second, as a share of it. `cadence`: how
    uneven the steps of movement are, 0 even, 1 like pulldown. `unsteady`: unrest of the camera from
    frame to frame in thousandths of the picture's longer side. `seam`: the step from the last frame to
    the first against the usual step; 0 where no loop was asked for. `white`, `black`: the share of the
    picture at the ends of the scale; `crushed` the black that is lost detail.
    """

    frames: int
    flicker: float
    frozen: tuple[int, ...]
    repeated: tuple[int, ...]
    pops: tuple[int, ...]
    local_pops: tuple[int, ...]
    cadence: float
    unsteady: float
    black_frames: tuple[int, ...]
    white: float
    black: float
    crushed: float
    seam: float
    change: float
    moves: bool

    def numbers(self) -> dict[str, float]:
        """By name, rounded, for the database."""
        numbers = {
            "flicker": self.flicker,
            "frozen_frames": float(len(self.frozen)),
            "repeated_frames": float(len(self.repeated)),
            "pops": float(len(self.pops) + len(self.local_pops)),
            "cadence": self.cadence,
            "unsteady": self.unsteady,
            "black_frames": float(len(self.black_frames)),
            "clipped_highlights": self.white,
            "clipped_shadows": self.black,
            "seam": self.seam,
            "change": self.change,
        }
        return {name: round(number, 4) for name, number in numbers.items()}


def measure(seen: Seen) -> Measured:
    """All measures of a clip of at least one frame."""
    moves = _moves(seen.change)
    black = (seen.brightness < BLACK_MEAN) & (seen.peak < BLACK_PEAK)
    frozen, repeated = _repeats(seen, black) if moves else ((), ())
    pops = _pops(seen.change)
    along, shaking = _travel(seen.shifts)
    daylit = seen.brightness > DAYLIT * (1 - seen.black)
    return Measured(
        frames=len(seen.brightness),
        flicker=_flicker(seen.brightness, seen.fps),
        frozen=frozen,
        repeated=repeated,
        pops=pops,
        local_pops=_local_pops(seen.tiles, pops),
        cadence=_cadence(seen.change, along) if moves else 0.0,
        unsteady=_unsteady(shaking),
        black_frames=tuple(np.flatnonzero(black).tolist()),
        white=float(seen.white.mean()),
        black=float(seen.black.mean()),
        crushed=float((seen.black * daylit).mean()),
        seam=_seam(seen) if seen.loop else 0.0,
        change=float(seen.change.mean()) if len(seen.change) else 0.0,
        moves=moves,
    )


def _moves(change: Series) -> bool:
    """By its livelier tenth: a clip that freezes for most of its length still ought to move."""
    return len(change) > 0 and float(np.percentile(change, 90)) > MOVES


def _usual(change: Series) -> Series:
    """What is usual around each step: the median of its neighbours."""
    size = (AROUND,) + (1,) * (change.ndim - 1)
    usual: Series = median_filter(change, size=size, mode="nearest")
    return usual


def _repeats(seen: Seen, black: npt.NDArray[np.bool_]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Frozen frames, and frames that repeat the one before among others that move. Black ones are neither."""
    change = seen.change
    same = ((change < STILL) | (change < REPEAT * _usual(change))) & ~black[1:]
    long = max(4, round(FROZEN_SECONDS * seen.fps))
    frozen: list[int] = []
    repeated: list[int] = []
    for start, end in _runs(same):
        (frozen if end - start >= long else repeated).extend(range(start + 1, end + 1))
    return tuple(frozen), tuple(repeated)


def _runs(flags: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Where flags are set without a break: first, and one past the last."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], flags.astype(np.int8), [0]))))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _spread(change: Series, usual: Series) -> Series:
    """How far steps usually lie from what is usual: the median distance, scaled to a standard deviation."""
    size = (AROUND,) + (1,) * (change.ndim - 1)
    spread: Series = 1.48 * median_filter(np.abs(change - usual), size=size, mode="nearest")
    return spread


def _pops(change: Series) -> tuple[int, ...]:
    """Frames at which the whole picture changes as no step around does: a cut, a flash, an alien frame."""
    if len(change) < 4:
        return ()
    usual = _usual(change)
    unlike = (change - usual) / (_spread(change, usual) + 0.08 * usual + 0.3)
    return _first_of_each((unlike > 8) & (change > 4.0) & _sudden(change, 1.8))


def _local_pops(tiles: Series, pops: tuple[int, ...]) -> tuple[int, ...]:
    """Frames at which a good part of the picture (7 %) changes suddenly, while the rest goes on."""
    if len(tiles) < 4:
        return ()
    usual = _usual(tiles)
    unlike = (tiles - usual) / (_spread(tiles, usual) + 0.15 * usual + 1.0)
    sudden = (unlike > 8) & (tiles > 8.0) & _sudden(tiles, 3.0)
    found = _first_of_each(sudden.mean(axis=1) > 0.07)
    return tuple(i for i in found if not any(abs(i - pop) <= 2 for pop in pops))


def _sudden(change: Series, times: float) -> npt.NDArray[np.bool_]:
    """Steps so many times as large as the one before and the one after.

    A crest that runs through a tile takes several steps. A flash takes two, so after a step the next
    but one counts if it is the smaller.
    """
    calm = np.zeros((1, *change.shape[1:]))
    before = np.concatenate((calm, change[:-1]))
    after = np.minimum(np.concatenate((change[1:], calm)), np.concatenate((change[2:], calm, calm)))
    sudden: npt.NDArray[np.bool_] = change > times * np.maximum(before, after)
    return sudden


def _first_of_each(flags: npt.NDArray[np.bool_]) -> tuple[int, ...]:
    """A flash is two steps, there and back: it counts once, at the frame that it shows."""
    first: list[int] = []
    for step in np.flatnonzero(flags).tolist():
        if not first or step + 1 - first[-1] > 2:
            first.append(step + 1)
    return tuple(first)


def _flicker(brightness: Series, fps: int) -> float:
    """The median distance from a quarter second's mean: a fade or a single flash has none."""
    window = 2 * round(fps / 8) + 1
    if len(brightness) <= window:
        return 0.0
    unrest = np.abs(brightness - uniform_filter1d(brightness, window, mode="nearest"))[
        window // 2 : -(window // 2)
    ]
    return float(np.median(unrest) / max(8.0, float(brightness.mean())))


def _cadence(change: Series, along: Series) -> float:
    """The median bend of the steps against their size: repeats, pulldown and drops make every step bend.

    Judged by how much the picture changes and, where the camera travels, by how far: grain hides the first.
    """
    return max(_bend(change, MOVES), _bend(along, TRAVELS))


def _bend(steps: Series, least: float) -> float:
    steps = steps[np.isfinite(steps)]
    if len(steps) < 6 or np.median(steps) < least:
        return 0.0
    return float(np.median(np.abs(_second(steps))) / np.median(steps))


def _second(path: Series) -> Series:
    """Each value less the mean of its neighbours: what is left once the smooth part is taken out."""
    rough: Series = path[1:-1] - (path[:-2] + path[2:]) / 2
    return rough


def _travel(shifts: Series) -> tuple[Series, Series]:
    """The camera's steps along its way and across it: uneven steps along are cadence, steps across are shaking.

    A camera that stands has no way: all of its steps count as shaking.
    """
    known = shifts[np.isfinite(shifts).all(axis=1)]
    if len(known) < max(6, len(shifts) / 2):
        return np.zeros(0), np.zeros((0, 2))
    way = known.mean(axis=0)
    length = float(np.hypot(*way))
    if length < TRAVELS:
        return np.zeros(0), shifts
    way = way / length
    across = shifts @ np.array([-way[1], way[0]])
    return shifts @ way, np.sqrt(2) * np.stack([across, np.zeros_like(across)], axis=1)


def _unsteady(steps: Series) -> float:
    """The median unrest of the camera's steps. Only where the picture moves as one can anything be said."""
    if len(steps) < 6:
        return 0.0
    rough = np.stack([_second(steps[:, 0]), _second(steps[:, 1])], axis=1)
    rough = rough[np.isfinite(rough).all(axis=1)]
    return float(np.median(np.hypot(rough[:, 0], rough[:, 1]))) if len(rough) else 0.0


def _seam(seen: Seen) -> float:
    """The step from the last frame to the first against the steps around it; 1 where nothing moves."""
    ends = np.concatenate((seen.change[-6:], seen.change[:6]))
    usual = float(np.median(ends)) if len(ends) else 0.0
    return (seen.seam + STILL) / (usual + STILL)
