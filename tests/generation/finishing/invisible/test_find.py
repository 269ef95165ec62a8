"""The number is read after what happens to videos, and none is read where there is none."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from generation.finishing.frame import Frame
from generation.finishing.invisible.averages import Averages
from generation.finishing.invisible.find import CERTAIN, ENOUGH, find
from generation.finishing.invisible.number import LARGEST
from tests.generation.finishing.finishing import MARK_KEY, MARK_NUMBER
from tests.generation.finishing.footage import CLEAN

from .marking import HEIGHT, OTHER_KEY, WIDTH, averaged, landscape, marked, read, sent

COUNT = 12


@pytest.fixture(scope="module")
def clip() -> list[Frame]:
    """Half a second of a glide, marked."""
    return marked(landscape(COUNT))


def resized(frames: list[Frame], width: int, height: int) -> list[Frame]:
    return [
        np.asarray(Image.fromarray(frame).resize((width, height), Image.Resampling.BICUBIC))
        for frame in frames
    ]


def test_every_number_is_read(clip: list[Frame]) -> None:
    frames = landscape(2)
    for number in (1, 36, 1296, 2**30 + 12_345, LARGEST):
        found = read(marked(frames, number))
        assert found is not None
        assert found.number == number
        assert found.certain


def test_a_re_encode_at_half_the_size(clip: list[Frame], tmp_path: Path) -> None:
    arguments = ["-vf", "scale=320:180", "-c:v", "libx264", "-preset", "veryfast", "-crf", "28"]
    found = read(sent(clip, tmp_path / "half.mp4", *arguments))
    assert found is not None
    assert found.number == MARK_NUMBER
    assert not found.mirrored


def test_a_gif(clip: list[Frame], tmp_path: Path) -> None:
    found = read(sent(clip, tmp_path / "clip.gif", "-vf", "scale=400:-2"))
    assert found is not None
    assert found.number == MARK_NUMBER


def test_one_frame_as_a_jpeg(clip: list[Frame], tmp_path: Path) -> None:
    Image.fromarray(clip[3]).save(tmp_path / "frame.jpg", quality=70)
    found = read([np.asarray(Image.open(tmp_path / "frame.jpg"))])
    assert found is not None
    assert found.number == MARK_NUMBER


def test_mirrored_and_says_so(clip: list[Frame]) -> None:
    found = read([frame[:, ::-1].copy() for frame in clip])
    assert found is not None
    assert (found.number, found.mirrored) == (MARK_NUMBER, True)


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_turned(clip: list[Frame], turns: int) -> None:
    found = read([np.rot90(frame, turns).copy() for frame in clip])
    assert found is not None
    assert found.number == MARK_NUMBER


def test_a_tenth_cut_off_wherever_and_enlarged_again(clip: list[Frame]) -> None:
    cut = [frame[10 : 10 + 324, 50 : 50 + 576] for frame in clip]
    for frames in (cut, resized(cut, WIDTH, HEIGHT)):
        found = read(frames)
        assert found is not None
        assert found.number == MARK_NUMBER


def test_a_tenth_cut_off_the_width_alone_and_stretched_to_its_old_shape(clip: list[Frame]) -> None:
    found = read(resized([frame[:, 30:606] for frame in clip], WIDTH, HEIGHT))
    assert found is not None
    assert found.number == MARK_NUMBER


def test_cut_upright_from_the_middle(clip: list[Frame]) -> None:
    found = read([frame[:, 219:421] for frame in clip])
    assert found is not None
    assert found.number == MARK_NUMBER


def test_in_bars(clip: list[Frame]) -> None:
    framed = [np.pad(frame, ((60, 60), (0, 0), (0, 0))) for frame in resized(clip, 480, 270)]
    found = read(framed)
    assert found is not None
    assert found.number == MARK_NUMBER


def test_small_in_a_larger_picture(clip: list[Frame]) -> None:
    """As in a window on somebody's screen."""
    screen = np.random.default_rng(1).integers(90, 110, (640, 1000, 3), np.uint8)
    shown = []
    for frame in clip:
        shown.append(screen.copy())
        shown[-1][150 : 150 + HEIGHT, 200 : 200 + WIDTH] = frame
    found = read(shown)
    assert found is not None
    assert found.number == MARK_NUMBER


def test_a_few_seconds_among_others(clip: list[Frame]) -> None:
    before, after = landscape(1, seed=2), landscape(1, seed=3)
    found = read([*before * 30, *(clip[i % COUNT] for i in range(30)), *after * 30])
    assert found is not None
    assert found.number == MARK_NUMBER


@pytest.mark.parametrize("name", ["a glide with grain", "waves", "particles", "a fade"])
def test_other_footage(name: str) -> None:
    found = read(marked(list(CLEAN[name]())[::8]))
    assert found is not None
    assert found.number == MARK_NUMBER


def test_a_key_that_marked_before_is_read_still(clip: list[Frame]) -> None:
    found = read(clip, OTHER_KEY, MARK_KEY)
    assert found is not None
    assert (found.number, found.key) == (MARK_NUMBER, MARK_KEY.name)


def test_another_installations_mark_is_none_of_ours(clip: list[Frame]) -> None:
    assert read(clip, OTHER_KEY) is None
    assert read(clip) is not None


def test_unmarked_footage_carries_no_number() -> None:
    assert read(landscape(COUNT)) is None


@pytest.mark.parametrize("name", CLEAN)
def test_nothing_is_read_into_a_frame(name: str) -> None:
    assert read([next(CLEAN[name]())]) is None


@pytest.mark.parametrize(
    "frame",
    [
        np.zeros((HEIGHT, WIDTH, 3), np.uint8),
        np.full((HEIGHT, WIDTH, 3), 255, np.uint8),
        np.zeros((1, 1, 3), np.uint8),
        np.random.default_rng(1).integers(0, 256, (40, 40, 3), np.uint8),
        np.random.default_rng(1).integers(0, 256, (3, 2000, 3), np.uint8),
        np.tile(np.array([0, 255], np.uint8)[:, None], (180, 640, 3))[:, :640],
    ],
    ids=["black", "white", "one pixel", "tiny", "a line", "stripes"],
)
def test_pictures_that_carry_nothing(frame: Frame) -> None:
    assert read([frame]) is None


def test_no_frame_and_no_key() -> None:
    assert find(Averages(), [MARK_KEY]) is None
    assert find(averaged(landscape(1)), []) is None


def test_drowned_in_noise_it_is_the_right_number_or_none(clip: list[Frame]) -> None:
    """The figure sinks as the noise rises; a wrong number is never read."""
    rng = np.random.default_rng(4)
    figures = []
    for noise in (0, 40, 100, 220):
        found = read([np.clip(clip[0] + rng.normal(0, noise, clip[0].shape), 0, 255).astype(np.uint8)])
        assert found is None or found.number == MARK_NUMBER
        figures.append(found.z if found else 0)
    assert figures[0] > CERTAIN > ENOUGH > figures[-1]
    assert figures == sorted(figures, reverse=True)
