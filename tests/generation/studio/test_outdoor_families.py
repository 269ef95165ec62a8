"""What sea and sky promise at every hour, in every weather, in every frame."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise, product

import numpy as np
import pytest

from generation.brief.parse import parse
from generation.engine.studio.families.clouds import Clouds
from generation.engine.studio.families.ocean import Ocean
from generation.engine.studio.family import Shot
from generation.engine.studio.light import HOURS
from generation.engine.studio.looks import LOOKS
from generation.engine.studio.words import plan

from .exposing import SMALL, expose, film, shot_of, step

pytestmark = pytest.mark.render
TINY = replace(SMALL, width=96, height=54)
SCENES = [
    (Ocean(), {"height": 3.0, "pitch": -6.0}),
    (Ocean(), {"height": 50.0, "pitch": -33.0, "hour": "day"}),
    (Ocean(), {"hour": "night", "overcast": 0.0}),
    (Clouds(), {"ground": "sea"}),
    (Clouds(), {"ground": "land"}),
    (Clouds(), {"ground": "none", "high": 0.55}),
]
each_scene = pytest.mark.parametrize(("family", "controls"), SCENES, ids=[f"{f.name} {c}" for f, c in SCENES])
each_family = pytest.mark.parametrize("family", [Ocean(), Clouds()], ids=["ocean", "clouds"])
WEATHERS = ["clear", "overcast", "storm", "fog", "calm"]


def worded(family, text, settings=TINY):
    """A shot of the family with what the words of a prompt set."""
    chosen = plan(parse(text), [family], list(LOOKS))
    priors = family.controls(Shot(settings, {}).rng("controls"))
    return Shot(settings, priors | chosen.controls, chosen.palette)


@each_family
@pytest.mark.parametrize("hour", list(HOURS))
def test_no_hour_is_black_burnt_or_broken_in_any_weather(family, hour):
    for weather in WEATHERS:
        controls = dict(family.words[("weather", weather)].controls) | {"hour": hour}
        picture = expose(family, shot_of(family, TINY, **controls), 1.0)[0]
        assert np.isfinite(picture).all(), weather
        assert picture.min() >= 0, weather
        assert picture.mean() > 0.0025, weather
        assert np.median(picture) < 2.5, weather
        assert np.sqrt(picture).std() > 0.006, weather


@each_family
@pytest.mark.parametrize("size", [(54, 96), (64, 64), (64, 80), (126, 54)])
@pytest.mark.parametrize("hour", ["sunset", "noon", "night"])
def test_every_aspect_is_filled(family, size, hour):
    settings = replace(SMALL, width=size[0], height=size[1])
    picture = expose(family, shot_of(family, settings, hour=hour), 1.0)[0]
    assert picture.shape == (size[1], size[0], 3)
    assert np.isfinite(picture).all()
    rows = picture.mean(axis=(1, 2))
    assert rows.min() > 0.0005


@each_scene
def test_a_loop_ends_in_the_very_picture_it_began_with(family, controls):
    shot = shot_of(family, replace(TINY, loop=True), **controls)
    first, middle, last = expose(family, shot, 0.0, 1.7, shot.duration)
    assert np.array_equal(first, last)
    assert not np.array_equal(first, middle)


@each_scene
def test_the_seam_of_a_loop_is_a_step_like_any_other(family, controls):
    shot = shot_of(family, replace(TINY, loop=True), **controls)
    tick = 1 / shot.settings.fps
    before, first, after = expose(family, shot, shot.duration - tick, 0.0, tick)
    middle = expose(family, shot, 1.0, 1.0 + tick)
    usual = max(step(first, after), step(*middle))
    assert 0 < step(before, first) < 1.6 * usual


@each_scene
def test_no_step_stands_out_from_its_neighbours(family, controls):
    shot = shot_of(family, TINY, **controls)
    pictures = expose(family, shot, *(1 + i / 25 for i in range(9)))
    steps = [step(a, b) for a, b in pairwise(pictures)]
    assert max(steps) < 1.7 * float(np.median(steps))
    assert min(steps) > 0


@each_scene
def test_an_instant_does_not_depend_on_those_drawn_before(family, controls):
    shot = shot_of(family, TINY, **controls)
    after_others = expose(family, shot, 0.2, 3.1, 1.0)[-1]
    assert np.array_equal(after_others, expose(family, shot, 1.0)[0])


@each_scene
def test_tiles_make_the_same_picture_as_one_piece(family, controls):
    shot = shot_of(family, TINY, **controls)
    assert np.array_equal(expose(family, shot, 1.0, bands=5)[0], expose(family, shot, 1.0)[0])


@each_family
def test_a_seed_makes_a_shot_of_its_own(family):
    pictures = [np.sqrt(expose(family, shot_of(family, replace(TINY, seed=s)), 1.0)[0]) for s in range(1, 7)]
    for i, one in enumerate(pictures):
        for other in pictures[:i]:
            assert np.abs(one - other).mean() > 0.02


@each_family
def test_a_larger_picture_shows_the_same_at_the_same_brightness(family):
    small, large = (
        expose(family, shot_of(family, replace(SMALL, width=w, height=h)), 1.0)[0]
        for w, h in ((320, 180), (640, 360))
    )
    halved = large.reshape(180, 2, 320, 2, 3).mean(axis=(1, 3))
    assert halved.mean() == pytest.approx(small.mean(), rel=0.1)
    assert np.corrcoef(np.sqrt(halved).ravel(), np.sqrt(small).ravel())[0, 1] > 0.85


@each_family
def test_the_last_columns_are_like_those_beside_them(family):
    frame = film(family, replace(TINY, width=128, height=72), 1)[0].astype(float).mean(axis=2)
    usual = np.abs(np.diff(frame, axis=1)).mean()
    for edge in (0, -2):
        assert np.abs(frame[:, edge + 1] - frame[:, edge]).mean() < 3 * usual + 1


@each_family
def test_every_word_sets_controls_that_the_family_has(family):
    priors = family.controls(Shot(TINY, {}).rng("controls"))
    for (slot, value), reach in family.words.items():
        assert set(reach.controls) <= set(priors), f"{slot} {value}"
        for name, setting in reach.controls.items():
            assert type(setting) is type(priors[name]), f"{slot} {value}: {name}"


@each_family
def test_every_move_can_be_drawn(family):
    moves = {reach.controls["move"] for reach in family.words.values() if "move" in reach.controls}
    assert len(moves) >= 5
    for number, move in enumerate(sorted(moves)):
        shot = shot_of(family, replace(TINY, loop=number % 2 == 0), move=move)
        pictures = expose(family, shot, 0.0, shot.duration - 0.04)
        assert all(np.isfinite(p).all() and p.mean() > 0.003 for p in pictures)


@each_family
def test_a_word_that_is_only_roughly_shown_says_why(family):
    for (slot, value), reach in family.words.items():
        assert (reach.shown == "shown") is (reach.note == ""), f"{slot} {value}"


@each_family
def test_dusk_is_darker_than_noon_and_night_than_dusk(family):
    levels = [
        np.median(expose(family, worded(family, f"sea and sky at {hour}"), 1.0)[0])
        for hour in ("noon", "dusk", "night")
    ]
    assert levels[0] > 1.5 * levels[1] > 2 * levels[2]


@each_family
def test_sunset_is_warmer_than_noon(family):
    warmth = [
        (p := expose(family, worded(family, f"sea and sky at {hour}"), 1.0)[0])[..., 0].mean()
        / p[..., 2].mean()
        for hour in ("sunset", "noon")
    ]
    assert warmth[0] > 1.4 * warmth[1]


@each_family
def test_the_shortest_and_the_longest_clip_can_be_drawn(family):
    for duration, loop in product((2000, 60_000), (True, False)):
        shot = shot_of(family, replace(TINY, duration_ms=duration, loop=loop))
        early, late = expose(family, shot, 0.0, shot.duration - 0.04)
        assert np.isfinite(early).all()
        assert np.isfinite(late).all()
        assert late.mean() > 0.3 * early.mean()
