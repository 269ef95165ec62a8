"""Particle waves: what words and colours do to them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from generation.engine.studio.families.particles import Particles
from generation.engine.studio.families.particles_scene import POINTS, seats, wave_table
from generation.engine.studio.families.tempo import Tempo

from .exposing import SMALL, expose, light, shot_of, step

FAMILY = Particles()
RED, BLUE = (0.8, 0.01, 0.01), (0.01, 0.02, 0.8)


def hue_share(picture: np.ndarray, channel: int) -> float:
    return float(picture[..., channel].sum() / picture.sum())


@pytest.mark.render
def test_a_colour_asked_for_is_the_colour_seen():
    assert hue_share(light(FAMILY, colours=[RED]), 0) > 0.6
    assert hue_share(light(FAMILY, colours=[BLUE]), 2) > 0.6


@pytest.mark.render
def test_two_colours_are_both_seen():
    picture = light(FAMILY, colours=[RED, BLUE], formation="ribbons")
    assert (picture[..., 0] > 3 * picture[..., 2] + 0.02).mean() > 0.01
    assert (picture[..., 2] > 3 * picture[..., 0] + 0.02).mean() > 0.01


@pytest.mark.render
@pytest.mark.parametrize("formation", ["sea", "ribbons", "cloud"])
def test_a_light_ground_is_light_and_carries_darker_points(formation):
    dark = light(FAMILY, formation=formation, ground="dark")
    bright = light(FAMILY, formation=formation, ground="light", colours=[BLUE])
    assert np.median(dark) < 0.1
    assert np.median(bright) > 1.5
    assert bright.min() < 0.8 * np.median(bright)


@pytest.mark.render
def test_more_density_means_more_light():
    thin, thick = (light(FAMILY, formation="cloud", density=d).mean() for d in (0.4, 1.2))
    assert thick > 1.3 * thin


@pytest.mark.render
def test_higher_waves_reach_higher_in_the_picture():
    def lit_rows(amplitude: float) -> int:
        picture = light(FAMILY, formation="sea", amplitude=amplitude, move="locked", sparkle=0.0)
        return int((picture.max(axis=(1, 2)) > 0.15).sum())

    assert lit_rows(1.8) > lit_rows(0.2)


@pytest.mark.render
def test_a_faster_pace_changes_more_from_frame_to_frame():
    def change(speed: float) -> float:
        shot = shot_of(FAMILY, formation="sea", speed=speed, move="locked", sparkle=0.0)
        return step(*expose(FAMILY, shot, 1.0, 1.04))

    assert change(2.5) > 1.5 * change(0.3)


@pytest.mark.render
def test_more_blur_softens_the_picture():
    settings = replace(SMALL, width=640, height=360)

    def detail(blur: float) -> float:
        shot = shot_of(FAMILY, settings, formation="cloud", blur=blur, sparkle=0.0)
        picture = np.sqrt(expose(FAMILY, shot, 1.0)[0])
        return float(np.abs(np.diff(picture, axis=1)).mean() / picture.mean())

    assert detail(0.2) > 1.3 * detail(3.0)


@pytest.mark.render
def test_moves_of_the_camera_move_the_picture_and_a_locked_one_does_not():
    still = shot_of(FAMILY, formation="sea", move="locked", speed=0.0, sparkle=0.0)
    assert step(*expose(FAMILY, still, 0.0, 3.9)) == 0
    for move in ("pan-left", "tilt-up", "dolly-in", "orbit", "handheld"):
        moved = shot_of(FAMILY, formation="sea", move=move, speed=0.0, sparkle=0.0)
        assert step(*expose(FAMILY, moved, 0.0, 3.9)) > 1e-3, move


@pytest.mark.render
def test_a_defocused_point_at_the_edge_is_cut_and_does_not_vanish():
    """The columns at the very edge are as lit as those a little further in."""
    settings = replace(SMALL, width=320, height=180)
    shot = shot_of(FAMILY, settings, formation="sea", blur=3.0, scatter=1.0, density=1.2)
    picture = expose(FAMILY, shot, 1.0)[0][120:].mean(axis=(0, 2))
    assert picture[:4].mean() > 0.6 * picture[8:24].mean()
    assert picture[-4:].mean() > 0.6 * picture[-24:-8].mean()


@pytest.mark.parametrize("formation", list(POINTS))
def test_seats_lie_within_the_formation_and_grow_with_density(formation):
    rng = np.random.default_rng(1)
    few, many = seats(formation, 0.5, rng), seats(formation, 1.0, rng)
    assert len(many) == pytest.approx(2 * len(few), rel=0.02)
    for table in (few, many):
        assert table.shape[1] == 4
        assert table.dtype == np.float32
        assert table.min() >= 0
        assert table.max() <= 1


def test_waves_repeat_a_whole_number_of_times_in_a_loop():
    shot = shot_of(FAMILY, replace(SMALL, loop=True))
    waves, heights = wave_table(shot, Tempo.of(shot), shot.rng("waves"))
    assert np.array_equal(waves[:, 2], np.round(waves[:, 2]))
    assert (np.abs(waves[:, 2]) >= 1).all()
    assert (heights > 0).all()
    assert heights[0] > 3 * heights[-1]


def test_it_is_silent():
    assert FAMILY.sound(shot_of(FAMILY)) is None
