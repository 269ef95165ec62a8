"""Posters and sprites: which moment they show, how large, and in which colours."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image

from generation.finishing.frame import Frame
from generation.finishing.model import Finished, FinishedFile, RenditionKind
from generation.finishing.sizes import sprite_plan
from generation.finishing.times import sprite_times

from .finishing import Finishing, file_of
from .footage import HEIGHT, WIDTH, pan, texture

OfKind = Callable[[RenditionKind], FinishedFile]


def numbered(count: int) -> Iterator[Frame]:
    """Frames that say which they are: as bright as their number, with the same detail in all."""
    detail = (texture(WIDTH, HEIGHT) - 120) / 8
    for i in range(count):
        yield np.clip(30 + i + detail, 0, 255).astype(np.uint8)


def open_still(file: FinishedFile) -> np.ndarray:
    with Image.open(file.path) as picture:
        return np.asarray(picture.convert("RGB"))


@pytest.mark.parametrize("kind", ["poster", "poster_jpeg"])
def test_the_poster_shows_about_a_third_where_all_frames_are_as_good(
    finishing: Finishing, kind: RenditionKind
) -> None:
    shown = open_still(file_of(finishing(numbered(120), 120), kind))
    assert shown[:100].mean() - 30 == pytest.approx(40, abs=12)


def test_the_poster_is_sharp_where_the_third_is_not(finishing: Finishing) -> None:
    """The clip is black until past its third: the poster must not be."""
    frames = [np.zeros_like(f) if i < 45 else f for i, f in enumerate(pan(96))]
    shown = open_still(file_of(finishing(frames, 96), "poster"))
    assert shown[:100].mean() > 60


def test_posters_have_the_frames_colours(finishing: Finishing) -> None:
    frame = np.empty((HEIGHT, WIDTH, 3), np.uint8)
    frame[:] = (200, 40, 30)
    done = finishing([frame] * 6, 6)
    for kind in ("poster", "poster_jpeg", "sprite"):
        seen = np.median(open_still(file_of(done, kind))[:60, :60].reshape(-1, 3), axis=0)
        assert np.abs(seen - (200, 40, 30)).max() <= 4, (kind, seen)


def test_files_have_the_sizes_that_are_said(finished: Finished) -> None:
    for file in finished.files:
        if file.mime.startswith("image/"):
            with Image.open(file.path) as picture:
                assert picture.size == (file.width, file.height)


def test_the_sprite_shows_the_clip_in_order(finishing: Finishing) -> None:
    done = finishing(numbered(120), 120)
    sheet = open_still(file_of(done, "sprite"))
    plan = sprite_plan(WIDTH, HEIGHT, 24, 120)
    cells = [
        sheet[y : y + plan.cell.height - 30, x : x + plan.cell.width].mean()
        for y, x in (
            (c // plan.across * plan.cell.height, c % plan.across * plan.cell.width)
            for c in range(plan.count)
        )
    ]
    assert plan.count == 10
    assert [round((cell - 30) / 12) for cell in cells] == list(range(10))


def test_the_sprites_times_point_into_the_sheet(of_kind: OfKind) -> None:
    vtt, sheet = of_kind("sprite_vtt").path.read_text(), of_kind("sprite")
    assert vtt.startswith("WEBVTT\n\n")
    cues = re.findall(r"(\S+) --> (\S+)\nsprite\.jpg#xywh=(\d+),(\d+),(\d+),(\d+)\n", vtt)
    assert len(cues) == 10
    assert cues[0][0] == "00:00:00.000"
    assert cues[-1][1] == "00:00:05.000"
    for earlier, later in pairwise(cues):
        assert earlier[1] == later[0]
    for _, _, x, y, width, height in cues:
        assert int(x) + int(width) <= sheet.width
        assert int(y) + int(height) <= sheet.height


def test_times_past_a_minute() -> None:
    plan = sprite_plan(1920, 1080, 30, 1800)
    vtt = sprite_times(plan, 30, 1800, "sheet.jpg")
    assert "00:00:59.000 --> 00:01:00.000\nsheet.jpg#xywh=1440,450,160,90" in vtt


def test_a_long_clips_sprite_stays_small() -> None:
    plan = sprite_plan(1920, 1080, 60, 3600)
    assert plan.count == 60
    assert (plan.sheet.width, plan.sheet.height) == (1600, 540)
