"""A clip is decoded once, whole; a few of its frames are kept."""

import numpy as np
import pytest

from generation.screening.frames.reading import read

from .footage import FPS, HEIGHT, WIDTH, clip_of, landscape, write


def times(seen):
    return [sample.at_ms for sample in seen.samples]


def test_whole_seconds_the_end_and_the_largest_changes_are_looked_at(tmp_path, context):
    def cuts(index):
        return landscape(index, seed=2 if index >= 31 else 1)

    seen = read(clip_of(tmp_path / "a.mp4", cuts, 120), context())
    assert {0, 2_000, 4_000, 1_291, 4_958} <= set(times(seen))  # 31 frames are 1,291 ms, 119 are 4,958
    assert len(seen.samples) <= 7
    assert times(seen) == sorted(times(seen))
    assert (seen.frame_count, seen.fault) == (120, "")
    assert all(sample.picture.shape == (HEIGHT, WIDTH, 3) for sample in seen.samples)


def test_what_is_kept_is_the_frame_of_that_time(tmp_path, context):
    seen = read(clip_of(tmp_path / "a.mp4", landscape, 72), context())
    shown = {sample.at_ms: sample.picture for sample in seen.samples}
    assert np.abs(shown[2_000].astype(int) - landscape(2 * FPS)).mean() < 3


def test_a_long_clip_gives_no_more_than_the_limit(tmp_path, context):
    small = (landscape(index % 200)[::4, ::4] for index in range(60 * 10))
    seen = read(write(tmp_path / "long.mp4", small, fps=10), context())
    assert 8 <= len(seen.samples) <= 12
    assert times(seen)[-1] == 59_900


def test_the_fingerprints_frames_are_glimpsed(tmp_path, context):
    hashes = [(0, b"", 90), (1_000, b"", 90), (1_291, b"", 90), (99_000, b"", 90)]
    seen = read(clip_of(tmp_path / "a.mp4", landscape, 48), context(hashes=hashes))
    assert [glimpse.at_ms for glimpse in seen.glimpses] == [0, 1_000, 1_291]
    assert seen.glimpses[0].picture.shape == (288, 512, 3)


def test_large_frames_are_made_smaller_and_keep_their_shape(tmp_path, context):
    seen = read(clip_of(tmp_path / "a.mp4", count=2), context(sampling={"side": 320}))
    assert seen.samples[0].picture.shape == (180, 320, 3)


def test_a_single_frame_is_a_clip_too(tmp_path, context):
    seen = read(clip_of(tmp_path / "a.mp4", count=1), context())
    assert (times(seen), seen.frame_count, seen.still, seen.fault) == ([0], 1, 0.0, "")


def test_darkness_and_stillness_are_shares(tmp_path, context):
    def draw(index):
        return np.zeros((HEIGHT, WIDTH, 3), np.uint8) if index < 12 else landscape(index)

    seen = read(clip_of(tmp_path / "a.mp4", draw, 48), context())
    assert seen.dark == pytest.approx(0.25, abs=0.03)
    assert seen.still == pytest.approx(0.25, abs=0.03)


@pytest.mark.parametrize("keep", [0.9, 0.5, 0.05, 0.0])
def test_a_file_that_breaks_off_says_so(tmp_path, context, keep):
    path = clip_of(tmp_path / "a.mp4", landscape, 72)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * keep)])
    seen = read(path, context())
    assert seen.fault


def test_fewer_frames_than_were_made_is_a_fault(tmp_path, context):
    from dataclasses import replace

    path = clip_of(tmp_path / "a.mp4", landscape, 24)
    assert read(path, replace(context(), frame_count=24)).fault == ""
    assert "24 of its 25 frames" in read(path, replace(context(), frame_count=25)).fault


def test_no_video_and_no_file_are_faults(tmp_path, context):
    (tmp_path / "words.mp4").write_bytes(b"these are words")
    assert read(tmp_path / "words.mp4", context()).fault
    assert read(tmp_path / "nothing.mp4", context()).fault


class Stopped(Exception):
    pass


def test_being_told_to_stop_is_heard_between_frames(tmp_path, context):
    heard = []

    def check():
        heard.append(1)
        if len(heard) == 5:
            raise Stopped

    path = clip_of(tmp_path / "a.mp4", landscape, 48)
    with pytest.raises(Stopped):
        read(path, context(check=check))
    assert len(heard) == 5
