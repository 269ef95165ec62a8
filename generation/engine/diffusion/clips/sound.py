"""The segments' sounds as one track: at the clip's rate, faded into each other at the seams, as long as the clip."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import gcd

import numpy as np
import numpy.typing as npt
from scipy.signal import resample_poly

from generation.engine.base import Sound

RATE = 48_000
#: Seconds in which one segment's sound fades into the next one's, at most: both are there for as long as they overlap.
LONGEST_FADE = 0.25

Samples = npt.NDArray[np.float32]
"""Samples x 2, float32."""


@dataclass(frozen=True)
class Piece:
    """One segment's sound. `begins` is when, in seconds of the clip (before 0: what is cut), `rate` in Hz.

    `takes_over` is when it has replaced the piece before.
    """

    samples: Samples
    rate: int
    begins: float
    takes_over: float


def track(pieces: Sequence[Piece], seconds: float) -> Sound:
    """One track of exactly `round(seconds x 48,000)` samples. What no piece reaches is silent.

    The pieces were made independently of each other, so they are faded with equal power.
    """
    length = round(seconds * RATE)
    mixed = np.zeros((length, 2), np.float32)
    for index, piece in enumerate(pieces):
        begins, over = round(piece.begins * RATE), round(piece.takes_over * RATE)
        sound = resampled(piece.samples, piece.rate)
        if begins < 0:
            sound, begins = sound[-begins:], 0
        end = min(length, begins + len(sound))
        if end <= begins:
            continue
        sound = sound[: end - begins]
        if index:
            start = max(begins, over - round(LONGEST_FADE * RATE))
            if start >= end:
                continue  # the clip ends before this piece is to be heard
            rising = _rising(start, over)[: end - start]
            mixed[start : start + len(rising)] *= np.sqrt(1 - rising**2)
            mixed[start + len(rising) :] = 0
            mixed[start : start + len(rising)] += sound[start - begins :][: len(rising)] * rising
            begins, sound = start + len(rising), sound[start - begins + len(rising) :]
        mixed[begins:end] = sound
    return Sound(np.clip(mixed, -1, 1), RATE)


def resampled(samples: Samples, rate: int) -> Samples:
    """At 48 kHz, through scipy's polyphase filter."""
    if rate == RATE or not len(samples):
        return samples
    shared = gcd(RATE, rate)
    changed: Samples = resample_poly(samples, RATE // shared, rate // shared, axis=0).astype(np.float32)
    return changed


def _rising(start: int, over: int) -> Samples:
    """From 0 to 1 along a quarter of a sine: with its complement the power stays the same."""
    length = max(0, over - start)
    rising: Samples = np.sin(np.linspace(0, np.pi / 2, length, dtype=np.float32))[:, None]
    return rising
