"""What is no picture is told from a dark one."""

from __future__ import annotations

import numpy as np
import pytest

from generation.engine.base import BadPicture
from generation.engine.diffusion.clips.unusable import Usable

from .scenes import frame, panned


def seen(frames):
    usable = Usable()
    for one in frames:
        usable.look(one[np.newaxis])
    return usable


def night():
    sky = np.random.default_rng(0).integers(0, 4, (144, 256, 3), dtype=np.uint8)
    sky[40:43, 100:103] = 220
    return sky


def snow(level):
    return np.random.default_rng(0).integers(0, level, (144, 256, 3), dtype=np.uint8)


@pytest.mark.parametrize(
    "frames",
    [[np.zeros((144, 256, 3), np.uint8)] * 3, [snow(3)] * 3, [np.full((144, 256, 3), 127, np.uint8)] * 3],
    ids=["black", "nearly black", "grey"],
)
def test_black_and_one_even_colour_are_no_pictures(frames):
    with pytest.raises(BadPicture):
        seen(frames).check()


@pytest.mark.parametrize(
    "frames",
    [
        [frame(panned(0))] * 3,
        [night()] * 3,
        [np.zeros((144, 256, 3), np.uint8)] * 9 + [frame(panned(0))],
    ],
    ids=["a picture", "a night with one lit window", "out of the dark"],
)
def test_dark_pictures_are_pictures(frames):
    assert seen(frames).fault == ""
