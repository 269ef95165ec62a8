"""Bokeh and city lights: what words and colours do to them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from generation.engine.studio.families.bokeh import Bokeh

from .exposing import SMALL, expose, light, shot_of, step

pytestmark = pytest.mark.render
FAMILY = Bokeh()
GREEN = (0.02, 0.8, 0.05)
STILL = {"move": "locked", "twinkle": 0.0, "traffic": 0.0}


@pytest.mark.parametrize("layout", ["floating", "skyline", "avenue"])
def test_a_colour_asked_for_colours_the_lights(layout):
    plain = light(FAMILY, layout=layout, lights="warm", hour="studio", **STILL)
    green = light(FAMILY, layout=layout, lights="warm", hour="studio", colours=[GREEN], **STILL)

    def share(picture):
        lit = picture[picture.max(axis=2) > 0.15]
        return lit[:, 1].sum() / lit.sum()

    assert share(green) > share(plain) + 0.04


def test_night_is_darker_than_dusk_and_dusk_than_golden_hour():
    levels = [np.median(light(FAMILY, layout="floating", hour=h)) for h in ("night", "dusk", "golden-hour")]
    assert levels == sorted(levels)
    assert levels[2] > 3 * levels[0]


def test_larger_discs_are_larger():
    settings = replace(SMALL, width=640, height=360)

    def edges(size: float) -> float:
        shot = shot_of(FAMILY, settings, layout="floating", size=size, hour="studio", density=0.5, fringe=0.0)
        picture = np.sqrt(expose(FAMILY, shot, 1.0)[0])
        return float(
            (np.abs(np.diff(picture, axis=1)).max(axis=2) > 0.05).mean() / (picture.max(axis=2) > 0.3).mean()
        )

    assert edges(2.0) < 0.7 * edges(0.6)


def test_twinkling_lights_change_and_steady_ones_do_not():
    steady = shot_of(FAMILY, layout="floating", **STILL)
    assert step(*expose(FAMILY, steady, 0.0, 1.5)) == 0
    lively = shot_of(FAMILY, layout="floating", **(STILL | {"twinkle": 2.0}))
    assert step(*expose(FAMILY, lively, 0.0, 1.5)) > 0.003


def test_headlights_come_on_the_left_and_tail_lights_go_on_the_right():
    picture = light(
        FAMILY, layout="avenue", hour="studio", lights="cool", traffic=1.0, move="locked", brightness=1.0
    )
    empty = light(
        FAMILY, layout="avenue", hour="studio", lights="cool", traffic=0.0, move="locked", brightness=1.0
    )
    cars = np.clip(picture - empty, 0, 1)
    redness = cars[..., 0] - cars[..., 1]
    columns = np.arange(cars.shape[1])
    red_at = (redness.clip(0).sum(axis=0) * columns).sum() / redness.clip(0).sum()
    white_at = (cars[..., 1].sum(axis=0) * columns).sum() / cars[..., 1].sum()
    assert red_at > white_at


def test_brighter_and_darker_are_what_they_say():
    dim, plain, bright = (light(FAMILY, hour="night", brightness=b).mean() for b in (0.5, 1.0, 1.6))
    assert dim < plain < bright


def test_a_pan_to_the_left_moves_what_is_seen_to_the_right():
    settings = replace(SMALL, width=320, height=180)
    shot = shot_of(FAMILY, settings, layout="skyline", move="pan-left", twinkle=0.0)
    start, end = (picture.mean(axis=(0, 2)) for picture in expose(FAMILY, shot, 0.5, 3.0))
    reach = range(-60, 61)
    likeness = [np.corrcoef(np.roll(start, n)[70:-70], end[70:-70])[0, 1] for n in reach]
    assert reach[int(np.argmax(likeness))] > 3


def test_a_tall_picture_keeps_its_lights():
    tall = replace(SMALL, width=90, height=160)
    for layout in ("avenue", "skyline", "floating"):
        picture = expose(FAMILY, shot_of(FAMILY, tall, layout=layout, hour="night"), 1.0)[0]
        assert (picture.max(axis=2) > 0.15).mean() > 0.02, layout


def test_it_is_silent():
    assert FAMILY.sound(shot_of(FAMILY)) is None
