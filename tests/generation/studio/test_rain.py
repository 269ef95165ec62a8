"""Rain on glass: what is seen through it, and what words do to it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from generation.engine.studio.families.rain import Rain
from generation.engine.studio.stage import stage

from .exposing import SMALL, expose, light, shot_of

pytestmark = pytest.mark.render
FAMILY = Rain()
LARGE = replace(SMALL, width=480, height=270)


def detail(picture: np.ndarray) -> float:
    seen = np.sqrt(picture)
    return float(np.abs(np.diff(seen, axis=0)).mean() / seen.mean())


def exposed(settings=LARGE, **controls) -> np.ndarray:
    return expose(FAMILY, shot_of(FAMILY, settings, **controls), 1.0)[0]


def test_drops_stand_out_from_what_is_behind():
    wet = exposed(amount=1.5, drop_size=1.2, fog=0.3)
    dry = exposed(amount=1.5, drop_size=0.02, fog=0.3)
    assert detail(wet) > 2 * detail(dry)


def test_heavy_rain_puts_more_water_on_the_glass_than_light_rain():
    bare = exposed(drop_size=0.02, fog=0.0, streaks=0.0, amount=1.0)

    def wet(amount: float) -> float:
        picture = exposed(amount=amount, drop_size=1.0, fog=0.0, streaks=0.0)
        return float((np.abs(np.sqrt(picture) - np.sqrt(bare)).max(axis=2) > 0.05).mean())

    assert wet(2.2) > 1.25 * wet(0.3)


def test_fog_blurs_what_is_behind():
    clear, fogged = (
        exposed(fog=f, amount=0.3, drop_size=0.02, layout="floating", hour="night") for f in (0.0, 1.0)
    )
    assert detail(fogged) < 0.6 * detail(clear)


def test_running_drops_wipe_tracks_into_the_fog():
    controls = {"fog": 1.0, "drop_size": 1.0, "layout": "floating", "hour": "night", "streaks": 0.0}
    few, many = (exposed(amount=a, **controls) for a in (0.05, 2.2))
    upright = [float(np.abs(np.diff(np.sqrt(p), axis=1)).mean()) for p in (few, many)]
    assert upright[1] > 1.1 * upright[0]


def test_a_grey_day_is_lighter_and_less_coloured_than_a_night():
    day, night = light(FAMILY, hour="day"), light(FAMILY, hour="night")
    assert np.median(day) > 5 * np.median(night)

    def colour(picture):
        return float((picture.max(axis=2) - picture.min(axis=2)).mean() / picture.mean())

    assert colour(day) < colour(night)


def test_a_drop_shows_the_scene_upside_down():
    """By day the sky is above and light, the ground below and dark: in a drop it is the other way."""
    settings = replace(SMALL, width=640, height=360)
    shot = shot_of(
        FAMILY,
        settings,
        hour="day",
        layout="skyline",
        density=0.1,
        drop_size=2.0,
        amount=1.0,
        fog=0.0,
        streaks=0.0,
    )
    scene = FAMILY.scene(stage(), shot)
    drops = scene.pane.drops(1.0)
    scene.release()
    picture = expose(FAMILY, shot, 1.0)[0].mean(axis=2)
    differences = []
    for x, y, radius, _ in drops[drops[:, 2] > 0.045]:
        column = int((x / (640 / 360) + 1) / 2 * 640)
        row, reach = int((1 - (y + 1) / 2) * 360), int(radius * 180 * 0.4)
        if abs(y + 0.1) < 0.35 and reach <= column < 640 - reach and reach < row < 360 - reach:
            differences.append(picture[row + reach, column] - picture[row - reach, column])
    assert len(differences) > 3
    assert np.median(differences) > 0


def test_a_locked_view_of_still_drops_moves_only_where_water_runs():
    shot = shot_of(FAMILY, LARGE, move="locked", streaks=0.0, traffic=0.0, twinkle=0.0, amount=0.6)
    now, next_ = expose(FAMILY, shot, 1.0, 1.04)
    changed = np.abs(now - next_).max(axis=2) > 1e-3
    assert 0 < changed.mean() < 0.25


def test_it_sounds_of_rain_for_as_long_as_it_is_seen():
    heard = FAMILY.sound(shot_of(FAMILY, amount=2.0))
    assert heard.samples.shape == (4 * heard.rate, 2)
    assert np.isfinite(heard.samples).all()
    assert heard.samples.std() > 0.01


def test_a_drop_on_a_wiped_track_is_as_round_as_any_other():
    """Tracks must not disturb the water: the slopes of all drops point every way alike."""
    shot = shot_of(FAMILY, LARGE, amount=2.2, fog=1.0)
    scene = FAMILY.scene(stage(), shot)
    scene.prepare(3.0)
    water = np.frombuffer(scene.water.read(), np.float16).reshape(270, 480, 4).astype(float)
    scene.release()
    wiped = water[..., 3] > 0.5
    assert wiped.mean() > 0.02
    for axis in (0, 1):
        slope = water[wiped, axis]
        assert slope.min() < -0.05
        assert abs(slope[slope < 0].sum()) == pytest.approx(slope[slope > 0].sum(), rel=0.35)
