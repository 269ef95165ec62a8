"""Damage done on purpose is found, named, placed in time, and not taken for something else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import numpy as np
import pytest

from generation.finishing.frame import Frame

from . import footage
from .footage import pan, particles, waves
from .measuring import report, severities, words


def others_are_good(found: dict[str, str], *but: str) -> bool:
    return all(severity == "good" for measure, severity in found.items() if measure not in but)


@pytest.mark.parametrize("clean", [pan, waves])
def test_frozen_frames(clean: Callable[[int], Iterator[Frame]]) -> None:
    found = report(footage.frozen(clean(72), start=30, length=12))
    assert found.numbers["frozen_frames"] == 12
    assert "12 frozen frames at 0:01.2" in words(found)
    assert found.numbers["repeated_frames"] == 0
    assert others_are_good(severities(found), "frozen", "pops")


def test_a_clip_that_is_frozen_for_most_of_its_length() -> None:
    found = report(footage.frozen(pan(72), start=10, length=61))
    assert found.numbers["frozen_frames"] == 61
    assert severities(found)["frozen"] == "bad"


def test_a_short_freeze_is_only_a_notice() -> None:
    found = report(footage.frozen(pan(96), start=30, length=6))
    assert severities(found)["frozen"] == "notice"


def test_every_fifth_frame_repeated() -> None:
    found = report(footage.every_fifth_repeated(pan(72)), fps=30)
    assert found.numbers["repeated_frames"] == 18
    assert severities(found)["cadence"] == "bad"
    assert "Uneven cadence: about 1 frame in 5 repeats the one before" in words(found)
    assert others_are_good(severities(found), "cadence")


def test_repeats_under_film_grain_still_show_as_uneven_cadence() -> None:
    """No two frames are the same under grain, but the camera's steps still are uneven."""
    found = report(footage.grain(footage.every_fifth_repeated(pan(72)), 2.0), fps=30)
    assert severities(found)["cadence"] == "notice"
    assert others_are_good(severities(found), "cadence")


def test_one_repeated_frame() -> None:
    found = report(footage.frozen(pan(72), start=30, length=1))
    assert found.numbers["repeated_frames"] == 1
    assert "1 repeated frame at 0:01.2" in words(found)
    assert severities(found)["cadence"] == "notice"


def test_long_and_short_steps_by_turns() -> None:
    found = report(footage.jerky(72))
    assert severities(found)["cadence"] == "bad"
    assert others_are_good(severities(found), "cadence")


@pytest.mark.parametrize(("share", "severity"), [(0.03, "notice"), (0.1, "bad")])
@pytest.mark.parametrize("clean", [pan, waves, particles])
def test_brightness_that_goes_up_and_down(
    clean: Callable[[int], Iterator[Frame]], share: float, severity: str
) -> None:
    found = report(footage.alternating(clean(72), share))
    assert severities(found)["flicker"] == severity
    assert others_are_good(severities(found), "flicker")


def test_a_single_flash_is_a_jump_and_no_flicker() -> None:
    flash = (np.minimum(frame, 150) + 90 if i == 40 else frame for i, frame in enumerate(pan(72)))
    found = report(frame.astype(np.uint8) for frame in flash)
    assert severities(found)["flicker"] == "good"
    assert found.numbers["pops"] == 1


@pytest.mark.parametrize("clean", [pan, waves, lambda n: pan(n, speed=7.3)], ids=["pan", "waves", "fast pan"])
def test_one_frame_of_something_else(clean: Callable[[int], Iterator[Frame]]) -> None:
    found = report(footage.one_alien(clean(72), at=30))
    assert found.numbers["pops"] == 1
    assert "The picture jumps at 0:01.2" in words(found)
    assert severities(found)["pops"] == "bad"
    assert others_are_good(severities(found), "pops")


def test_a_cut_counts_once() -> None:
    found = report(footage.cut(pan(72), at=30))
    assert found.numbers["pops"] == 1
    assert others_are_good(severities(found), "pops")


def test_several_jumps_are_listed_up_to_three() -> None:
    frames: Iterable[Frame] = pan(120)
    for at in (20, 40, 60, 80, 100):
        frames = footage.one_alien(frames, at)
    found = report(frames)
    assert found.numbers["pops"] == 5
    assert "The picture jumps at 0:00.8, 0:01.6, 0:02.5 and 2 more" in words(found)


def test_something_suddenly_there_in_a_part_of_the_picture() -> None:
    found = report(footage.patch_appears(pan(72), at=30))
    assert "Part of the picture jumps at 0:01.2" in words(found)
    assert severities(found)["pops"] == "notice"
    assert others_are_good(severities(found), "pops")


@pytest.mark.parametrize(("pixels", "severity"), [(0.5, "notice"), (1.0, "bad"), (2.0, "bad")])
def test_a_camera_that_shakes(pixels: float, severity: str) -> None:
    found = report(footage.shaken(pan(72), pixels))
    assert severities(found)["unsteady"] == severity
    assert found.numbers["pops"] == 0


def test_a_camera_that_stands_and_shakes() -> None:
    found = report(footage.shaken(waves(72), 1.0))
    assert severities(found)["unsteady"] == "bad"


def test_black_frames_at_the_end() -> None:
    found = report(footage.black_from(pan(72), at=60))
    assert found.numbers["black_frames"] == 12
    assert found.numbers["frozen_frames"] == 0
    assert "12 black frames at 0:02.5" in words(found)
    assert severities(found)["black"] == "notice"


def test_a_clip_that_is_all_black() -> None:
    found = report(footage.black_from(pan(48), at=0))
    assert severities(found)["black"] == "bad"
    assert "48 black frames at 0:00.0" in words(found)


def test_detail_lost_in_white() -> None:
    found = report(footage.overexposed(pan(48)))
    assert severities(found)["clipped_highlights"] == "notice"
    assert any(said.endswith("of the picture is burnt out to white") for said in words(found))
    assert others_are_good(severities(found), "clipped_highlights")


def test_detail_lost_in_black_by_day() -> None:
    found = report(footage.crushed(pan(48)))
    assert severities(found)["clipped_shadows"] == "notice"
    assert any(said.endswith("of the picture is lost in black") for said in words(found))


def test_a_loop_that_jumps() -> None:
    found = report(pan(48), loop=True)
    assert severities(found)["seam"] == "bad"
    assert "A jump where it loops" in words(found)


def test_a_loop_that_shows_its_first_frame_twice() -> None:
    frames = list(pan(48, loop=True))
    found = report([*frames, frames[0]], loop=True)
    assert severities(found)["seam"] == "notice"
    assert "The loop stands still for one frame where it turns" in words(found)


def test_a_picture_in_which_nothing_moves() -> None:
    found = report(list(pan(1)) * 30)
    assert "Hardly anything moves" in words(found)
    assert severities(found)["cadence"] == "notice"
