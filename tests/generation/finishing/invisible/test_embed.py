"""The mark is in every frame, and nobody sees it."""

from __future__ import annotations

import time
from itertools import islice

import numpy as np
import pytest

from generation.finishing.frame import Frame
from generation.finishing.invisible.embed import Marker
from tests.generation.finishing.finishing import MARK_KEY, MARK_NUMBER
from tests.generation.finishing.footage import CLEAN, night

from .marking import HEIGHT, WIDTH, decibels, landscape, marked


def plain(code: int) -> Frame:
    return np.full((HEIGHT, WIDTH, 3), code, np.uint8)


@pytest.mark.parametrize("name", CLEAN)
def test_no_frame_loses_more_than_its_budget(name: str) -> None:
    """39.5 dB are allowed; the marker stays well above."""
    for frame in islice(CLEAN[name](), 0, 72, 24):
        assert decibels(frame, marked([frame])[0]) > 41


def test_noise_is_marked_no_harder_than_the_budget_allows() -> None:
    noise = np.random.default_rng(1).integers(0, 256, (HEIGHT, WIDTH, 3), np.uint8)
    assert decibels(noise, marked([noise])[0]) > 41


@pytest.mark.parametrize("code", [60, 128, 200, 235])
def test_a_flat_sky_changes_by_two_codes_at_most_and_by_half_a_one_as_a_rule(code: int) -> None:
    change = marked([plain(code)])[0].astype(int) - code
    assert abs(change).max() <= 2
    assert 0.2 < np.sqrt(np.square(change).mean()) < 0.7
    assert abs(change.mean()) < 0.05, "it gets neither brighter nor darker"


def test_a_dark_scene_changes_less_than_a_bright_one() -> None:
    dark, grey = (np.square(marked([plain(code)])[0].astype(float) - code).mean() for code in (12, 128))
    assert 0 < dark < 0.6 * grey
    frame = next(night(1))
    sky = frame.max(axis=2) < 30
    assert abs(marked([frame])[0].astype(int) - frame)[sky].mean() < 0.5


def test_a_place_beside_an_edge_is_flat() -> None:
    """A bright building before a sky: the edge's contrast must not let the mark into the sky."""
    frame = plain(150)
    frame[:, WIDTH // 2 :] = landscape(1)[0][:, WIDTH // 2 :]
    change = abs(marked([frame])[0].astype(int) - frame)
    assert change[:, : WIDTH // 2 - 24].max() <= 3


@pytest.mark.parametrize("code", [0, 255])
def test_black_does_not_turn_white_nor_white_black(code: int) -> None:
    shown = marked([plain(code)])[0].astype(int)
    assert abs(shown - code).max() <= 3
    hard = np.where(np.random.default_rng(2).random((HEIGHT, WIDTH, 1)) < 0.5, 0, 255).astype(np.uint8)
    hard = np.repeat(hard, 3, axis=2)
    assert abs(marked([hard])[0].astype(int) - hard).max() < 16


def test_only_brightness_changes() -> None:
    frame = landscape(1)[0] // 2 + 60
    change = marked([frame])[0].astype(int) - frame
    assert (change == change[..., :1]).all()


def test_the_frame_that_came_stays_as_it_was() -> None:
    frame = landscape(1)[0]
    before = frame.copy()
    frame.flags.writeable = False
    marked([frame])
    assert (frame == before).all()


@pytest.mark.parametrize(
    ("width", "height"), [(2, 2), (16, 16), (90, 160), (322, 182), (640, 274), (1366, 768)]
)
def test_frames_of_any_size_can_be_marked(width: int, height: int) -> None:
    frame = np.full((height, width, 3), 128, np.uint8)
    assert marked([frame])[0].shape == frame.shape


def test_the_same_number_makes_the_same_mark_and_another_another() -> None:
    frames = landscape(1)
    once, again, other = marked(frames), marked(frames), marked(frames, number=MARK_NUMBER + 1)
    assert (once[0] == again[0]).all()
    assert (once[0] != other[0]).any()


def test_the_mean_of_many_clips_gives_no_pattern_away() -> None:
    """Each begins elsewhere: what two marks share is not in the same place."""
    frame = plain(128)
    marks = [marked([frame], number)[0][..., 0].astype(float) - 128 for number in range(1, 41)]
    alone = np.square(marks[0]).mean()
    assert np.square(np.mean(marks, axis=0)).mean() < 2 * alone / len(marks)


@pytest.mark.speed
def test_a_720p_frame_takes_ten_milliseconds() -> None:
    frame = np.random.default_rng(3).integers(0, 256, (720, 1280, 3), np.uint8)
    marker = Marker(MARK_KEY, MARK_NUMBER, 1280, 720)
    times = []
    for _ in range(40):
        began = time.process_time()
        marker.mark(frame)
        times.append(time.process_time() - began)
    assert np.median(times) < 0.010
