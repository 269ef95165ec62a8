"""The sea's surface as numbers."""

from __future__ import annotations

import numpy as np
import pytest

from generation.engine.studio.families.tempo import Tempo
from generation.engine.studio.stage import stage
from generation.engine.studio.waves import SIDE, Cascade, Sea, Surface

LONG, SHORT = Surface.BANDS[0], Surface.BANDS[2]
OPEN, LOOP = Tempo(4.0, False), Tempo(4.0, True)


def cascade(wind=8.0, band=LONG, tempo=OPEN, seed=1, pace=1.0, swell=1.0, direction=0.0):
    sea = Sea(wind, direction, 1.15, 0.28, swell)
    return Cascade(sea, *band, np.random.default_rng(seed), tempo, pace)


def heights(waves, t=1.0):
    return waves.displacement(waves.at(t))[..., 1]


def slopes(waves, t=1.0):
    return waves.slopes(waves.at(t), 0.0)


@pytest.mark.parametrize("wind", [3.2, 7.0, 12.5])
@pytest.mark.parametrize("band", Surface.BANDS)
def test_every_field_is_finite_and_centred(wind, band):
    waves = cascade(wind, band)
    displaced = waves.displacement(waves.at(1.3))
    assert np.isfinite(displaced).all()
    assert np.isfinite(slopes(waves)).all()
    assert abs(displaced[..., 1].mean()) < 1e-3
    assert displaced[..., 3].min() >= 0


def test_the_significant_height_is_that_of_the_wind():
    for wind in (6.0, 9.0):
        significant = 4 * np.mean([heights(cascade(wind, seed=s)).std() for s in range(8)])
        assert significant == pytest.approx(Sea(wind, 0, 1.15, 0.28).significant_height, rel=0.25)


@pytest.mark.parametrize("band", Surface.BANDS)
def test_more_wind_makes_steeper_water(band):
    steepness = [float(slopes(cascade(wind, band))[..., 2].mean()) for wind in (3.2, 6.0, 9.0, 12.5)]
    assert steepness == sorted(steepness)
    assert steepness[-1] > 1.4 * steepness[0]


def test_the_steepness_of_all_waves_is_about_that_of_a_real_sea():
    for wind in (5.0, 8.0, 12.0):
        total = sum(float(slopes(cascade(wind, band))[..., 2].mean()) for band in Surface.BANDS)
        assert total == pytest.approx(0.003 + 0.00512 * wind, rel=0.5)  # Cox and Munk, 1954


def test_swell_raises_long_waves():
    assert heights(cascade(swell=1.6)).std() == pytest.approx(1.6 * heights(cascade()).std(), rel=0.01)


def test_crests_fold_over_in_a_storm_alone():
    calm, storm = (
        cascade(wind, swell=1.7).displacement(cascade(wind, swell=1.7).at(1.0))[..., 3].max()
        for wind in (4.0, 12.5)
    )
    assert storm > 0.4 > calm


def test_slopes_are_the_derivative_of_height():
    size, *_ = LONG
    height = heights(cascade())
    numeric = (np.roll(height, -1, 1) - np.roll(height, 1, 1)) / (2 * size / SIDE)
    given = slopes(cascade())[..., 0]
    assert np.corrcoef(numeric.ravel(), given.ravel())[0, 1] > 0.99


def test_a_tile_repeats_without_a_seam():
    height = heights(cascade())
    seam = np.abs(height[:, 0] - height[:, -1]).mean()
    inside = np.abs(np.diff(height, axis=1)).mean()
    assert seam < 1.3 * inside


def test_a_loop_closes_exactly():
    waves = cascade(tempo=LOOP)
    assert np.array_equal(waves.at(0.0), waves.at(4.0))
    assert not np.array_equal(waves.at(0.0), waves.at(2.0))


def test_without_a_loop_the_sea_does_not_come_back():
    waves = cascade()
    assert np.abs(heights(waves, 0.0) - heights(waves, 4.0)).mean() > 0.3 * heights(waves, 0.0).std()


def test_long_waves_run_with_the_wind_at_their_own_speed():
    # g / omega of the dominant wave; the phase moves towards the wind's direction.
    waves = cascade(9.0, direction=0.0)
    size, *_ = LONG
    now, later = heights(waves, 1.0), heights(waves, 1.25)
    product = np.fft.ifft2(np.fft.fft2(later) * np.conj(np.fft.fft2(now))).real
    shift = np.unravel_index(product.argmax(), product.shape)[1]
    metres = ((shift + SIDE // 2) % SIDE - SIDE // 2) * size / SIDE
    assert 4.0 < abs(metres) / 0.25 < 25.0


def test_pace_changes_how_fast_and_not_how_high():
    slow, fast = cascade(pace=0.4), cascade(pace=1.5)
    step = [np.abs(heights(w, 1.04) - heights(w, 1.0)).mean() for w in (slow, fast)]
    assert step[1] > 2.5 * step[0]
    assert heights(slow, 0.0).std() == pytest.approx(heights(fast, 0.0).std(), rel=1e-5)


def test_waves_depend_on_the_generator_alone():
    assert np.array_equal(heights(cascade(seed=5)), heights(cascade(seed=5)))
    assert not np.array_equal(heights(cascade(seed=5)), heights(cascade(seed=6)))


@pytest.mark.render
def test_a_surface_uploads_what_its_cascades_hold():
    surface = Surface(stage().ctx, Sea(8.0, 0.3, 1.15, 0.28), np.random.default_rng(1), OPEN, 1.0)
    surface.update(1.0)
    held = np.frombuffer(surface.displacements[0].read(), np.float32).reshape(SIDE, SIDE, 4)
    waves = surface.cascades[0]
    assert np.array_equal(held, waves.displacement(waves.at(1.0)))
    surface.release()
