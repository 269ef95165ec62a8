"""The colours of a clip."""

from __future__ import annotations

import numpy as np

from generation.finishing.frame import Frame
from generation.finishing.palette import Palette


def halves(left: tuple[int, int, int], right: tuple[int, int, int], share: float = 0.5) -> Frame:
    frame = np.empty((90, 160, 3), np.uint8)
    frame[:, : round(160 * share)] = left
    frame[:, round(160 * share) :] = right
    return frame


def near(code: str, colour: tuple[int, int, int]) -> bool:
    seen = tuple(int(code[i : i + 2], 16) for i in (1, 3, 5))
    return max(abs(a - b) for a, b in zip(seen, colour, strict=True)) <= 8


def test_most_present_first() -> None:
    palette = Palette(1)
    palette.consider(0, halves((220, 120, 30), (20, 40, 90), share=0.7))
    orange, blue = palette.colours()[:2]
    assert near(orange, (220, 120, 30))
    assert near(blue, (20, 40, 90))


def test_every_part_of_the_clip_counts() -> None:
    palette = Palette(60)
    for index in range(60):
        palette.consider(
            index, halves((255, 0, 0), (255, 0, 0)) if index < 30 else halves((0, 0, 255), (0, 0, 255))
        )
    found = palette.colours()
    assert any(near(code, (255, 0, 0)) for code in found)
    assert any(near(code, (0, 0, 255)) for code in found)


def test_a_speck_is_no_colour_of_the_clip() -> None:
    frame = halves((90, 90, 90), (90, 90, 90))
    frame[:4, :4] = (255, 0, 255)
    palette = Palette(1)
    palette.consider(0, frame)
    assert palette.colours() == ("#5a5a5a",)


def test_never_more_than_six_and_none_twice() -> None:
    palette = Palette(1)
    palette.consider(0, np.random.default_rng(0).integers(0, 255, (90, 160, 3), dtype=np.uint8))
    found = palette.colours()
    assert 1 < len(found) <= 6
    assert len(set(found)) == len(found)


def test_no_frame_no_colour() -> None:
    assert Palette(10).colours() == ()
