"""The night sky: what words do to it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from generation.engine.studio.families.night_sky import NightSky
from generation.engine.studio.families.night_sky_scene import turned

from .exposing import SMALL, expose, light, shot_of, step

FAMILY = NightSky()
LARGE = replace(SMALL, width=480, height=270)
PLAIN = {"hour": "night", "land": "plain", "lake": 0.0, "milky_way": 0.0, "move": "locked", "twinkle": 0.0}


def sky(picture: np.ndarray) -> np.ndarray:
    """The upper half: land reaches no higher than the middle."""
    return picture[: len(picture) // 2]


@pytest.mark.render
def test_aurora_is_seen_only_when_asked_for():
    for seed in range(1, 9):
        settings = replace(SMALL, seed=seed)
        assert shot_of(FAMILY, settings).controls["aurora"] == 0
    without, with_ = (sky(light(FAMILY, aurora=a, **PLAIN)) for a in (0.0, 1.0))
    green = [float((p[..., 1] - np.maximum(p[..., 0], p[..., 2])).clip(0).mean()) for p in (without, with_)]
    assert green[1] > 0.01
    assert green[1] > 20 * green[0]


@pytest.mark.render
def test_aurora_takes_the_colour_asked_for():
    pink = sky(light(FAMILY, aurora=1.0, colours=[(0.9, 0.05, 0.4)], **PLAIN))
    assert pink[..., 0].sum() > 1.5 * pink[..., 1].sum()


@pytest.mark.render
def test_the_milky_way_adds_a_band_of_light():
    dark, banded = (sky(light(FAMILY, **(PLAIN | {"milky_way": m}))) for m in (0.0, 1.5))
    added = (banded - dark).mean(axis=2)
    assert added.mean() > 0.005
    assert added.max() > 4 * np.median(added)


@pytest.mark.render
def test_more_stars_shine_on_a_clear_night_and_fewer_at_blue_hour():
    def stars(**controls) -> float:
        picture = sky(expose(FAMILY, shot_of(FAMILY, LARGE, **(PLAIN | controls)), 1.0)[0]).mean(axis=2)
        return float((picture - np.median(picture)).clip(0).sum())

    assert stars(stars=1.4) > stars(stars=0.6)
    assert stars(stars=1.0, hour="night") > 0


@pytest.mark.render
def test_blue_hour_is_bluer_and_brighter_than_night():
    night, blue = (sky(light(FAMILY, **(PLAIN | {"hour": h}))) for h in ("night", "blue-hour"))
    assert np.median(blue) > 2 * np.median(night)
    assert blue[..., 2].mean() > 1.3 * blue[..., 0].mean()


@pytest.mark.render
@pytest.mark.parametrize("land", ["hills", "forest", "mountains", "plain"])
def test_land_is_dark_at_the_foot_of_the_picture_and_hides_the_stars(land):
    picture = expose(FAMILY, shot_of(FAMILY, LARGE, **(PLAIN | {"land": land})), 1.0)[0]
    foot = picture[-10:]
    assert foot.mean() < 0.3 * np.median(sky(picture))
    assert foot.max() < 0.05


@pytest.mark.render
def test_a_lake_mirrors_the_sky():
    controls = PLAIN | {"aurora": 1.0, "land": "plain", "ripples": 0.2}
    dry, wet = (
        expose(FAMILY, shot_of(FAMILY, LARGE, **(controls | {"lake": k})), 1.0)[0] for k in (0.0, 1.0)
    )
    assert wet[-40:, :, 1].mean() > 5 * dry[-40:, :, 1].mean()
    shore = int(270 * (1 + 0.3) / 2)
    above = wet[shore - 70 : shore - 25, :, 1].mean(axis=0)
    below = wet[shore + 25 : shore + 70, :, 1].mean(axis=0)
    assert np.corrcoef(above, below)[0, 1] > 0.5


@pytest.mark.render
def test_the_sky_turns_faster_in_a_time_lapse_and_stands_still_without_rotation():
    def change(rotation: float) -> float:
        return step(*map(sky, expose(FAMILY, shot_of(FAMILY, LARGE, **PLAIN, rotation=rotation), 1.0, 1.2)))

    assert change(0.0) == 0
    assert change(1.6) > change(0.1) > 0


@pytest.mark.render
def test_twinkling_is_stronger_where_asked_for():
    def change(twinkle: float) -> float:
        shot = shot_of(FAMILY, LARGE, **(PLAIN | {"twinkle": twinkle, "rotation": 0.0}))
        return step(*map(sky, expose(FAMILY, shot, 1.0, 1.3)))

    assert change(2.0) > change(0.5) > change(0.0) == 0


@pytest.mark.render
def test_a_looped_turning_sky_keeps_its_brightness():
    """Two phases are cross-faded: their shares add up to one sky at any instant."""
    shot = shot_of(FAMILY, replace(SMALL, loop=True), **(PLAIN | {"milky_way": 1.3}), rotation=1.5)
    levels = [float(sky(p).mean()) for p in expose(FAMILY, shot, 0.0, 1.0, 2.0, 3.0)]
    assert max(levels) < 1.15 * min(levels)


@pytest.mark.render
def test_the_land_moves_with_the_camera():
    shot = shot_of(FAMILY, LARGE, **(PLAIN | {"land": "mountains", "move": "tilt-up", "rotation": 0.0}))
    start, end = expose(FAMILY, shot, 0.0, 3.96)

    def land_rows(picture):
        return int((picture.mean(axis=(1, 2)) < 0.4 * np.median(sky(picture))).sum())

    assert land_rows(end) < land_rows(start)


def test_a_rotation_keeps_lengths_and_its_axis():
    axis = np.array([0.6, 0.8, 0.0])
    matrix = turned(axis, 1.1)
    assert matrix @ axis == pytest.approx(axis)
    assert matrix.T @ matrix == pytest.approx(np.eye(3))
    assert turned((0.0, 0.0, 1.0), np.pi / 2) @ [1, 0, 0] == pytest.approx([0, 1, 0], abs=1e-12)


def test_it_sounds_of_night_for_as_long_as_it_is_seen():
    heard = FAMILY.sound(shot_of(FAMILY))
    assert heard.samples.shape == (4 * heard.rate, 2)
    assert 0.01 < heard.samples.std() < 0.2
