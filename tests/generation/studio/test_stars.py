"""The star table, the Milky Way, the aurora's curtains and the land."""

from __future__ import annotations

import numpy as np
import pytest

from generation.engine.studio.families.curtains import LAYERS, POINTS, Curtain
from generation.engine.studio.families.land import RIDGES, TOP, conifer, paint_land
from generation.engine.studio.families.stars import milky_way, noise, star_colours, star_table
from generation.engine.studio.families.tempo import Tempo


def rng(seed: int = 2) -> np.random.Generator:
    return np.random.default_rng(seed)


def test_stars_lie_on_the_sphere_and_faint_ones_are_many():
    table = star_table(20_000, rng())
    assert np.linalg.norm(table[:, :3], axis=1) == pytest.approx(np.ones(20_000), abs=1e-5)
    flux = table[:, 3]
    one_magnitude = 10**0.33
    faint = ((flux > 0.1) & (flux < 0.1 * one_magnitude)).sum()
    brighter = ((flux > 0.1 * one_magnitude) & (flux < 0.1 * one_magnitude**2)).sum()
    assert faint / brighter == pytest.approx(10**0.51, rel=0.12)


def test_faint_stars_crowd_towards_the_galaxy_and_bright_ones_do_not():
    table = star_table(40_000, rng())
    near = np.abs(table[:, 2]) < 0.2
    bright = table[:, 3] > np.quantile(table[:, 3], 0.99)
    assert near[~bright].mean() > near[bright].mean() + 0.1


def test_stars_are_white_yellow_orange_and_never_green():
    colours = star_colours(5000, rng())
    assert (colours > 0.2).all()
    assert (colours <= 1).all()
    assert not ((colours[:, 1] > colours[:, 0] + 0.02) & (colours[:, 1] > colours[:, 2] + 0.02)).any()
    assert (colours[:, 0] > colours[:, 2] + 0.1).mean() > 0.2
    assert (colours[:, 2] > colours[:, 0] + 0.05).mean() > 0.1


def test_noise_is_even_and_repeats_at_its_edges():
    pattern = noise((64, 96), (10, 5), rng())
    assert pattern.shape == (64, 96)
    assert float(pattern.std()) == pytest.approx(1, rel=0.01)
    inside = np.abs(np.diff(pattern, axis=1)).mean()
    assert np.abs(pattern[:, 0] - pattern[:, -1]).mean() < 2 * inside
    assert np.abs(pattern[0] - pattern[-1]).mean() < 2 * np.abs(np.diff(pattern, axis=0)).mean()


def test_the_milky_way_is_brightest_along_its_middle_and_dark_at_its_edges():
    glow = milky_way(rng()).mean(axis=2)
    rows = glow.mean(axis=1)
    assert max(rows[0], rows[-1]) < 1e-4
    assert rows[180:330].mean() > 4 * rows[:100].mean()
    columns = glow.mean(axis=0)
    assert columns[900:1150].mean() > 1.5 * columns[:200].mean()
    assert (glow >= 0).all()


@pytest.mark.parametrize("duration", [2.0, 9.0])
def test_a_curtain_closes_in_a_loop(duration):
    curtain = Curtain(2.0, Tempo(duration, loop=True), 1.0, 1.0, rng())
    assert np.array_equal(curtain.strip(0.0), curtain.strip(duration))
    assert not np.array_equal(curtain.strip(0.0), curtain.strip(duration / 3))


def test_a_curtain_hangs_over_the_ground_in_layers_that_share_its_light():
    strip = Curtain(2.0, Tempo(5.0, loop=False), 1.0, 1.4, rng()).strip(1.0)
    assert len(strip) == len(LAYERS) * POINTS * 2 + 2 * (len(LAYERS) - 1)
    assert (strip[:, 1] == 1).all()
    assert (strip[:, 2] > 0.1).all()
    assert set(strip[:, 4]) == {0.0, 1.0}
    assert sum(share for _, share in LAYERS) == pytest.approx(1)


def test_a_folded_curtain_turns_back_on_itself_and_a_plain_one_does_not():
    def turns_back(fold: float) -> bool:
        curtain = Curtain(2.0, Tempo(5.0, loop=False), 1.0, fold, rng())
        return bool((np.diff(curtain.strip(0.0)[: POINTS * 2 : 2, 0]) < 0).any())

    assert turns_back(1.5)
    assert not turns_back(0.1)


def test_a_curtain_moves_little_in_one_frame():
    curtain = Curtain(2.0, Tempo(2.0, loop=True), 1.0, 1.4, rng())
    now, next_ = curtain.strip(0.5), curtain.strip(0.54)
    assert 0 < np.abs(now[:, :3] - next_[:, :3]).max() < 0.1


@pytest.mark.parametrize("kind", list(RIDGES))
def test_land_fills_the_foot_and_leaves_the_sky(kind):
    land = paint_land(kind, -0.5, 1.78, 180, rng())
    assert land.mask.dtype == np.uint8
    assert land.half_width == pytest.approx(TOP * 1.78)
    near = land.mask[..., 1]
    assert (near[:20] == 255).all()
    assert near[-10:].max() == 0
    assert land.mask[-10:, :, 0].max() == 0


def test_trees_stand_in_a_forest_and_not_on_a_plain():
    def rough(kind: str) -> float:
        near = paint_land(kind, -0.5, 1.78, 360, rng()).mask[..., 1].astype(int)
        return float(np.abs(np.diff(near, axis=1)).sum())

    assert rough("forest") > 5 * rough("plain")


def test_a_conifer_is_slim_upright_and_widest_low():
    outline = conifer(0.3, -0.5, 0.8, rng())
    assert outline[:, 1].max() == pytest.approx(-0.5 + 0.8 * 1.04)
    width = np.abs(outline[:, 0] - 0.3)
    assert width.max() < 0.3
    low, high = outline[:, 1] < -0.2, outline[:, 1] > 0.05
    assert width[low].max() > 2 * width[high].max()


def test_by_a_lake_all_trees_and_ground_stand_above_the_water():
    dry, shore = (paint_land("mountains", -0.3, 1.78, 360, rng(), lake=lake) for lake in (False, True))

    def near_at_the_waterline(land):
        row = int((-0.3 + 0.004 - land.base + land.half_height) / (2 * land.half_height) * len(land.mask))
        return (land.mask[row, :, 1] > 200).mean()

    assert near_at_the_waterline(dry) < 0.9
    assert near_at_the_waterline(shore) > 0.99
