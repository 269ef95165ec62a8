"""Colours as people see them: which clips show a colour, and what a palette's colours are called."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]

_HEX = re.compile(r"#[0-9a-f]{6}")
#: Distance of the histogram's centres in CIELAB, and how far one colour reaches. A difference of 10 is
#: told apart side by side; of 20 it is still the same colour by name.
_SPACING, _REACH = 20.0, 13.0
#: sRGB to XYZ under D65 (IEC 61966-2-1), each row divided by the white point's X, Y and Z.
_XYZ = np.array(
    [
        [0.4124564 / 0.95047, 0.3575761 / 0.95047, 0.1804375 / 0.95047],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339 / 1.08883, 0.1191920 / 1.08883, 0.9503041 / 1.08883],
    ]
)
#: A palette says which colour is more present, not by how much: each next one counts this much less.
_FADE = 0.75
#: A clip shows a colour if the two vectors' dot product is at least this: four of six unlike colours of a
#: palette reach it where they are the colour itself, a clip's only colour where it is at most 27 away.
NEAR_COLOUR = 0.25


def lab(colours: Sequence[str]) -> Numbers:
    """CIELAB of #rrggbb colours, one row each."""
    codes = np.array([[int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in colours], np.float64).reshape(-1, 3)
    share = codes / 255
    light = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4) @ _XYZ.T
    root = np.where(light > 216 / 24389, np.cbrt(light), (light * 24389 / 27 + 16) / 116)
    x, y, z = root.T
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=1)


def _anchors() -> Numbers:
    """The centres: a lattice in CIELAB, as far as the screen's colours reach."""
    steps = [f"{code:02x}" for code in (*range(0, 255, 15), 255)]
    shown = lab([f"#{red}{green}{blue}" for red in steps for green in steps for blue in steps])
    return np.unique(np.round(shown / _SPACING), axis=0) * _SPACING


_ANCHORS = _anchors()
#: Numbers in a colour vector.
COLOURS = len(_ANCHORS)


def read_colour(typed: str) -> str:
    """A colour as #rrggbb in small letters; "" for what is none. The sign may be missing."""
    colour = "#" + typed.strip().lower().removeprefix("#")
    return colour if _HEX.fullmatch(colour) else ""


def vector(palette: Sequence[str]) -> npt.NDArray[np.float32]:
    """A palette, most present colour first, as a unit vector (float32, `COLOURS`); zeros for none.

    The dot product of two says how much of their colour is the same.
    """
    return _vector(tuple(read for colour in palette if (read := read_colour(colour))))


@lru_cache(maxsize=4096)
def _vector(palette: tuple[str, ...]) -> npt.NDArray[np.float32]:
    summed = np.zeros(COLOURS)
    for place, seen in enumerate(lab(palette)):
        near = np.exp(-((_ANCHORS - seen) ** 2).sum(axis=1) / (2 * _REACH**2))
        summed += _FADE**place * near / np.linalg.norm(near)
    length = np.linalg.norm(summed)
    unit: npt.NDArray[np.float32] = (summed / length if length else summed).astype(np.float32)
    unit.flags.writeable = False
    return unit


#: Names by hue angle in CIELAB, each up to the angle given.
_HUES = (
    (10, "pink"),
    (44, "red"),
    (74, "orange"),
    (106, "yellow"),
    (168, "green"),
    (235, "teal"),
    (308, "blue"),
    (335, "purple"),
    (360, "pink"),
)
#: Names in the order in which people are shown them.
NAMES = (
    *("red", "orange", "yellow", "green", "teal", "blue", "purple", "pink", "brown"),
    *("black", "grey", "white"),
)


def named(palette: Sequence[str]) -> tuple[str, ...]:
    """The plain names of a palette's colours, most present first, each once."""
    colours = [read for colour in palette if (read := read_colour(colour))]
    return tuple(dict.fromkeys(_name(*map(float, seen)) for seen in lab(colours)))


def _name(light: float, a: float, b: float) -> str:
    strength, hue = float(np.hypot(a, b)), float(np.degrees(np.arctan2(b, a))) % 360
    if light < 12 or (strength < 12 and light < 28):
        return "black"
    if strength < (18 if light > 90 else 10):
        return "white" if light > 85 else "grey"
    name = next(name for end, name in _HUES if hue <= end)
    if name in ("red", "pink") and light > 62:
        return "pink"
    if (name == "orange" and light < 55) or (name in ("red", "yellow") and light < 78 and strength < 40):
        return "brown"
    return name
