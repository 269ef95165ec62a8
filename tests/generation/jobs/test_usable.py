"""Which takes of a model are no picture, judged by a real quality report."""

import numpy as np
import pytest

from generation.engine.base import BadPicture
from generation.finishing.quality.meter import QualityMeter
from generation.jobs.usable import check_picture

FRAMES = 48


def report(draw):
    meter = QualityMeter(24, loop=False)
    for index in range(FRAMES):
        meter.look(draw(index).astype(np.float32))
    return meter.report()


def noise(index):
    return np.random.default_rng(index).integers(60, 200, (108, 192))


def black(index):
    return np.full((108, 192), 2)


def still(index):
    return noise(0)


@pytest.mark.parametrize(
    ("draw", "words"),
    [
        (black, "are black"),
        (lambda i: noise(i) if i == 20 else black(i), "are black"),
        (still, "nothing changes"),
        (lambda i: still(i) if i < 42 else noise(i), "are frozen"),
    ],
    ids=["black", "a flash in the dark", "still", "frozen, then moving"],
)
def test_what_nobody_could_use_is_a_bad_picture(draw, words):
    with pytest.raises(BadPicture, match=words):
        check_picture(report(draw), FRAMES)


@pytest.mark.parametrize(
    "draw",
    [
        noise,
        lambda i: black(i) if i < 12 else noise(i),
        lambda i: noise(0) + (np.arange(192) == i),
        lambda i: noise(i) // 8,
        lambda i: noise(min(i, 30)),
    ],
    ids=["moving", "fading in from black", "nearly still", "night", "coming to rest"],
)
def test_what_somebody_may_have_asked_for_is_none(draw):
    check_picture(report(draw), FRAMES)
