"""Where defocused lights stand, how they live, and the traffic between them."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from generation.engine.studio.families.backdrop import HOURS, paint
from generation.engine.studio.families.framing import Aim
from generation.engine.studio.families.layouts import avenue, floating, skyline, spaced, towers
from generation.engine.studio.families.lights import Lights, cycles_of
from generation.engine.studio.families.palettes import lights as light_colours
from generation.engine.studio.families.tempo import Tempo
from generation.engine.studio.families.traffic import Lane, Traffic

COLOURS = light_colours("city", ())
LANES = [Lane(0.5, coming=False), Lane(-0.5, coming=True)]


def rng(seed: int = 3) -> np.random.Generator:
    return np.random.default_rng(seed)


def one_light(**changes) -> Lights:
    return Lights.of([[0.5, 0.0]], [0.1], np.ones((1, 3), np.float32), rng(), **changes)


def test_a_steady_light_keeps_its_radiance_and_a_twinkling_one_does_not():
    steady, lively = one_light(twinkle=0.0), one_light(twinkle=0.9)
    turns = np.linspace(0, 1, 9)
    levels = [
        [float(x.discs(Aim(), t, np.ones(1, np.float32))[0, 4]) for t in turns] for x in (steady, lively)
    ]
    assert set(levels[0]) == {1.0}
    assert min(levels[1]) < 0.5 < max(levels[1]) <= 1.0


def test_what_is_near_follows_the_frame_more_than_what_is_far():
    moved = [float(one_light(near=near).discs(Aim(x=0.2), 0.0, np.zeros(1))[0, 0]) for near in (1.0, 0.2)]
    assert moved[0] == pytest.approx(0.3)
    assert moved[1] == pytest.approx(0.46)


def test_a_roll_turns_places_about_the_middle():
    disc = one_light(near=0.0).discs(Aim(roll=np.pi / 2), 0.0, np.zeros(1))[0]
    assert disc[:2] == pytest.approx([0.0, 0.5], abs=1e-6)


def test_together_keeps_the_order():
    both = Lights.together([one_light(soft=0.1), one_light(soft=0.7)])
    assert len(both) == 2
    assert both.soft.tolist() == pytest.approx([0.1, 0.7])


def test_twinkling_closes_in_a_loop():
    lights = floating(COLOURS, 1.0, 0.1, 1.78, rng())
    cycles = cycles_of(lights, Tempo(4.0, loop=True), 1.0)
    assert np.array_equal(cycles, np.round(cycles))


@pytest.mark.parametrize("speed", [0.0, 0.3, 1.9, 7.0])
@pytest.mark.parametrize("duration", [2.0, 7.3, 60.0])
def test_traffic_closes_in_a_loop_at_any_speed(speed, duration):
    traffic = Traffic(LANES, Tempo(duration, loop=True), speed, rng())
    first, last = (traffic.at(t, (0.0, -0.2), 0.1) for t in (0.0, duration))
    assert np.array_equal(first.place, last.place)
    assert np.array_equal(first.colour, last.colour)


def lit(lights: Lights) -> set[tuple[float, ...]]:
    """The lights that shine, by place and brightness, rounded to what could be seen."""
    rows = np.column_stack([lights.place, lights.colour.sum(axis=1)])
    return {tuple(row) for row in np.round(rows[rows[:, 2] > 0.02], 2).tolist()}


@pytest.mark.parametrize("loop", [True, False])
def test_no_car_jumps_when_the_lane_moves_on_by_one(loop):
    """Just before and just after a car takes its neighbour's place the same lights are seen."""
    tempo = Tempo(6.0, loop)
    traffic = Traffic(LANES, tempo, 2.0, rng())
    for k in range(1, traffic.steps):
        t = k * tempo.duration / traffic.steps
        before, after = (lit(traffic.at(t + dt, (0.0, -0.2), 0.1)) for dt in (-1e-6, 1e-6))
        assert len(before & after) >= 0.9 * max(len(before), len(after))


def test_cars_that_come_move_down_and_those_that_go_move_up():
    tempo = Tempo(6.0, loop=False)
    for coming, sign in ((True, -1), (False, 1)):
        traffic = Traffic([Lane(0.5, coming)], tempo, 1.5, rng())
        now, soon = (traffic.at(t, (0.0, 0.0), 0.1) for t in (0.01, 0.05))
        heads = slice(0, len(now) // 2)
        seen = now.colour[heads].sum(axis=1) > 0.02
        moved = (soon.place[heads, 1] - now.place[heads, 1])[seen]
        assert len(moved) >= 4
        assert (np.sign(moved) == sign).all()


def test_an_avenue_converges_and_its_lights_are_finite():
    lights = avenue(COLOURS, 1.0, 0.1, (0.1, -0.2), rng())
    assert np.isfinite(lights.place).all()
    assert (lights.radius > 0).all()
    assert abs(float(np.median(lights.place[:, 0])) - 0.1) < 0.3


def test_a_skyline_is_mirrored_in_the_water():
    lights = skyline(COLOURS, 1.0, 0.1, 1.8, rng())
    below = lights.place[:, 1] < -0.22
    assert 0.25 < below.mean() < 0.5
    assert lights.colour[below].mean() < 0.5 * lights.colour[~below].mean()
    assert (lights.stretch[below] > 1.5).all()


def test_density_adds_lights():
    counts = [len(floating(COLOURS, d, 0.1, 1.78, rng())) for d in (0.5, 1.0)]
    assert counts[1] > 1.8 * counts[0]


def test_towers_stand_side_by_side_over_the_whole_width():
    found = towers(2.0, rng())
    edges = [(left, left + wide) for left, wide, _ in found]
    assert edges[0][0] == -2.0
    assert edges[-1][1] > 1.8
    assert all(a[1] <= b[0] + 1e-9 for a, b in pairwise(edges))


def test_spaced_places_keep_further_apart_than_chance_does():
    def nearest(places):
        apart = np.linalg.norm(places[:, None] - places[None], axis=2)
        return np.sort(apart + np.eye(len(places)) * 9, axis=1)[:, 0].mean()

    chance = rng().uniform(-1, 1, (80, 2)) * [1.78 * 1.1, 1.15]
    assert nearest(spaced(80, 1.78, rng())) > 1.3 * nearest(chance)


@pytest.mark.parametrize("hour", list(HOURS))
@pytest.mark.parametrize("water", [True, False])
def test_every_hours_backdrop_is_light_above_and_never_negative(hour, water):
    picture = paint(hour, -0.2, 1.78, (1.0, 0.7, 0.4), rng(), buildings=True, water=water)
    assert picture.dtype == np.float32
    assert np.isfinite(picture).all()
    assert picture.min() >= 0
    assert picture.shape[2] == 3
    assert picture[150:].mean() > 0


def test_water_mirrors_the_sky_and_a_street_does_not():
    dusk = {
        w: paint("dusk", -0.2, 1.78, (1, 1, 1), rng(), buildings=True, water=w)[:40].mean()
        for w in (True, False)
    }
    assert dusk[True] > 1.5 * dusk[False]
