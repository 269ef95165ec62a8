"""The parts that every sound is made of: noise of a colour, slow swells, a level, a seam."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import fft

from generation.engine.base import Sound

from ..family import Shot

RATE = 48_000
#: Loudness of every clip: -24 dB below full scale, root mean square.
LEVEL = 10 ** (-24 / 20)
Samples = npt.NDArray[np.float64]


def length(shot: Shot) -> int:
    """Samples of the whole clip."""
    return round(shot.duration * RATE)


def coloured(rng: np.random.Generator, count: int, low: float, high: float, slope: float = -1.0) -> Samples:
    """Stereo noise between two frequencies (Hz), power falling with frequency to the `slope`; periodic, so it loops."""
    frequency = fft.rfftfreq(count, 1 / RATE)
    safe = np.maximum(frequency, 1.0)
    shape = safe ** (slope / 2) / np.sqrt((1 + (low / safe) ** 4) * (1 + (safe / high) ** 4))
    shape[0] = 0.0
    spectrum = rng.standard_normal((2, len(frequency))) + 1j * rng.standard_normal((2, len(frequency)))
    # A shared part keeps the middle of the stereo picture filled.
    spectrum = 0.8 * spectrum + 0.6 * spectrum[::-1]
    noise = fft.irfft(spectrum * shape, count).T
    return noise / max(1e-12, float(np.sqrt((noise**2).mean())))  # type: ignore[no-any-return]


def swell(rng: np.random.Generator, count: int, seconds: float, depth: float) -> Samples:
    """A slow envelope around 1 with about one swell in so many seconds; periodic over the clip."""
    cycles = max(1, round(count / RATE / seconds))
    time = np.arange(count) / count
    envelope = np.zeros(count)
    for harmonic in (1, 2, 3):
        phase = rng.uniform(0, 2 * np.pi)
        envelope += np.sin(2 * np.pi * (cycles * harmonic + (harmonic > 1)) * time + phase) / harmonic
    return np.exp(depth * envelope)[:, None]


def finish(shot: Shot, samples: Samples) -> Sound:
    """Level it; fade in and out where it does not loop."""
    samples = samples / max(1e-12, float(np.sqrt((samples**2).mean()))) * LEVEL
    if not shot.settings.loop:
        fade = min(len(samples) // 4, RATE // 4)
        ramp = np.sin(np.linspace(0, np.pi / 2, fade))[:, None]
        samples[:fade] *= ramp
        samples[-fade:] *= ramp[::-1]
    return Sound(np.ascontiguousarray(np.clip(samples, -0.98, 0.98), np.float32), RATE)
