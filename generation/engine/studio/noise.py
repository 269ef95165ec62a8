"""Noise made on the host: hashes in a shader cost more than a texture."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import fft

SIDE = 512


def tile(rng: np.random.Generator, roughness: float = 1.55) -> npt.NDArray[np.float32]:
    """Four channels of fractal noise on a tile that repeats without a seam, 0 to 1 around 0.5.

    Shaped in frequency: amplitude falls as frequency to the power of -roughness.
    """
    frequency = np.hypot(*np.meshgrid(fft.fftfreq(SIDE, 1 / SIDE), fft.fftfreq(SIDE, 1 / SIDE)))
    fall = np.where(frequency >= 2, np.maximum(frequency, 1.0) ** -roughness, 0.0)
    channels = []
    for _ in range(4):
        field = fft.ifft2(fft.fft2(rng.standard_normal((SIDE, SIDE))) * fall).real
        channels.append(0.5 + 0.14 * field / field.std())
    return np.ascontiguousarray(np.clip(np.stack(channels, -1), 0, 1), np.float32)
