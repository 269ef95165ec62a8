"""Time as a share of the clip, and the moves that live by it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generation.engine.studio.families.controls import choice, number
from generation.engine.studio.families.framing import REACH, Aim, Framing
from generation.engine.studio.families.owned import Owned
from generation.engine.studio.families.palettes import LIGHTS, RAMPS, lights, linear, pick, ramp, stops
from generation.engine.studio.families.tempo import Tempo
from generation.engine.studio.family import Shot

from .exposing import SMALL

durations = st.floats(2, 60)


@given(durations, st.floats(-20, 20).filter(lambda hz: hz == 0 or abs(hz) > 1e-3))
def test_a_loop_has_whole_cycles_of_the_same_sign(duration, hz):
    cycles = Tempo(duration, loop=True).cycles(hz)
    assert cycles == round(cycles)
    assert np.sign(cycles) == np.sign(hz)


@given(durations, st.floats(0.5, 20))
def test_whole_cycles_are_the_nearest(duration, hz):
    assert abs(Tempo(duration, loop=True).cycles(hz) - hz * duration) <= 0.5


def test_without_a_loop_nothing_is_rounded():
    assert Tempo(4.0, loop=False).cycles(0.3) == pytest.approx(1.2)
    assert Tempo(4.0, loop=False).turn(6.0) == 1.5


@given(durations)
def test_a_loop_wraps_at_its_end(duration):
    assert Tempo(duration, loop=True).turn(duration) == 0


def test_the_tempo_of_a_shot_lasts_as_long_as_its_frames():
    settings = replace(SMALL, duration_ms=2990, fps=30, loop=True)
    assert Tempo.of(Shot(settings, {})) == Tempo(90 / 30, loop=True)


def test_a_slow_sway_keeps_its_speed_where_a_loop_quickens_it():
    loop = Tempo(2.0, loop=True)
    assert loop.calmed(0.1, 1.0) * loop.cycles(0.1) / 2.0 == pytest.approx(0.1)
    assert loop.calmed(0.0, 1.0) == 1.0
    assert Tempo(2.0, loop=False).calmed(0.1, 1.0) == pytest.approx(1.0)


@pytest.mark.parametrize("loop", [True, False])
def test_a_closed_way_has_the_speed_asked_for(loop):
    tempo = Tempo(5.0, loop)
    way = np.array([tempo.closed(t, 0.3, 0.2) for t in np.linspace(0, 4.99, 500)])
    speed = np.linalg.norm(np.diff(way, axis=0), axis=1) / 0.01
    assert speed == pytest.approx(np.full(499, 0.3), rel=0.01)
    heading = np.diff(way, axis=0)[0]
    assert np.arctan2(heading[1], heading[0]) % (2 * np.pi) == pytest.approx(0.4 * np.pi, abs=0.02)


def test_a_closed_way_closes():
    tempo = Tempo(5.0, loop=True)
    assert tempo.closed(0.0, 0.3, 0.2) == tempo.closed(5.0, 0.3, 0.2)


@pytest.mark.parametrize("move", list(REACH))
def test_every_move_returns_in_a_loop(move):
    framing = Framing(move, Tempo(3.0, loop=True), np.random.default_rng(1))
    assert framing.at(0.0) == framing.at(3.0)


def test_moves_go_where_they_say():
    def way(move: str) -> tuple[Aim, Aim]:
        framing = Framing(move, Tempo(3.0, loop=False), np.random.default_rng(1))
        return framing.at(0.0), framing.at(3.0)

    start, end = way("pan-left")
    assert end.x < start.x
    start, end = way("tilt-up")
    assert end.y > start.y
    start, end = way("dolly-in")
    assert end.zoom > start.zoom
    start, end = way("dolly-out")
    assert end.zoom < start.zoom
    assert way("locked") == (Aim(), Aim())


def test_a_move_starts_and_ends_gently():
    framing = Framing("pan-right", Tempo(3.0, loop=False), np.random.default_rng(1))
    x = np.array([framing.at(t).x for t in np.linspace(0, 3, 301)])
    speed = np.diff(x)
    assert (speed > 0).all()
    assert speed[0] < 0.5 * speed[150]
    assert speed[-1] < 0.5 * speed[150]


def test_a_hand_shakes_and_a_tripod_does_not():
    tempo, rng = Tempo(3.0, loop=False), np.random.default_rng(1)
    hand = [Framing("handheld", tempo, rng).at(t).x for t in (0.0, 0.4, 0.8)]
    assert len(set(hand)) == 3
    assert max(map(abs, hand)) < 0.03


def test_an_unknown_move_is_an_error():
    with pytest.raises(KeyError):
        Framing("teleport", Tempo(3.0, loop=False), np.random.default_rng(1))


def test_controls_are_read_as_what_they_are():
    shot = Shot(SMALL, {"speed": 2, "move": "drift", "flag": True})
    assert number(shot, "speed") == 2.0
    assert choice(shot, "move") == "drift"
    for wrong in ("move", "flag"):
        with pytest.raises(TypeError, match=wrong):
            number(shot, wrong)
    with pytest.raises(TypeError, match="speed"):
        choice(shot, "speed")


def test_owned_things_are_freed_once_the_latest_first():
    freed = []

    class Thing:
        def __init__(self, name):
            self.name = name

        def release(self):
            freed.append(self.name)

    owned = Owned()
    first = Thing("first")
    assert owned.own(first) is first
    owned.own(Thing("second"))
    owned.release()
    owned.release()
    assert freed == ["second", "first"]


def test_display_colours_become_linear():
    assert linear("#ffffff") == pytest.approx((1, 1, 1))
    assert linear("#000000") == (0, 0, 0)
    assert linear("#808080")[0] == pytest.approx(0.2159, abs=1e-3)


@pytest.mark.parametrize("name", list(RAMPS))
def test_ramps_run_from_dark_to_light(name):
    table = ramp(stops(name, ()))
    assert table.shape == (256, 3)
    assert table[-1].sum() > table[0].sum()
    assert np.abs(np.diff(np.cbrt(table), axis=0)).max() < 0.05


def test_one_colour_gets_a_shade_and_a_tint_and_more_keep_their_order():
    shade, colour, tint = stops("blue", [(0.8, 0.1, 0.0)])
    assert colour == pytest.approx([0.8, 0.1, 0.0])
    assert shade.sum() < colour.sum() < tint.sum()
    assert stops("blue", [(1, 0, 0), (0, 0, 1)]).tolist() == [[1, 0, 0], [0, 0, 1]]


@pytest.mark.parametrize("name", list(LIGHTS))
def test_lights_shine_whatever_their_colour(name):
    assert lights(name, ()).max(axis=1) == pytest.approx(np.ones(len(LIGHTS[name])))
    assert lights(name, [(0.01, 0.02, 0.0)])[0] == pytest.approx([0.5, 1.0, 0.0])
    assert np.isfinite(lights(name, [(0.0, 0.0, 0.0)])).all()


def test_the_first_colour_is_picked_most():
    colours = np.eye(3, dtype=np.float32)
    chosen = pick(colours, np.random.default_rng(1), 3000).argmax(axis=1)
    counts = np.bincount(chosen)
    assert counts[0] > counts[1] > counts[2] > 300
