"""Frames in between: near to what would have been seen then, in even steps, and exactly as many as asked for."""

from __future__ import annotations

from fractions import Fraction
from itertools import count, islice

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generation.engine.diffusion.clips.between import Between
from generation.engine.diffusion.clips.native import frames_needed
from generation.engine.diffusion.clips.retime import retime
from generation.finishing.quality.meter import QualityMeter
from generation.finishing.small import luma, shrink

from .scenes import DISC, GROUND, frame, panned, passed, psnr, read, turned

DOWN, ACROSS = np.mgrid[:144, :256].astype(np.float32)


def flat(number):
    return np.full((16, 16, 3), number, np.uint8)


@pytest.mark.parametrize(("rate", "fps"), [(16, 24), (24, 60), (30, 24)], ids=str)
@pytest.mark.parametrize(
    ("scene", "better"), [(panned, 12), (turned, 2.5), (passed, 3)], ids=["pan", "roll", "passing"]
)
def test_frames_in_between_are_clearly_nearer_to_the_truth_than_blends_and_repeats(scene, better, rate, fps):
    native = [frame(scene(index / rate)) for index in range(6)]
    number = 5 * fps // rate + 1
    made = list(retime(native, Fraction(rate), fps, number))
    ours, blends, repeats = [], [], []
    for index, picture in enumerate(made):
        whole, share = divmod(Fraction(index * rate, fps), 1)
        truth = scene(index / fps)
        if not share:
            assert picture is native[whole], "where the times coincide it is the model's own"
            continue
        before, after = native[whole].astype(float), native[whole + 1].astype(float)
        ours.append(psnr(picture, truth))
        blends.append(psnr(before * (1 - float(share)) + after * float(share), truth))
        repeats.append(psnr(before if share < 0.5 else after, truth))
    assert np.mean(ours) > np.mean(blends) + better
    assert np.mean(ours) > np.mean(repeats) + better
    assert min(ours) > max(np.mean(blends), np.mean(repeats))


def measured(frames, fps):
    meter = QualityMeter(fps, loop=False)
    for one in frames:
        meter.look(luma(shrink(one)))
    return meter.report()


def test_the_cadence_is_even_by_the_meter_of_the_finished_clip():
    native = [frame(panned(index / 16)) for index in range(33)]
    ours = measured(retime(native, Fraction(16), 24, 48), 24)
    repeated = measured((native[index * 16 // 24] for index in range(48)), 24)
    truth = measured((frame(panned(index / 24)) for index in range(48)), 24)
    assert repeated.numbers["cadence"] > 0.42, "repeats are seen as such"
    assert ours.numbers["cadence"] < 0.1
    assert ours.numbers["cadence"] < truth.numbers["cadence"] + 0.05
    assert ours.numbers["repeated_frames"] == ours.numbers["pops"] == 0


def test_across_a_cut_it_is_the_nearer_frame_and_never_a_mixture():
    before, after = frame(panned(0)), frame(read(DISC, ACROSS, DOWN))
    between = Between(before, after)
    assert not between.same_shot
    assert np.array_equal(between.at(0.4), before)
    assert np.array_equal(between.at(0.6), after)


def test_pure_noise_is_not_followed():
    noise = np.random.default_rng(0).integers(0, 255, (2, 144, 256, 3), dtype=np.uint8)
    assert np.array_equal(Between(*noise).at(0.3), noise[0])


@pytest.mark.parametrize(
    "later",
    [
        lambda: panned(1 / 16) * 0.8,
        lambda: panned(1 / 16) + np.random.default_rng(0).normal(0, 12, (144, 256, 1)),
        lambda: read(GROUND, ACROSS + 100, DOWN + 66),
    ],
    ids=["a fade", "grain", "a fast pan"],
)
def test_what_goes_on_in_another_light_or_fast_is_no_cut(later):
    assert Between(frame(panned(0)), frame(later())).same_shot


def test_a_still_picture_stays_as_it_is():
    still = frame(panned(0))
    assert psnr(Between(still, still).at(0.5), still) > 55


@given(
    number=st.integers(1, 400),
    fps=st.sampled_from([24, 25, 30, 50, 60]),
    rate=st.sampled_from(
        [Fraction(8), Fraction(16), Fraction(24), Fraction(25), Fraction(30), Fraction(50, 3)]
    ),
    first=st.integers(0, 1),
)
@settings(max_examples=40, deadline=None)
def test_exactly_as_many_as_asked_for_from_exactly_what_is_needed(number, fps, rate, first):
    """Frames of one colour each: a place in time shows as a colour."""
    if (rate * 2) % fps and fps % rate:  # in between nothing is drawn: other tests look at that
        number = min(number, 6)
    taken = []

    def native():
        for index in count():
            taken.append(index)
            yield flat(index % 256)

    needed = frames_needed(number, fps, rate, first)
    made = list(retime(islice(native(), needed), rate, fps, number, first=first))
    assert len(made) == number
    assert len(taken) <= needed
    last = divmod((number - 1 + first) * rate / fps, 1)
    if not last[1]:
        assert made[-1][0, 0, 0] == last[0] % 256


def test_an_extension_begins_one_step_of_its_own_rate_after_what_it_follows():
    made = list(retime([flat(number) for number in range(9)], Fraction(12), 24, 5, first=2))
    assert [int(one[0, 0, 0]) for one in made[::2]] == [1, 2, 3]


def test_where_frames_end_before_the_last_one_stands():
    made = list(retime([flat(10), flat(20)], Fraction(24), 24, 4))
    assert [int(one[0, 0, 0]) for one in made] == [10, 20, 20, 20]


def test_no_frames_at_all_are_an_error():
    with pytest.raises(ValueError, match="no frames"):
        next(retime([], Fraction(24), 24, 1))


def test_frames_are_asked_for_only_when_they_are_needed():
    asked = []

    def native():
        for index in range(100):
            asked.append(index)
            yield flat(index)

    made = retime(native(), Fraction(24), 24, 100)
    next(made)
    assert asked == [0]
