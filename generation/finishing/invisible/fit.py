"""How well a key's patterns fit the waves of a picture, and which number fits best.

The figure is a number of standard deviations. Given the picture, it is a sum of waves with known weights and secret
phases. So, whatever a picture shows that was not marked with the key, the figure at one place is larger than z no
more often than a normal deviate is: the sum of waves has the lighter tail, at most exp(-z²/2).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.fft
from scipy.ndimage import gaussian_filter

from .number import STEPS, number_at
from .pattern import ACROSS, DOWN, FINEST, PATTERNS, RADIUS, USED, Plane, Waves

#: Detail finer than this counts, by the contrast around it; both in samples.
DETAIL, AROUND = 3.5, 3.0
#: A detail counts for at most so many times the contrast around it: no edge outweighs a meadow.
LOUDEST = 2.5
#: A wave counts for at most so many times the median one.
STRONGEST = 3.0
#: Waves need so many samples each to be told from others.
SAMPLES = 2.2
#: Fewer waves than this are too few to carry a number.
LEAST_WAVES = 300


@dataclass(frozen=True)
class Fit:
    """A number, how well it fits in standard deviations, and for how large a period."""

    z: float
    number: int | None


def detail(mean: Plane) -> Plane:
    """What a mark could be in: fine detail in proportion to the contrast around it."""
    fine = mean - gaussian_filter(mean, DETAIL)
    contrast = np.sqrt(gaussian_filter(fine * fine, AROUND)) + 0.1
    shown: Plane = np.clip(fine / contrast, -LOUDEST, LOUDEST)
    return shown


def waves_of(shown: Plane, down: float, across: float) -> Waves | None:
    """A picture's waves for a period of so many samples down and across, weighted; None where it has too few."""
    used = USED & (min(down, across) >= RADIUS * SAMPLES)
    if used.sum() < LEAST_WAVES:
        return None
    waves = _transformed(shown, down, across)
    size = np.abs(waves)
    median = float(np.median(size[used]))
    if median <= 0:
        return None
    weight = np.minimum(np.sqrt(size), STRONGEST * np.sqrt(median))
    weighted: Waves = np.where(used, waves / np.maximum(size, 1e-12) * weight, 0).astype(np.complex64)
    return weighted


def _transformed(shown: Plane, down: float, across: float) -> Waves:
    """Fourier's sums at the mark's waves, by real products: a wave down is the mirror of one up."""
    rows, columns = (
        np.outer(waves, 2 * np.pi / period * np.arange(length)).astype(np.float32)
        for waves, period, length in (
            (DOWN[FINEST:], down, shown.shape[0]),
            (ACROSS, across, shown.shape[1]),
        )
    )
    vertical = np.concatenate([np.cos(rows), np.sin(rows)]) @ shown
    both = vertical @ np.concatenate([np.cos(columns), np.sin(columns)]).T
    (cc, cs), (sc, ss) = (np.split(part, 2, axis=1) for part in np.split(both, 2))
    waves = np.empty(USED.shape, np.complex64)
    waves[FINEST:] = (cc - ss) - 1j * (cs + sc)
    waves[FINEST::-1] = (cc + ss) - 1j * (cs - sc)
    return waves


def mirrored(waves: Waves) -> Waves:
    """The waves of the picture flipped left to right, moved somewhere."""
    return np.conj(waves[::-1])


def fit(waves: Waves, patterns: Waves, fine: int) -> Fit:
    """The best number, with places compared at `fine` times the steps."""
    side = STEPS * fine
    spectrum = np.zeros((PATTERNS, side, side // 2 + 1), np.complex64)
    rows = DOWN.astype(np.intp) % side
    spectrum[:, rows, 1 : FINEST + 1] = waves * np.conj(patterns)
    places = scipy.fft.irfft2(spectrum, s=(side, side), overwrite_x=True)
    # irfft2 divides by the number of places and counts each wave twice, for its other half.
    places *= side * side / (2 * np.sqrt(np.square(np.abs(waves)).sum() / 2))
    return _best(places, fine)


def _best(places: npt.NDArray[np.float32], fine: int) -> Fit:
    """All patterns lie whole steps from each other: of each possible remainder, the best place of each pattern."""
    best_z, best_steps = -np.inf, np.zeros(PATTERNS, np.intp)
    for down in range(fine):
        for across in range(fine):
            whole_steps = places[:, down::fine, across::fine].reshape(PATTERNS, -1)
            z = float(whole_steps.max(axis=1).sum()) / np.sqrt(PATTERNS)
            if z > best_z:
                best_z, best_steps = z, whole_steps.argmax(axis=1)
    begin, *carriers = [divmod(int(step), STEPS) for step in best_steps]
    return Fit(best_z, number_at([(row - begin[0], column - begin[1]) for row, column in carriers]))
