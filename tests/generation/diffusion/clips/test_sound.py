"""The segments' sounds as one track: in time, without a click, as long as the clip to the sample."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from generation.engine.diffusion.clips.sound import RATE, Piece, resampled, track

from .patience import patient


def tone(seconds, rate=24_000, pitch=440, loud=0.5):
    wave = loud * np.sin(2 * np.pi * pitch * np.arange(round(seconds * rate)) / rate)
    return np.repeat(wave[:, None], 2, axis=1).astype(np.float32)


def loudness(samples):
    return float(np.sqrt(np.mean(np.square(samples.astype(np.float64)))))


@patient
@example(seconds=0.71875, overlap=3, rate=16_000)
@given(st.floats(0.5, 4), st.integers(0, 3), st.sampled_from([16_000, 24_000, 44_100, 48_000]))
def test_it_is_as_long_as_the_clip_to_the_sample(seconds, overlap, rate):
    pieces = [
        Piece(tone(1, rate), rate, 0.0, 0.0),
        Piece(tone(1, rate), rate, 1 - overlap / 10, 1.0),
    ]
    made = track(pieces, seconds)
    assert made.rate == RATE
    assert made.samples.shape == (round(seconds * RATE), 2)
    assert made.samples.dtype == np.float32
    assert np.abs(made.samples).max() <= 1


@pytest.mark.parametrize("rate", [16_000, 24_000, 44_100])
def test_a_tone_keeps_its_pitch_and_loudness(rate):
    made = resampled(tone(1, rate), rate)[4_800:-4_800, 0]
    spectrum = np.abs(np.fft.rfft(made * np.hanning(len(made))))
    assert np.argmax(spectrum) * RATE / len(made) == pytest.approx(440, abs=2)
    assert loudness(made) == pytest.approx(0.5 / np.sqrt(2), rel=0.01)
    assert spectrum[int(2_000 * len(made) / RATE) :].max() < spectrum.max() / 1_000, "no images"


def test_two_pieces_meet_where_the_pictures_do_with_even_loudness():
    rng = np.random.default_rng(0)
    first, second = (rng.normal(0, 0.2, (RATE, 2)).astype(np.float32) for _ in "ab")
    made = track([Piece(first, RATE, 0, 0), Piece(second, RATE, 0.7, 1.0)], 1.7).samples
    assert np.array_equal(made[: int(0.75 * RATE) - 1], first[: int(0.75 * RATE) - 1])
    assert np.allclose(made[RATE:], second[round(0.3 * RATE) :])
    for start in np.arange(0.1, 1.6, 0.05):
        part = made[int(start * RATE) : int((start + 0.05) * RATE)]
        assert loudness(part) == pytest.approx(0.2, rel=0.15)


def test_nothing_clicks_at_a_seam():
    made = track([Piece(tone(1), 24_000, 0, 0), Piece(tone(1, pitch=587), 24_000, 0.9, 1.0)], 1.9).samples
    assert np.abs(np.diff(made[:, 0])).max() < 0.06


def test_what_lies_before_the_clip_is_cut():
    marked = tone(1, RATE)
    marked[12_000] = 0.9
    made = track([Piece(marked, RATE, -0.25, 0)], 0.5).samples
    assert made[0, 0] == np.float32(0.9)


def test_what_no_sound_reaches_is_silent():
    made = track([Piece(tone(0.5), 24_000, 0, 0)], 2).samples
    assert loudness(made[RATE:]) == 0
    assert track([], 1).samples.shape == (RATE, 2)
