"""How far the whole picture moved between two frames: phase correlation, finer than a pixel."""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt
from scipy import fft

from ..small import Luma

Spectrum = npt.NDArray[np.complex64]
#: Below this height of the peak the picture does not move as one, and nothing can be said of the camera.
LEAST_PEAK = 0.06


def spectrum(bright: Luma) -> Spectrum:
    """The picture's Fourier transform, its edges faded so that they do not count as detail."""
    transformed: Spectrum = fft.rfft2(
        (bright - bright.mean()) * _fade(*bright.shape), s=spectrum_shape(bright)
    )
    return transformed


def spectrum_shape(bright: Luma) -> tuple[int, int]:
    """The size at which the picture is transformed: a little larger where that is many times as fast."""
    return fft.next_fast_len(bright.shape[0], real=True), fft.next_fast_len(bright.shape[1], real=True)


@cache
def _fade(height: int, width: int) -> Luma:
    return (np.hanning(height)[:, None] * np.hanning(width)).astype(np.float32)


def shift(before: Spectrum, after: Spectrum, shape: tuple[int, int]) -> tuple[float, float] | None:
    """Movement (right, down) in pixels; None where the picture does not move as one.

    Source: Kuglin and Hines 1975; the peak's place between pixels by a parabola through its neighbours.
    """
    cross = after * np.conj(before)
    size = np.abs(cross)
    floor = float(size.mean()) * 1e-3
    if floor == 0:
        return None
    peak = fft.irfft2(cross / np.maximum(size, floor), s=shape)
    y, x = divmod(int(peak.argmax()), shape[1])
    if peak[y, x] < LEAST_PEAK:
        return None
    right = x + _between(peak[y, x - 1], peak[y, x], peak[y, (x + 1) % shape[1]])
    down = y + _between(peak[y - 1, x], peak[y, x], peak[(y + 1) % shape[0], x])
    return _signed(right, shape[1]), _signed(down, shape[0])


def _between(left: float, middle: float, right: float) -> float:
    """The top of a parabola through three neighbours, from -0.5 to 0.5 of the middle one."""
    bend = left - 2 * middle + right
    return 0.0 if bend >= 0 else float(np.clip(0.5 * (left - right) / bend, -0.5, 0.5))


def _signed(place: float, length: int) -> float:
    return place - length if place > length / 2 else place
