"""The clouds: cover, colour, drift, and what lies below them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from generation.engine.studio.families.clouds import Clouds
from generation.engine.studio.stage import stage

from .exposing import SMALL, expose, light, shot_of, step
from .test_outdoor_families import TINY, worded

pytestmark = pytest.mark.render
SKY = Clouds()
DAY = {"hour": "day", "ground": "none", "high": 0.0, "move": "locked", "pitch": 20.0}


def hidden(**controls):
    """Share of the sky that clouds hide."""
    shot = shot_of(SKY, TINY, **DAY | controls)
    scene = SKY.scene(stage(), shot)
    scene.prepare(1.0)
    width, height = scene.clouds.size
    alpha = np.frombuffer(scene.clouds.read(), np.float32).reshape(height, width, 4)[..., 3]
    scene.release()
    assert (alpha >= 0).all()
    assert (alpha <= 1).all()
    return float(alpha.mean())


def test_cover_is_what_is_asked_for():
    shares = [hidden(cover=cover) for cover in (0.2, 0.4, 0.55, 0.7)]
    assert shares == sorted(shares)
    assert shares[0] < 0.25
    assert shares[-1] > 0.6


@pytest.mark.parametrize("seed", [2, 3, 4])
def test_a_cloudy_sky_has_both_cloud_and_sky(seed):
    shot = worded(SKY, "white clouds in the sky at day", replace(TINY, seed=seed))
    picture = expose(SKY, shot, 1.0)[0]
    blueness = (picture[..., 2] / picture.max(axis=2, initial=1e-6, keepdims=False)) / (
        picture[..., 0] + 1e-6
    )
    assert blueness.std() > 0.05


def test_words_for_weather_cover_the_sky():
    def cover(text):
        return worded(SKY, f"{text} sky").controls["cover"]

    assert cover("clear") < cover("cloudy") < cover("overcast")


def test_midday_clouds_are_white_and_the_sky_between_them_is_blue():
    picture = light(SKY, **DAY, cover=0.45).reshape(-1, 3)
    warmth = picture[:, 0] / picture[:, 2]
    cloud, clear = picture[warmth > np.quantile(warmth, 0.9)], picture[warmth < np.quantile(warmth, 0.1)]
    assert cloud.mean() > 1.3 * clear.mean()
    assert np.mean(cloud[:, 0] / cloud[:, 2]) > 0.75
    assert np.mean(clear[:, 0] / clear[:, 2]) < 0.6


def test_the_bases_of_thick_clouds_are_darker_when_asked():
    pale, dark = (light(SKY, **DAY, cover=0.7, shade=s).mean() for s in (0.6, 1.6))
    assert dark < 0.97 * pale


def test_a_time_lapse_runs_faster():
    def pace(text):
        now, later = expose(SKY, worded(SKY, f"{text} clouds at day, locked camera"), 1.0, 1.2)
        return step(now[:30], later[:30])

    assert pace("time-lapse") > 1.5 * pace("very slow") > 0


def test_clouds_drift_and_do_not_boil():
    """A tenth of a second later the picture is the same one, moved a little."""
    now, soon, later = expose(SKY, shot_of(SKY, SMALL, **DAY, pace=1.0), 1.0, 1.1, 3.0)
    assert step(now, soon) < 0.35 * step(now, later)


def test_hills_stand_before_a_brighter_sky():
    picture = light(SKY, ground="land", hour="golden-hour", pitch=8.0, move="locked").mean(axis=2)
    assert picture[-3:].mean() < 0.25 * picture[:45].mean()


def test_farther_hills_are_paler():
    picture = light(SKY, ground="land", hour="day", pitch=4.0, move="locked", lens=35.0).mean(axis=2)
    bottom = picture[-2:].mean()
    levels = np.unique(np.round(picture[50:], 2))
    assert ((levels > 1.3 * bottom) & (levels < 0.8 * picture[:20].mean())).any()


def test_water_mirrors_the_colour_of_the_sky():
    warmth = {}
    for hour in ("sunset", "day"):
        sea = light(SKY, ground="sea", hour=hour, pitch=4.0, move="locked")[-12:]
        warmth[hour] = sea[..., 0].mean() / sea[..., 2].mean()
    assert warmth["sunset"] > 1.5 * warmth["day"]


def test_the_sun_stands_in_a_clear_sky_and_behind_thick_cloud_it_does_not():
    aim = {
        "hour": "golden-hour",
        "off_sun": 0.0,
        "pitch": 7.0,
        "move": "locked",
        "ground": "none",
        "high": 0.0,
    }
    clear, closed = (light(SKY, **aim, cover=c, density=6.0).max() for c in (0.05, 1.0))
    assert clear > 10
    assert closed < 0.3 * clear


def test_a_hex_colour_shifts_the_hue():
    plain, tinted = (
        expose(SKY, worded(SKY, text), 1.0)[0] for text in ("clouds at dusk", "clouds at dusk in #ff3060")
    )
    assert tinted[..., 0].mean() / tinted[..., 1].mean() > 1.15 * plain[..., 0].mean() / plain[..., 1].mean()


def test_hills_and_sea_that_are_asked_for_lie_below():
    assert worded(SKY, "clouds over hills at sunset").controls["ground"] == "land"
    assert worded(SKY, "clouds over the ocean at sunset").controls["ground"] == "sea"
