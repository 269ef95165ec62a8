"""The sky and the light of each hour, as numbers."""

from __future__ import annotations

import math

import numpy as np
import pytest

from generation.engine.studio.atmosphere import AZIMUTHS, ELEVATIONS, sky_table, sunlight
from generation.engine.studio.light import HOURS, light

LUMA = np.array([0.2126, 0.7152, 0.0722])
ZENITH, LOW = -1, 6  # rows of the table


def luma(values):
    return float(np.asarray(values) @ LUMA)


@pytest.mark.parametrize("degrees", [-6, -3, 0, 1.6, 7, 30, 62, 90])
@pytest.mark.parametrize("haze", [0.5, 1.0, 4.0])
def test_a_table_is_positive_and_finite_everywhere(degrees, haze):
    table = sky_table(math.radians(degrees), haze)
    assert table.shape == (ELEVATIONS, AZIMUTHS, 3)
    assert table.dtype == np.float32
    assert np.isfinite(table).all()
    assert table.min() >= 0
    assert table.max() > 0


def test_a_high_sun_makes_a_blue_zenith():
    red, green, blue = sky_table(math.radians(60))[ZENITH, 20]
    assert blue > 1.8 * red
    assert blue > green > red


def test_a_setting_sun_reddens_its_own_side_of_the_horizon():
    table = sky_table(math.radians(2))
    towards, zenith = table[LOW, 0], table[ZENITH, 0]
    assert towards[0] / towards[2] > 2 * zenith[0] / zenith[2]
    assert luma(towards) > 2 * luma(table[LOW, -1])


def test_the_sky_darkens_as_the_sun_goes_down():
    means = [float((sky_table(math.radians(e)) @ LUMA).mean()) for e in (40, 10, 2, -3, -6)]
    assert means == sorted(means, reverse=True)


def test_haze_whitens_the_sky_around_the_sun():
    clear, hazy = (sky_table(math.radians(30), haze)[30, 0] for haze in (0.5, 4.0))
    assert hazy[0] / hazy[2] > clear[0] / clear[2]


def test_sunlight_dims_and_reddens_as_the_sun_sinks():
    high, low = np.array(sunlight(math.radians(60))), np.array(sunlight(math.radians(2)))
    assert luma(low) < 0.5 * luma(high) < 0.5
    assert low[0] / low[2] > 3 * high[0] / high[2]


def test_there_is_no_sunlight_from_below_the_horizon():
    assert sunlight(math.radians(-3)) == (0.0, 0.0, 0.0)


def test_sunset_fades_without_a_jump():
    levels = [sunlight(math.radians(e))[0] for e in np.linspace(1, -1, 41)]
    assert levels == sorted(levels, reverse=True)
    assert max(-np.diff(levels)) < 0.12 * levels[0] + 0.02


@pytest.mark.parametrize("hour", list(HOURS))
def test_the_light_stands_where_the_hour_has_it(hour):
    now = light(hour, 0.7)
    x, y, z = now.towards
    assert math.hypot(x, y, z) == pytest.approx(1)
    assert math.degrees(math.asin(y)) == pytest.approx(HOURS[hour][0], abs=0.01)
    assert math.atan2(x, -z) == pytest.approx(0.7)
    assert now.night is (hour == "night")


def test_hours_are_as_bright_as_they_are_late():
    order = ["noon", "day", "golden-hour", "dusk", "blue-hour", "night"]
    levels = [luma(light(hour, 0).ambient) for hour in order]
    assert levels == sorted(levels, reverse=True)
    assert levels[-1] < 0.1 * levels[0]


def test_only_sun_and_moon_above_the_horizon_cast_light():
    assert luma(light("dusk", 0).direct) == 0
    assert luma(light("night", 0).direct) > 0
    assert light("night", 0).direct[2] > light("night", 0).direct[0]


def test_an_overcast_sky_is_grey_and_hides_the_sun():
    open_sky, closed = light("day", 0), light("day", 0, overcast=1.0)
    assert luma(closed.direct) < 0.05 * luma(open_sky.direct)
    spread = closed.table.std(axis=-1) / closed.table.mean(axis=-1)
    assert spread.max() < 0.1
    assert luma(closed.ambient) == pytest.approx(luma(open_sky.ambient), rel=0.4)


def test_a_tint_leans_over_everything_without_changing_how_bright_it_is():
    plain, red = light("day", 0), light("day", 0, tint=(0.8, 0.1, 0.1))
    for before, after in ((plain.direct, red.direct), (plain.ambient, red.ambient)):
        assert after[0] / after[2] > 1.5 * before[0] / before[2]
    assert luma(red.ambient) == pytest.approx(luma(plain.ambient), rel=0.6)


def test_the_low_light_is_that_of_the_sunward_horizon():
    now = light("sunset", 0)
    assert now.low[0] > now.low[2]
    assert luma(now.low) > luma(now.ambient)


def test_an_opened_lens_makes_up_for_a_dim_hour_in_part():
    for hour in ("dusk", "sunset", "noon"):
        plain, opened = (luma(light(hour, 0, opened=v).ambient) for v in (0.0, 1.0))
        assert plain <= opened * 1.03
        assert opened <= 2.01 * plain
    assert luma(light("dusk", 0, opened=1.0).ambient) < luma(light("noon", 0, opened=1.0).ambient)
