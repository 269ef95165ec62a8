"""Black, frozen and broken clips wait for a person; a whole one with something in it does not."""

import numpy as np
import pytest

from generation.screening.frames.picture import PictureFaults
from generation.screening.frames.reading import read

from .footage import HEIGHT, WIDTH, clip_of, landscape


def rules(path, context):
    return {finding.rule for finding in PictureFaults().look(read(path, context), context)}


def black(index):
    return np.full((HEIGHT, WIDTH, 3), index % 3, np.uint8)


def test_a_landscape_that_moves_is_in_order(tmp_path, context):
    path = clip_of(tmp_path / "a.mp4", landscape)
    [line] = PictureFaults().look(read(path, context()), context())
    assert (line.rule, line.thumbnail) == ("", b"")
    assert "48 frames" in line.words


@pytest.mark.parametrize(
    "draw",
    [black, lambda index: np.full((HEIGHT, WIDTH, 3), (200, 40 + index, 60), np.uint8)],
    ids=["black", "one colour"],
)
def test_a_clip_in_which_nothing_is_to_be_seen_waits(tmp_path, context, draw):
    assert "frames-black" in rules(clip_of(tmp_path / "a.mp4", draw), context())


def test_a_clip_that_begins_in_the_dark_passes(tmp_path, context):
    path = clip_of(tmp_path / "a.mp4", lambda index: black(0) if index < 10 else landscape(index))
    assert rules(path, context()) == {""}


def test_stars_over_a_dark_field_are_something(tmp_path, context):
    def night(index):
        sky = np.full((HEIGHT, WIDTH, 3), 6, np.uint8)
        for star in range(60):
            sky[(37 * star) % HEIGHT :, (83 * star + index) % WIDTH :][:3, :3] = 230
        return sky

    assert rules(clip_of(tmp_path / "a.mp4", night), context()) == {""}


def test_a_frozen_picture_waits_with_a_thumbnail(tmp_path, context):
    path = clip_of(tmp_path / "a.mp4", lambda index: landscape(min(index, 12)))
    [line] = PictureFaults().look(read(path, context()), context())
    assert (line.rule, line.threshold) == ("frames-frozen", 0.5)
    assert line.score == pytest.approx(36 / 48, abs=0.05)
    assert line.thumbnail.startswith(b"\xff\xd8")


def test_a_short_freeze_is_left_to_the_quality_report(tmp_path, context):
    path = clip_of(tmp_path / "a.mp4", lambda index: landscape(index if index < 20 else max(20, index - 12)))
    assert rules(path, context()) == {""}


def test_a_truncated_file_waits_as_broken(tmp_path, context):
    path = clip_of(tmp_path / "a.mp4")
    path.write_bytes(path.read_bytes()[:-4_000])
    assert "frames-broken" in rules(path, context())
