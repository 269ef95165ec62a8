"""Reading the mark back: the picture may have been enlarged, cut, flipped, framed or shown for a moment only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from ..borders import inside
from .averages import Averages, Plane
from .fit import Fit, detail, fit, mirrored, waves_of
from .keys import MarkKey
from .pattern import Waves, patterns

#: Standard deviations from which a number counts. At most some 5,000 sizes and parts of a file are tried, each with
#: 16 beginnings and 1,296 places to the fourth. That often the tail of a normal distribution, which lies above that of
#: a sum of waves with phases of chance, stays below one in a billion from here on.
CERTAIN = 10.8
#: Enough for the number of a clip that there is: of the numbers that chance would give, one in 20,000 is a clip's,
#: even where there are 100,000 clips.
ENOUGH = 9.8
#: At first: as it was, but for what rounding and a bar's blurred edge make of it.
NEARLY = np.arange(-3, 4) * 0.005 + 1
#: Then: shown as a part of a larger picture, or a part of it shown, in steps small enough for the finest waves.
ZOOMS = np.exp(np.arange(np.log(0.5), np.log(2.0), 0.008))
#: Last: squeezed to another shape (16:9 to 4:3 and back; a tenth cut off one side alone).
STRETCHES, LITTLE = (3 / 4, 4 / 3, 9 / 10, 10 / 9), np.exp(np.arange(-0.04, 0.3, 0.008))
#: So many of the best are looked at closely, and so many parts of a long file are searched in every size.
CLOSELY, PARTS = 4, 6
Period = tuple[float, float]


@dataclass(frozen=True)
class Found:
    """A number that a file's pictures carry, made with the key of that name; `z` in standard deviations."""

    number: int
    key: str
    z: float
    mirrored: bool

    @property
    def certain(self) -> bool:
        """Whether the mark proves itself; if not, only the number of a clip that there is counts."""
        return self.z >= CERTAIN

    @property
    def strength(self) -> float:
        """From 0 to 1, for people: at 1 it is as clear as in an untouched file."""
        return round(min(1.0, self.z / 20), 2)


@dataclass(frozen=True)
class _Try:
    """One way in which the picture may carry the mark, and how well that fits."""

    fit: Fit
    shown: Plane
    period: Period
    key: MarkKey
    flipped: bool


def find(averages: Averages, keys: Sequence[MarkKey]) -> Found | None:
    """The number that most of a file, or a part of it, carries; None if none can be read.

    Takes a few hundredths of a second for a file as we made it, and at most some seconds for one that is not ours.
    """
    means = averages.means()
    if not means or averages.most is None:
        return None
    bars = inside(averages.most)
    boxes: list[tuple[slice, slice]] = [(slice(None), slice(None))]
    if bars is not None:
        boxes.insert(0, (slice(bars.top, bars.bottom), slice(bars.left, bars.right)))
    whole = [detail(means[0][box]) for box in boxes]
    parts = [detail(part[boxes[0]]) for part in means[1:]]
    some = parts[:: max(1, -(-len(parts) // PARTS))]
    searches: Iterator[_Try | None] = chain(
        (_closest(keys, shown, _as_it_was(shown), every_way=True) for shown in whole),
        (_closest(keys, part, _as_it_was(part), every_way=False) for part in parts),
        (_closest(keys, shown, _enlarged(shown), every_way=False) for shown in whole),
        (_closest(keys, part, _enlarged(part), every_way=False) for part in some),
        (_closest(keys, shown, _stretched(shown), every_way=False) for shown in whole[:1]),
    )
    best: Found | None = None
    for found in (_found(one) for one in searches if one is not None):
        if found is not None and (best is None or found.z > best.z):
            best = found
        if best is not None and best.certain:
            break
    return best


def _found(best: _Try) -> Found | None:
    if best.fit.number is None or best.fit.z < ENOUGH:
        return None
    return Found(best.fit.number, best.key.name, round(best.fit.z, 1), best.flipped)


def _as_it_was(shown: Plane) -> list[Period]:
    """The whole picture, or the middle of a wide one, cut upright."""
    sides = sorted({min(shown.shape), max(shown.shape)})
    return [(side * zoom, side * zoom) for side in sides for zoom in NEARLY]


def _enlarged(shown: Plane) -> list[Period]:
    return [(min(shown.shape) * zoom,) * 2 for zoom in ZOOMS]


def _stretched(shown: Plane) -> list[Period]:
    short = min(shown.shape)
    return [(short * zoom, short * zoom * stretch) for stretch in STRETCHES for zoom in LITTLE]


def _closest(keys: Sequence[MarkKey], shown: Plane, periods: list[Period], *, every_way: bool) -> _Try | None:
    """The best of these periods for any key. `every_way`: also turned on its side or upside down."""
    tries = [
        _Try(fit(waves, patterns(key), 2), turned, period, key, flipped)
        for turned in ((shown, np.rot90(shown)) if every_way else (shown,))
        for period in periods
        if (seen := waves_of(turned, *period)) is not None
        for waves, flipped in _ways(seen, every_way)
        for key in keys
    ]
    tries.sort(key=lambda one: one.fit.z, reverse=True)
    return max((_closely(one) for one in tries[:CLOSELY]), key=lambda one: one.fit.z, default=None)


def _ways(waves: Waves, every_way: bool) -> Iterator[tuple[Waves, bool]]:
    yield waves, False
    yield mirrored(waves), True
    if every_way:
        yield np.conj(waves), False
        yield np.conj(mirrored(waves)), True


def _closely(one: _Try) -> _Try:
    """The same with places between the steps, and slightly larger, smaller, wider or higher."""
    best = one
    for down in (0.997, 1.0, 1.003):
        for across in (0.997, 1.0, 1.003):
            period = (one.period[0] * down, one.period[1] * across)
            seen = waves_of(one.shown, *period)
            if seen is None:
                continue
            waves = mirrored(seen) if one.flipped else seen
            closer = fit(waves, patterns(one.key), 4)
            if closer.z > best.fit.z:
                best = _Try(closer, one.shown, period, one.key, one.flipped)
    return best
