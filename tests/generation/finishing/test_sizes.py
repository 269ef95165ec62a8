"""How large renditions are, and what level of H.264 they need."""

from __future__ import annotations

import pytest

from generation.finishing.levels import level_for
from generation.finishing.sizes import Size, fit, sprite_plan

from .finishing import Finishing
from .footage import pan, texture


@pytest.mark.parametrize(
    ("width", "height", "fitted"),
    [
        (1920, 1080, Size(960, 540)),
        (1080, 1920, Size(540, 960)),
        (3840, 2160, Size(960, 540)),
        (1080, 1080, Size(540, 540)),
        (2520, 1080, Size(1260, 540)),
        (864, 1080, Size(540, 676)),
        (640, 360, Size(640, 360)),
        (360, 360, Size(360, 360)),
    ],
)
def test_the_short_side_fits_and_nothing_grows(width: int, height: int, fitted: Size) -> None:
    assert fit(width, height, 540) == fitted


@pytest.mark.parametrize("fps", [24, 25, 30, 50, 60])
@pytest.mark.parametrize("seconds", [1, 2, 7, 30, 60])
def test_a_sprites_cells_cover_the_clip(fps: int, seconds: int) -> None:
    plan = sprite_plan(1920, 1080, fps, fps * seconds)
    assert plan.count <= 60
    assert (plan.count - 1) * plan.every < fps * seconds <= plan.count * plan.every
    assert plan.across * plan.down >= plan.count


@pytest.mark.parametrize(
    ("width", "height", "fps", "level"),
    [
        (640, 360, 24, "3.0"),
        (1280, 720, 30, "3.1"),
        (1280, 720, 60, "3.2"),
        (1920, 1080, 30, "4.1"),
        (1080, 1920, 24, "4.0"),
        (1920, 1080, 60, "4.2"),
        (3840, 2160, 24, "5.1"),
        (3840, 2160, 60, "5.2"),
    ],
)
def test_the_level_is_the_one_that_players_expect(width: int, height: int, fps: int, level: str) -> None:
    assert level_for(width, height, fps).name == level


def test_more_than_any_level_holds_is_refused() -> None:
    with pytest.raises(ValueError, match=r"5\.2"):
        level_for(7680, 4320, 60)


def test_a_4k_master_may_use_what_footage_needs_and_no_more() -> None:
    assert 80_000 < level_for(3840, 2160, 24).max_rate < 200_000
    assert 20_000 < level_for(1920, 1080, 24).max_rate < 50_000


@pytest.mark.parametrize(
    ("width", "height"), [(640, 360), (360, 640), (360, 360), (1280, 720), (840, 360), (576, 720)]
)
def test_every_shape_is_finished(finishing: Finishing, width: int, height: int) -> None:
    frame = texture(width, height).astype("uint8")
    done = finishing([frame] * 3, 3, width=width, height=height)
    for file in done.files:
        if file.kind in ("master", "comp", "hover", "poster", "poster_jpeg"):
            assert file.width <= width
            assert file.height <= height
            assert file.width / file.height == pytest.approx(width / height, rel=0.02)


def test_hover_is_light(finishing: Finishing) -> None:
    done = finishing(pan(120), 120)
    assert next(file for file in done.files if file.kind == "hover").size < 400_000
