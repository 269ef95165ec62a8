"""Surf, rain, wind and night air."""

from __future__ import annotations

import numpy as np
from scipy.signal import fftconvolve

from generation.engine.base import Sound

from ..family import Shot
from .bed import RATE, Samples, coloured, finish, length, swell


def surf(shot: Shot, *, wind: float, height: float) -> Sound:
    """Waves coming and going; from high up mostly air. `wind` in m/s, `height` in metres."""
    rng, count = shot.rng("sound"), length(shot)
    deep = coloured(rng, count, 40, 380, -1.3) * swell(rng, count, 6.5, 0.55)
    wash = coloured(rng, count, 500, 5_500, -0.9) * swell(rng, count, 5.0, 0.85)
    air = coloured(rng, count, 120, 900, -1.2) * swell(rng, count, 9.0, 0.35)
    near = 1 / (1 + height / 25)
    return finish(shot, near * (deep + 0.55 * wash) + (0.12 + 0.05 * wind * (1 - near)) * air)


def wind(shot: Shot, *, strength: float = 1.0) -> Sound:
    """Moving air with gusts."""
    rng, count = shot.rng("sound"), length(shot)
    low = coloured(rng, count, 50, 420, -1.4) * swell(rng, count, 6.0, 0.5 * strength)
    high = coloured(rng, count, 500, 1_600, -1.2) * swell(rng, count, 4.0, 0.9 * strength)
    return finish(shot, low + 0.22 * strength * high)


def rain(shot: Shot, *, heaviness: float = 1.0, indoors: bool = True) -> Sound:
    """Rain outside, and single drops on the pane where it is heard from inside."""
    rng, count = shot.rng("sound"), length(shot)
    hiss = coloured(rng, count, 900, 6_000 if indoors else 11_000, -0.55) * swell(rng, count, 8.0, 0.12)
    rumble = coloured(rng, count, 60, 420, -1.2) * swell(rng, count, 10.0, 0.2)
    drops = _drops(rng, count, per_second=9 * heaviness) if indoors else 0.0
    return finish(shot, (0.6 + 0.4 * heaviness) * hiss + 0.5 * rumble + drops)


def night_air(shot: Shot) -> Sound:
    """Almost silence: distant air, and crickets now and then."""
    rng, count = shot.rng("sound"), length(shot)
    air = coloured(rng, count, 60, 500, -1.4) * swell(rng, count, 9.0, 0.3)
    time = np.arange(count) / RATE
    chirps = np.zeros((count, 2))
    for _ in range(3):
        pitch, rate = rng.uniform(3_900, 4_700), rng.uniform(1.6, 2.4)
        gate = np.clip(np.sin(2 * np.pi * rate * time + rng.uniform(0, 6.28)) * 4 - 2.6, 0, 1)
        voice = np.sin(2 * np.pi * pitch * time) * gate * (0.5 + 0.5 * np.sin(2 * np.pi * 31 * time))
        pan = rng.uniform(0.2, 0.8)
        chirps += voice[:, None] * np.array([1 - pan, pan])
    return finish(shot, air + 0.16 * chirps)


def _drops(rng: np.random.Generator, count: int, per_second: float) -> Samples:
    """Short resonant taps at random moments; those near the end ring on at the beginning."""
    hits = np.zeros((count, 2))
    for _ in range(int(per_second * count / RATE)):
        pan = rng.uniform(0.15, 0.85)
        hits[rng.integers(count)] += rng.exponential(1.0) * np.array([1 - pan, pan])
    ring = np.arange(int(0.03 * RATE)) / RATE
    tap = np.exp(-ring * 240) * (np.sin(2 * np.pi * 1_750 * ring) + 0.6 * np.sin(2 * np.pi * 2_900 * ring))
    rung = fftconvolve(hits, tap[:, None], axes=0)
    rung[: len(tap) - 1] += rung[count:]
    return 2.2 * rung[:count]  # type: ignore[no-any-return]
