"""Bars around a picture are found, and nothing else is taken for one."""

from __future__ import annotations

import numpy as np
import pytest

from generation.finishing.borders import Inside, inside

from .footage import HEIGHT, WIDTH, night, texture


@pytest.fixture
def bright() -> np.ndarray:
    return texture(WIDTH, HEIGHT).mean(axis=2).astype(np.float32)


def test_no_bars(bright: np.ndarray) -> None:
    assert inside(bright) is None


@pytest.mark.parametrize("code", [0, 16, 255])
def test_bars_above_and_below(bright: np.ndarray, code: int) -> None:
    framed = np.pad(bright, ((30, 30), (0, 0)), constant_values=code)
    assert inside(framed) == Inside(30, 30 + HEIGHT, 0, WIDTH)


def test_bars_at_the_sides_and_all_round(bright: np.ndarray) -> None:
    assert inside(np.pad(bright, ((0, 0), (20, 24)))) == Inside(0, HEIGHT, 20, 20 + WIDTH)
    assert inside(np.pad(bright, ((5, 7), (20, 24)))) == Inside(5, 5 + HEIGHT, 20, 20 + WIDTH)


def test_bars_that_an_encoder_smudged(bright: np.ndarray) -> None:
    noise = np.random.default_rng(1).normal(0, 1, (HEIGHT + 60, WIDTH)).astype(np.float32)
    found = inside(np.pad(bright, ((30, 30), (0, 0)), constant_values=16) + noise)
    assert found == Inside(30, 30 + HEIGHT, 0, WIDTH)


def test_a_night_sky_is_no_bar() -> None:
    found = inside(np.stack([frame.max(axis=2) for frame in night(3)]).max(axis=0).astype(np.float32))
    assert found is None or found.bottom - found.top > 0.9 * HEIGHT


@pytest.mark.parametrize("code", [0, 128, 255])
def test_a_plain_picture_has_no_inside(code: int) -> None:
    assert inside(np.full((HEIGHT, WIDTH), code, np.float32)) is None
    assert inside(np.full((1, 1), code, np.float32)) is None


def test_a_strip_between_bars_is_no_picture(bright: np.ndarray) -> None:
    assert inside(np.pad(bright[:20], ((100, 100), (0, 0)))) is None
