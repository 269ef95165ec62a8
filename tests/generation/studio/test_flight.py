"""Camera moves through space."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest

from generation.engine.studio.families.tempo import Tempo
from generation.engine.studio.flight import flight

MOVES = [
    "locked", "forward", "dolly-in", "dolly-out", "truck", "rise", "orbit", "pan-left", "pan-right", "tilt-up",
    "tilt-down",
]  # fmt: skip
OPEN, LOOP = Tempo(8.0, False), Tempo(8.0, True)


def fly(move, tempo=OPEN, unrest=0.0, yaw=0.4, speed=5.0, seed=2):
    return flight(
        move, tempo, np.random.default_rng(seed), height=4.0, yaw=yaw, pitch=-0.1, speed=speed, unrest=unrest
    )


def heading(yaw):
    return np.array([math.sin(yaw), 0.0, -math.cos(yaw)])


@pytest.mark.parametrize("move", MOVES)
def test_the_axes_are_upright_and_at_right_angles(move):
    axes = fly(move, unrest=1.6).at(3.3).axes()
    assert np.allclose(axes @ axes.T, np.eye(3), atol=1e-12)
    assert np.linalg.det(axes) == pytest.approx(1)
    assert axes[1][1] > 0.9


def test_yaw_and_pitch_say_where_the_camera_looks():
    right, _, back = fly("locked", yaw=math.pi / 2).at(0).axes()
    assert np.allclose(-back, [math.cos(0.1), -math.sin(0.1), 0], atol=1e-9)
    assert np.allclose(right, [0, 0, 1], atol=1e-9)


@pytest.mark.parametrize("move", MOVES)
def test_a_loop_comes_back_to_the_very_same_pose(move):
    one, other = (fly(move, LOOP, unrest=0.5).at(t) for t in (0.0, 8.0))
    assert np.array_equal(one.position, other.position)
    assert (one.yaw, one.pitch, one.roll) == (other.yaw, other.pitch, other.roll)


@pytest.mark.parametrize("move", MOVES)
@pytest.mark.parametrize("tempo", [OPEN, LOOP])
def test_no_move_jumps(move, tempo):
    path = fly(move, tempo, unrest=0.3)
    poses = [path.at(i / 24) for i in range(24 * 8)]
    speeds = [np.linalg.norm(b.position - a.position) * 24 for a, b in pairwise(poses)]
    assert max(speeds) < 5.0 * 2.2 + 0.5
    assert max(np.abs(np.diff(speeds))) < 1.2


@pytest.mark.parametrize(("move", "sign"), [("forward", 1), ("dolly-in", 1), ("dolly-out", -1)])
def test_travelling_moves_go_where_they_say(move, sign):
    path = fly(move)
    gone = path.at(8).position - path.at(0).position
    along = float(gone @ heading(0.4))
    assert along * sign == pytest.approx(5.0 * 8)
    assert np.linalg.norm(gone) == pytest.approx(abs(along))


def test_a_truck_goes_sideways_and_a_rise_goes_up():
    aside = fly("truck").at(5).position - fly("truck").at(3).position
    assert abs(aside @ heading(0.4)) < 1e-9
    assert np.linalg.norm(aside) > 8
    heights = [fly("rise").at(t).position[1] for t in range(9)]
    assert heights == sorted(heights)
    assert heights[-1] > 1.3 * heights[0]


def test_pans_and_tilts_turn_on_the_spot():
    for move, sign in (("pan-right", 1), ("pan-left", -1)):
        start, end = fly(move).at(2), fly(move).at(6)
        assert (end.yaw - start.yaw) * sign > 0.1
        assert np.array_equal(start.position, end.position)
    assert fly("tilt-up").at(6).pitch > fly("tilt-up").at(2).pitch + 0.05
    assert fly("tilt-down").at(6).pitch < fly("tilt-down").at(2).pitch - 0.05


def test_a_locked_camera_without_unrest_stands_still():
    poses = [fly("locked").at(t) for t in (0.0, 3.1, 7.9)]
    assert len({(*p.position, p.yaw, p.pitch, p.roll) for p in poses}) == 1


def test_a_hand_is_less_steady_than_a_drone():
    def sway(unrest):
        return np.std([fly("locked", unrest=unrest).at(t).yaw for t in np.linspace(0, 8, 99)])

    assert sway(1.6) > 4 * sway(0.3) > 0


def test_the_camera_stays_about_as_high_as_asked():
    assert all(abs(fly("forward", unrest=0.3).at(t).position[1] - 4.0) < 0.4 for t in np.linspace(0, 8, 50))


def test_a_move_starts_and_ends_gently():
    path = fly("forward")

    def speed(t):
        return np.linalg.norm(path.at(t + 0.05).position - path.at(t).position) / 0.05

    assert speed(0.0) < speed(4.0)
    assert speed(7.9) < speed(4.0)
