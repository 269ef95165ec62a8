"""What every family of composed scenes promises, whatever it shows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from generation.engine.studio.families.bokeh import Bokeh
from generation.engine.studio.families.night_sky import NightSky
from generation.engine.studio.families.particles import Particles
from generation.engine.studio.families.rain import Rain
from generation.engine.studio.family import Shot
from generation.engine.studio.stage import stage

from .exposing import SMALL, expose, film, light, shot_of, step

pytestmark = pytest.mark.render

#: Each family with the controls that reach its parts.
SCENES = [
    (Particles(), {"formation": "sea"}),
    (Particles(), {"formation": "ribbons"}),
    (Particles(), {"formation": "cloud", "ground": "light"}),
    (Bokeh(), {"layout": "avenue"}),
    (Bokeh(), {"layout": "skyline"}),
    (Bokeh(), {"layout": "floating"}),
    (Rain(), {"hour": "night", "layout": "avenue"}),
    (Rain(), {"hour": "day"}),
    (NightSky(), {"aurora": 1.0, "lake": 1.0}),
    (NightSky(), {"milky_way": 1.3, "lake": 0.0, "rotation": 1.0}),
]
NAMES = [f"{family.name} {' '.join(str(v) for v in controls.values())}" for family, controls in SCENES]
FAMILIES = [Particles(), Bokeh(), Rain(), NightSky()]
each_scene = pytest.mark.parametrize(("family", "controls"), SCENES, ids=NAMES)
each_family = pytest.mark.parametrize("family", FAMILIES, ids=[f.name for f in FAMILIES])


@each_scene
def test_shows_something_that_is_neither_black_nor_flat(family, controls):
    picture = light(family, **controls)
    assert np.isfinite(picture).all()
    assert picture.min() >= 0
    assert picture.mean() > 0.004
    assert np.sqrt(picture).std() > 0.03


@each_scene
def test_a_loop_ends_in_the_very_picture_it_began_with(family, controls):
    for move in ("drift", "handheld"):
        shot = shot_of(family, replace(SMALL, loop=True), **controls, move=move)
        first, last = expose(family, shot, 0.0, shot.duration)
        assert np.array_equal(first, last)


@each_scene
def test_the_seam_of_a_loop_is_a_step_like_any_other(family, controls):
    shot = shot_of(family, replace(SMALL, loop=True), **controls)
    tick = 1 / shot.settings.fps
    before, first, after = expose(family, shot, shot.duration - tick, 0.0, tick)
    middle = expose(family, shot, 1.0, 1.0 + tick)
    usual = max(step(first, after), step(*middle))
    assert 0 < step(before, first) < 1.6 * usual


@each_scene
def test_something_moves(family, controls):
    now, later = expose(family, shot_of(family, **controls), 1.0, 1.4)
    assert step(now, later) > 1e-4


@each_scene
def test_an_instant_does_not_depend_on_those_drawn_before(family, controls):
    shot = shot_of(family, **controls)
    after_others = expose(family, shot, 0.2, 3.1, 1.0)[-1]
    assert np.array_equal(after_others, expose(family, shot, 1.0)[0])


@each_scene
def test_tiles_make_the_same_picture_as_one_piece(family, controls):
    shot = shot_of(family, **controls)
    assert np.array_equal(expose(family, shot, 1.0, bands=5)[0], expose(family, shot, 1.0)[0])


@each_scene
def test_a_scene_frees_what_it_made(family, controls):
    made = {"texture": 0, "framebuffer": 0, "buffer": 0}
    here = stage()
    originals = {name: getattr(here.ctx, name) for name in made}
    things = []

    def watch(name):
        def make(*args, **kwargs):
            thing = originals[name](*args, **kwargs)
            things.append(thing)
            return thing

        return make

    for name in made:
        setattr(here.ctx, name, watch(name))
    try:
        scene = family.scene(here, shot_of(family, **controls))
    finally:
        for name, original in originals.items():
            setattr(here.ctx, name, original)
    assert things
    scene.release()
    assert all(type(thing.mglo).__name__ == "InvalidObject" for thing in things)


@each_family
def test_a_seed_makes_a_shot_of_its_own(family):
    pictures = [np.sqrt(light(family, seed=seed)) for seed in range(1, 9)]
    for i, one in enumerate(pictures):
        for other in pictures[:i]:
            assert np.abs(one - other).mean() > 0.01


@each_family
def test_the_same_seed_makes_the_same_frames(family):
    once, again = (film(family, SMALL, 2) for _ in range(2))
    assert all(np.array_equal(a, b) for a, b in zip(once, again, strict=True))


@each_family
@pytest.mark.parametrize("size", [(90, 160), (120, 120), (96, 120), (210, 90)])
def test_every_aspect_is_filled(family, size):
    settings = replace(SMALL, width=size[0], height=size[1])
    picture = expose(family, shot_of(family, settings), 1.0)[0]
    assert picture.shape == (size[1], size[0], 3)
    assert np.isfinite(picture).all()
    halves = np.array_split(picture, 2, axis=1)
    assert min(half.mean() for half in halves) > 0.1 * picture.mean()


@each_family
def test_a_larger_picture_shows_the_same_at_the_same_brightness(family):
    shots = [shot_of(family, replace(SMALL, width=w, height=h)) for w, h in ((320, 180), (640, 360))]
    small, large = (expose(family, shot, 1.0)[0] for shot in shots)
    halved = large.reshape(180, 2, 320, 2, 3).mean(axis=(1, 3))
    assert halved.mean() == pytest.approx(small.mean(), rel=0.12)
    assert np.corrcoef(np.sqrt(halved).ravel(), np.sqrt(small).ravel())[0, 1] > 0.8


@each_family
def test_every_word_sets_controls_that_the_family_has_and_can_draw(family):
    tiny = replace(SMALL, width=64, height=36)
    priors = family.controls(Shot(tiny, {}).rng("controls"))
    drawn: set[tuple] = set()
    for (slot, value), reach in family.words.items():
        assert set(reach.controls) <= set(priors), f"{slot} {value}"
        for name, setting in reach.controls.items():
            assert type(setting) is type(priors[name]), f"{slot} {value}: {name}"
        key = tuple(sorted(reach.controls.items()))
        if key not in drawn and any(isinstance(v, str) for v in reach.controls.values()):
            drawn.add(key)
            assert np.isfinite(expose(family, shot_of(family, tiny, **reach.controls), 0.5)[0]).all()
    assert len(drawn) >= 6


@each_family
def test_a_word_that_is_only_roughly_shown_says_why(family):
    for (slot, value), reach in family.words.items():
        assert (reach.shown == "shown") is (reach.note == ""), f"{slot} {value}"


@each_family
def test_words_reach_at_least_six_controls(family):
    assert len({name for reach in family.words.values() for name in reach.controls}) >= 6


@each_family
def test_the_shortest_and_the_longest_clip_can_be_drawn(family):
    tiny = replace(SMALL, width=64, height=36)
    for duration in (2000, 60_000):
        for loop in (True, False):
            shot = shot_of(family, replace(tiny, duration_ms=duration, loop=loop))
            early, late = expose(family, shot, 0.0, shot.duration - 0.04)
            assert np.isfinite(early).all()
            assert np.isfinite(late).all()
            assert late.mean() > 0.3 * early.mean()
