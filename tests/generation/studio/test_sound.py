"""Sound: length, level, seams and seeds, measured."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from generation.engine.base import RenderSettings
from generation.engine.studio.family import Shot
from generation.engine.studio.sound import night_air, rain, surf, wind
from generation.engine.studio.sound.bed import RATE

SETTINGS = RenderSettings(duration_ms=3000, width=64, height=36, fps=24, seed=5)
PLACES = {
    "surf": lambda shot: surf(shot, wind=8.0, height=4.0),
    "surf from the air": lambda shot: surf(shot, wind=8.0, height=70.0),
    "wind": lambda shot: wind(shot, strength=1.2),
    "rain": lambda shot: rain(shot, heaviness=1.0),
    "rain outdoors": lambda shot: rain(shot, heaviness=1.5, indoors=False),
    "night": night_air,
}
each_place = pytest.mark.parametrize("make", PLACES.values(), ids=PLACES)


def sound(make, **changes):
    return make(Shot(replace(SETTINGS, **changes), {}))


def share_above(samples, hertz):
    """Share of the energy above a frequency."""
    power = np.abs(np.fft.rfft(samples.mean(axis=1))) ** 2
    frequency = np.fft.rfftfreq(len(samples), 1 / RATE)
    return power[frequency > hertz].sum() / power.sum()


@each_place
@pytest.mark.parametrize(("duration", "fps"), [(2000, 24), (2500, 25), (3333, 30)])
def test_it_is_as_long_as_the_frames(make, duration, fps):
    made = sound(make, duration_ms=duration, fps=fps)
    frames = replace(SETTINGS, duration_ms=duration, fps=fps).frame_count
    assert made.samples.shape == (round(frames / fps * RATE), 2)
    assert made.samples.dtype == np.float32
    assert made.rate == 48_000


@each_place
@pytest.mark.parametrize("loop", [True, False])
def test_it_is_24_decibels_below_full_scale_and_never_clips(make, loop):
    samples = sound(make, loop=loop).samples
    level = 20 * np.log10(np.sqrt((samples.astype(float) ** 2).mean()))
    assert level == pytest.approx(-24, abs=1.0)
    assert np.abs(samples).max() < 0.97
    assert np.isfinite(samples).all()


@each_place
def test_a_loop_has_no_click_at_its_seam(make):
    samples = sound(make, loop=True).samples
    usual = np.quantile(np.abs(np.diff(samples, axis=0)), 0.999)
    assert np.abs(samples[0] - samples[-1]).max() <= 2 * usual


@each_place
def test_a_loop_is_as_loud_at_its_seam_as_on_either_side(make):
    samples = sound(make, loop=True, duration_ms=6000).samples
    span = RATE // 4
    before, after = (np.sqrt((part**2).mean()) for part in (samples[-span:], samples[:span]))
    assert 0.4 < before / after < 2.5


@each_place
def test_without_a_loop_it_fades_in_and_out(make):
    samples = np.abs(sound(make, loop=False).samples)
    assert samples[:48].max() < 0.02
    assert samples[-48:].max() < 0.02
    assert samples[RATE : RATE + RATE // 2].max() > 0.05


@each_place
def test_a_seed_makes_the_same_sound_again_and_another_makes_another(make):
    once, again, other = sound(make), sound(make), sound(make, seed=6)
    assert np.array_equal(once.samples, again.samples)
    assert not np.array_equal(once.samples, other.samples)


@each_place
def test_it_is_stereo_and_not_two_strangers(make):
    left, right = sound(make).samples.T
    assert 0.05 < np.corrcoef(left, right)[0, 1] < 0.999


def test_rain_hisses_and_wind_rumbles():
    assert share_above(sound(PLACES["rain"]).samples, 1000) > 3 * share_above(
        sound(PLACES["wind"]).samples, 1000
    )


def test_from_high_up_less_of_the_wash_is_heard():
    low, high = (sound(PLACES[name]).samples for name in ("surf", "surf from the air"))
    assert share_above(low, 600) > share_above(high, 600)


def test_drops_on_the_pane_are_heard_indoors_alone():
    def peaks(name):
        samples = sound(PLACES[name]).samples.astype(float)
        return np.abs(samples).max() / samples.std()

    assert peaks("rain") > peaks("rain outdoors")
