"""A native picture covers the asked size: cut in the middle, scaled, never with a border."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generation.engine.diffusion.clips.fitting import cover, crop, middle

from .patience import patient
from .scenes import frame, panned, psnr

LENGTH = st.integers(2, 400)


@patient
@given(LENGTH, LENGTH, LENGTH, LENGTH)
def test_every_size_is_covered_exactly(across, down, width, height):
    fitted = cover(np.full((down, across, 3), 200, np.uint8), width, height)
    assert fitted.shape == (height, width, 3)
    assert fitted.dtype == np.uint8
    assert fitted.flags.c_contiguous
    assert fitted.flags.writeable
    assert fitted.min() == 200, "no border"


@patient
@given(LENGTH, LENGTH, LENGTH, LENGTH)
def test_the_middle_has_the_shape_and_lies_inside(across, down, width, height):
    left, top, right, bottom = middle(across, down, width, height)
    assert left + 1e-9 >= 0
    assert top + 1e-9 >= 0
    assert (right - left) / (bottom - top) == pytest.approx(width / height)
    assert left + right == pytest.approx(across)


def test_a_circle_stays_round():
    down, across = np.mgrid[:64, :96]
    disc = np.where(np.hypot(across - 47.5, down - 31.5) < 20, 255, 0).astype(np.uint8)
    fitted = cover(np.dstack([disc] * 3), 120, 120)[..., 0] > 127
    wide, high = fitted.any(axis=0).sum(), fitted.any(axis=1).sum()
    assert wide == high == pytest.approx(40 * 120 / 64, abs=1)


def test_enlarging_keeps_detail():
    large = frame(panned(0))
    small = cover(large, 128, 72)
    assert psnr(cover(small, 256, 144), large) > 30


def test_a_preview_is_cut_without_scaling():
    assert crop(np.zeros((64, 96, 3), np.uint8), 100, 100).shape == (64, 64, 3)
