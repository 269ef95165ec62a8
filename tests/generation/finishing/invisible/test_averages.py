"""What is kept of a file stays small, however long it is, and loses nothing that the mark needs."""

from __future__ import annotations

import numpy as np

from generation.finishing.invisible.averages import LONG, MOST, SHORT, SPAN_MS, Averages

GREY = np.full((360, 640, 3), 100, np.uint8)


def shown(*instants: int, frame: np.ndarray = GREY) -> Averages:
    averages = Averages()
    for at_ms in instants:
        averages.add(at_ms, frame)
    return averages


def test_nothing_comes_of_nothing() -> None:
    assert Averages().means() == []


def test_a_still_is_one_mean() -> None:
    [whole] = shown(0).means()
    assert whole.shape == (180, 320)
    assert np.allclose(whole, 100)


def test_the_first_frame_is_a_part_by_itself() -> None:
    averages = Averages()
    averages.add(0, GREY)
    averages.add(500, GREY // 2)
    averages.add(1_000, GREY // 2)
    whole, first, rest = averages.means()
    assert (round(float(whole[0, 0])), round(float(first[0, 0])), round(float(rest[0, 0]))) == (67, 100, 50)


def test_a_longer_film_has_more_parts() -> None:
    averages = shown(0, 500, SPAN_MS, SPAN_MS + 1_000, 2 * SPAN_MS)
    assert [frames for frames, _ in averages.parts()] == [1, 1, 2, 1]


def test_frames_close_together_count_once() -> None:
    averages = Averages()
    assert averages.wants(0)
    averages.add(0, GREY)
    assert not averages.wants(40)
    averages.add(40, GREY * 0)
    assert np.allclose(averages.means()[0], 100)
    assert averages.wants(80)


def test_a_day_needs_no_more_than_a_minute() -> None:
    averages = shown(*range(0, 24 * 3_600_000, 60_000))
    assert 1 < len(averages.means()) <= MOST + 1
    assert np.allclose(averages.means()[0], 100)


def test_instants_that_make_no_sense_do_no_harm() -> None:
    averages = shown(0, 2**40, -5, 7, 2**62)
    assert len(averages.means()) <= MOST + 1


def test_frames_that_change_their_size_are_seen_in_the_first_ones() -> None:
    averages = shown(0, 1000)
    averages.add(2000, np.full((100, 100, 3), 100, np.uint8))
    assert np.allclose(averages.means()[0], 100)


def test_large_and_long_pictures_are_kept_small() -> None:
    for height, width in ((2160, 3840), (4000, 50), (50, 4000), (1, 1)):
        mean = shown(0, frame=np.zeros((height, width, 3), np.uint8)).means()[0]
        assert min(mean.shape) <= SHORT
        assert max(mean.shape) <= LONG


def test_another_process_can_send_them() -> None:
    rng = np.random.default_rng(1)
    averages = Averages()
    for at_ms in range(0, 9_000, 300):
        averages.add(at_ms, rng.integers(0, 256, (90, 160, 3), np.uint8))
    assert averages.most is not None
    arrived = Averages.of(averages.most, averages.parts())
    for one, other in zip(averages.means(), arrived.means(), strict=True):
        assert np.allclose(one, other, atol=0.01)
