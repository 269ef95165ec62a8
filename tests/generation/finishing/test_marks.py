"""The mark is on every rendition, says what is true, and reads on every ground at every size."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from generation.finishing.marks import comp_mark, corner_mark, mark_words
from generation.finishing.model import FinishedFile, RenditionKind
from generation.finishing.sizes import Size

from .finishing import ORIGIN, Finishing, file_of
from .probing import pictures

OfKind = Callable[[RenditionKind], FinishedFile]
SIZES = [
    Size(width, height)
    for short in (360, 540, 720, 1080, 2160)
    for width, height in (
        (short * 16 // 9, short),
        (short, short * 16 // 9),
        (short, short),
        (short * 21 // 9, short),
    )
]


def relative_brightness(codes: np.ndarray) -> np.ndarray:
    """WCAG's relative luminance of greys."""
    share = codes / 255
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)


def test_a_trained_models_clip_says_ai_generated() -> None:
    assert mark_words("trainedAlgorithmicMedia") == "AI-generated"


def test_the_studios_clip_says_computer_generated() -> None:
    assert mark_words("algorithmicMedia") == "Computer-generated"


def test_no_clip_goes_without() -> None:
    with pytest.raises(ValueError, match="There is no mark for 'digitalCapture'"):
        mark_words("digitalCapture")


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size.width}x{size.height}")
@pytest.mark.parametrize("words", ["AI-generated", "Computer-generated"])
def test_small_in_the_bottom_right_corner_with_a_margin(size: Size, words: str) -> None:
    mark = corner_mark(words, size)
    right, bottom = mark.left + mark.picture.width, mark.top + mark.picture.height
    margin = 0.015 * min(size.width, size.height)
    assert margin < size.width - right < 4 * margin
    assert margin < size.height - bottom < 4 * margin
    assert mark.picture.height < 0.065 * min(size.width, size.height)
    assert mark.picture.width < 0.4 * size.width
    assert (mark.left % 2, mark.top % 2) == (0, 0)


@pytest.mark.parametrize("size", SIZES[::4], ids=lambda size: f"{size.height}p")
@pytest.mark.parametrize("ground", [0, 40, 128, 200, 255])
def test_the_words_stand_out_from_any_ground(size: Size, ground: int) -> None:
    """WCAG's 4.5 to 1, between the letters' strokes and what they lie on."""
    frame = Image.new("RGB", (size.width, size.height), (ground, ground, ground))
    mark = corner_mark("AI-generated", size)
    shown = np.asarray(mark.laid_on(frame).convert("L"), np.float64)
    box = relative_brightness(
        shown[mark.top : mark.top + mark.picture.height, mark.left : mark.left + mark.picture.width]
    )
    words, back = np.percentile(box, 99), np.percentile(box, 20)
    assert (words + 0.05) / (back + 0.05) > 4.5


def test_letters_are_never_too_small_to_read() -> None:
    assert corner_mark("AI-generated", Size(426, 240)).picture.height >= 14


def test_laying_a_mark_on_leaves_the_frame_alone() -> None:
    frame = np.full((360, 640, 3), 80, np.uint8)
    corner_mark("AI-generated", Size(640, 360)).laid_on(Image.fromarray(frame))
    assert (frame == 80).all()


def test_the_comps_pattern_covers_the_picture_and_hides_none_of_it() -> None:
    layer = np.asarray(comp_mark("AI-generated", Size(960, 540)).picture.getchannel("A"), np.float64) / 255
    for y in range(0, 540, 180):
        for x in range(0, 960, 240):
            assert (layer[y : y + 180, x : x + 240] > 0.15).mean() > 0.01
    assert layer[:400].max() < 0.5


@pytest.mark.parametrize("kind", ["master", "comp", "hover", "poster", "poster_jpeg", "sprite"])
@pytest.mark.parametrize("ground", [20, 235])
def test_every_rendition_bears_the_mark(finishing: Finishing, kind: RenditionKind, ground: int) -> None:
    """Only in its corner, and in the comp its pattern besides."""
    done = finishing([np.full((360, 640, 3), ground, np.uint8)] * 24, 24, width=640, height=360)
    file = file_of(done, kind)
    shown = (
        pictures(file.path)[0]
        if file.mime == "video/mp4"
        else np.asarray(Image.open(file.path).convert("RGB"))
    )
    place = corner_mark("Computer-generated", Size(file.width, file.height))
    there = np.abs(shown.astype(int) - ground).max(axis=2) > 60
    corner = there[
        place.top : place.top + place.picture.height, place.left : place.left + place.picture.width
    ]
    assert corner.mean() > 0.05
    if kind != "comp":
        corner[:] = False
        assert there.mean() < 0.0005


def test_a_trained_models_clip_bears_other_words(finishing: Finishing) -> None:
    frames = [np.full((360, 640, 3), 20, np.uint8)] * 4
    said = {}
    for source_type in ("algorithmicMedia", "trainedAlgorithmicMedia"):
        done = finishing(frames, 4, width=640, height=360, origin=replace(ORIGIN, source_type=source_type))
        said[source_type] = pictures(file_of(done, "master").path)[0].max(axis=2) > 120
    columns = {name: np.flatnonzero(seen.any(axis=0)) for name, seen in said.items()}
    assert columns["algorithmicMedia"][0] < columns["trainedAlgorithmicMedia"][0]
