"""The sea: what words do to it, and that its grid leaves no hole."""

from __future__ import annotations

from dataclasses import replace

import moderngl
import numpy as np
import pytest

from generation.engine.studio.families.ocean import COASTAL, DEEP, Ocean, colours
from generation.engine.studio.family import Shot
from generation.engine.studio.stage import stage

from .exposing import SMALL, expose, light, shot_of
from .test_outdoor_families import TINY, worded

pytestmark = pytest.mark.render
SEA = Ocean()
ALOFT = {"height": 50.0, "pitch": -35.0, "move": "locked", "unrest": 0.0, "hour": "day", "off_sun": 20.0}


def water_alone(shot, t):
    """Where water covers the picture, height x width, top row first."""
    here = stage()
    scene = SEA.scene(here, shot)
    size = (shot.settings.width, shot.settings.height)
    texture, depth = here.ctx.texture(size, 4, dtype="f4"), here.ctx.depth_renderbuffer(size)
    target = here.ctx.framebuffer([texture], depth)
    scene.prepare(t)
    target.use()
    target.clear()
    scene.outdoors.use(t, scene.water.program)
    scene.water.draw(scene.flight.at(t))
    here.ctx.enable_only(moderngl.NOTHING)
    covered = np.frombuffer(texture.read(), np.float32).reshape(size[1], size[0], 4)[::-1, :, 3] > 0.5
    pose, lens = scene.flight.at(t), scene.lens
    scene.release()
    for thing in (target, depth, texture):
        thing.release()
    return covered, pose, lens


@pytest.mark.parametrize("seed", [1, 5, 11])
@pytest.mark.parametrize(
    "controls",
    [
        {"height": 1.5, "pitch": -9.0, "lens": 60.0},
        {"height": 2.4, "pitch": -5.0, "lens": 20.0},
        {"height": 2.4, "pitch": -20.0, "lens": 20.0, "wind": 12.5, "swell": 2.3},
        {"height": 70.0, "pitch": -38.0, "lens": 20.0, "wind": 12.5, "swell": 2.3},
        {"height": 8.0, "pitch": -60.0, "lens": 20.0},
        {"height": 4.0, "pitch": -6.0, "lens": 20.0, "unrest": 1.6, "wind": 10.5},
    ],
    ids=str,
)
@pytest.mark.parametrize("size", [(126, 54), (54, 96)])
def test_the_grid_leaves_no_hole_below_the_horizon(seed, controls, size):
    settings = replace(SMALL, width=size[0], height=size[1], seed=seed)
    for t in (0.3, 2.9):
        covered, pose, lens = water_alone(shot_of(SEA, settings, **controls), t)
        column = np.argmax(covered, axis=0)
        assert covered[-1].all(), "the last row"
        for x in range(size[0]):
            assert covered[column[x] :, x].all(), f"a hole in column {x}"
        horizon = np.tan(-pose.pitch) / lens[1]
        expected = (1 - horizon) / 2 * size[1]
        assert column.max() <= max(0, expected) + 0.12 * size[1] + 2


def test_the_camera_stays_above_the_highest_waves():
    for seed in range(1, 6):
        shot = shot_of(SEA, replace(TINY, seed=seed), height=1.5, wind=12.5, swell=2.3)
        scene = SEA.scene(stage(), shot)
        for t in (0.0, 1.5, 3.9):
            scene.prepare(t)
            highest = sum(
                np.frombuffer(d.read(), np.float32).reshape(-1, 4)[:, 1].max()
                for d in scene.water.surface.displacements
            )
            assert scene.flight.at(t).position[1] > highest
        scene.release()


def test_calm_water_is_flatter_than_a_storm():
    def unrest(weather):
        said = dict(SEA.words[("weather", weather)].controls) | {"overcast": 1.0, "foam": 0.0}
        picture = light(SEA, **ALOFT | said).mean(axis=2)
        waves = picture[:88].reshape(22, 4, 40, 4).mean(axis=(1, 3))
        return (waves.std(axis=1) / waves.mean(axis=1)).mean()

    assert unrest("calm") < 0.8 * unrest("storm")


def test_storms_bring_foam_and_calm_seas_none():
    def white(foam, wind):
        shot = replace(SMALL, width=320, height=180)
        plain, foamy = (
            expose(SEA, shot_of(SEA, shot, **ALOFT, wind=wind, swell=2.2, overcast=0.9, foam=f), 1.0)[0]
            for f in (0.0, foam)
        )
        return float((foamy.mean(axis=2) > plain.mean(axis=2) + 0.05).mean())

    assert white(0.2, 3.2) < 0.001
    assert 0.01 < white(1.5, 12.5) < 0.6


def test_fog_takes_the_contrast_from_the_horizon():
    def contrast(weather):
        said = dict(SEA.words[("weather", weather)].controls)
        level = {"height": 8.0, "pitch": 0.0, "move": "locked", "unrest": 0.0, "hour": "day", "lens": 40.0}
        rows = light(SEA, **level | said).mean(axis=(1, 2))
        return abs(np.log(rows[40:44].mean() / rows[46:50].mean()))

    assert contrast("fog") < 0.25 * contrast("clear")


def test_an_overcast_sea_from_above_has_dark_and_bright_in_it():
    picture = light(SEA, overcast=1.0, **ALOFT).mean(axis=2)
    low, high = np.quantile(picture, [0.05, 0.95])
    assert high > 1.8 * low


def test_a_named_colour_is_seen_in_the_water():
    plain, green = (worded(SEA, text).palette for text in ("sea", "sea in #00c060"))
    assert plain == ()
    pictures = [light(SEA, colours=c, **ALOFT) for c in (plain, green)]
    shares = [p[..., 1].mean() / p[..., 2].mean() for p in pictures]
    assert shares[1] > 1.3 * shares[0]


def test_a_warm_colour_leans_over_the_light():
    plain, red = (light(SEA, colours=c, **ALOFT) for c in ((), [(0.8, 0.1, 0.05)]))
    assert red[..., 0].mean() / red[..., 2].mean() > 1.3 * plain[..., 0].mean() / plain[..., 2].mean()


def test_without_colours_water_lies_between_ocean_and_coast():
    for seed in range(6):
        tint, body = colours(Shot(replace(TINY, seed=seed), {}))
        assert tint is None
        assert all(min(d, c) <= b <= max(d, c) for b, d, c in zip(body, DEEP, COASTAL, strict=True))


def test_the_sun_glitters_towards_the_camera():
    low = {"height": 4.0, "pitch": -8.0, "move": "locked", "hour": "golden-hour", "cover": 0.0}
    facing, away = (light(SEA, off_sun=angle, **low)[60:] for angle in (0.0, 150.0))
    middle, side = facing[:, 60:100].max(axis=2), facing[:, :20].max(axis=2)
    assert middle.mean() > 2 * side.mean()
    assert facing.max() > 5 * away.max()


def test_stars_shine_at_night_in_a_clear_sky_alone():
    here = stage()
    shots = {
        name: shot_of(SEA, TINY, **controls)
        for name, controls in (
            ("night", {"hour": "night", "overcast": 0.0}),
            ("clouded", {"hour": "night", "overcast": 0.9}),
            ("day", {"hour": "day", "overcast": 0.0}),
        )
    }
    seen = {}
    for name, shot in shots.items():
        scene = SEA.scene(here, shot)
        seen[name] = scene.stars is not None
        scene.release()
    assert seen == {"night": True, "clouded": False, "day": False}


def test_stars_are_points_over_the_horizon():
    shot = shot_of(
        SEA,
        replace(SMALL, width=640, height=360),
        hour="night",
        cover=0.0,
        pitch=-2.0,
        height=4.0,
        off_sun=90.0,
    )
    picture = expose(SEA, shot, 1.0)[0].mean(axis=2)[:150]
    bright = picture > np.median(picture) + 0.02
    assert 15 < bright.sum() < 0.05 * picture.size


def test_words_for_speed_change_how_fast_the_camera_flies():
    def gone(text):
        scene = SEA.scene(stage(), worded(SEA, f"{text} sea, drone flying"))
        far = np.linalg.norm(scene.flight.at(3).position - scene.flight.at(1).position)
        scene.release()
        return far

    assert gone("slow") < 0.5 * gone("fast")
