"""Clean footage of every kind raises no alarm: a report that cries wolf is read by nobody."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest

from generation.finishing.frame import Frame

from .footage import CLEAN, pan
from .measuring import report, severities, words


@pytest.mark.parametrize("footage", CLEAN.values(), ids=CLEAN.keys())
def test_clean_footage_is_called_clean(footage: Callable[[], Iterator[Frame]]) -> None:
    found = report(footage())
    assert words(found) == ["No flicker", "Steady cadence", "Steady camera"]
    for nothing in ("frozen_frames", "repeated_frames", "pops", "black_frames"):
        assert found.numbers[nothing] == 0


@pytest.mark.parametrize("footage", CLEAN.values(), ids=CLEAN.keys())
def test_clean_footage_stays_well_below_the_limits(footage: Callable[[], Iterator[Frame]]) -> None:
    """Halfway to a notice at most, so that a slightly different clip does not tip over."""
    numbers = report(footage()).numbers
    assert numbers["flicker"] < 0.006
    assert numbers["cadence"] < 0.21
    assert numbers["unsteady"] < 0.75


def test_a_loop_that_closes_is_praised() -> None:
    found = report(pan(48, loop=True), loop=True)
    assert severities(found)["seam"] == "good"
    assert "Loops without a seam" in words(found)
    assert found.numbers["seam"] == pytest.approx(1.0, abs=0.1)


def test_no_word_about_a_loop_where_none_was_asked_for() -> None:
    found = report(pan(24))
    assert "seam" not in severities(found)
    assert found.numbers["seam"] == 0


def test_slow_motion_is_not_taken_for_frozen_frames() -> None:
    assert report(pan(48, speed=0.03)).numbers["frozen_frames"] == 0


@pytest.mark.parametrize("count", [1, 2, 3, 5])
@pytest.mark.parametrize("loop", [False, True])
def test_clips_of_very_few_frames_have_a_report(count: int, loop: bool) -> None:
    found = report(pan(count), loop=loop)
    assert "bad" not in {s for measure, s in severities(found).items() if measure != "seam"}
    assert all(number == number for number in found.numbers.values())


def test_upright_footage_is_measured_like_any_other() -> None:
    upright = (frame[:, :100].copy() for frame in pan(30))
    assert words(report(upright)) == ["No flicker", "Steady cadence", "Steady camera"]


def test_the_report_is_plain_json() -> None:
    found = report(pan(12))
    assert json.loads(json.dumps(found.as_json())) == found.as_json()
