"""Colours as people see them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.search.colour import COLOURS, NAMES, NEAR_COLOUR, lab, named, read_colour, vector

COLOUR = st.integers(0, 0xFFFFFF).map("#{:06x}".format)
SIX = ["#ff7f00", "#1f5fff", "#22a64f", "#ffffff", "#101418", "#8031d9"]


def alike(one, other):
    return float(vector([one] if isinstance(one, str) else one) @ vector([other]))


@pytest.mark.parametrize(
    ("colour", "expected"),
    [("#ffffff", (100, 0, 0)), ("#000000", (0, 0, 0)), ("#ff0000", (53.24, 80.09, 67.2))],
)
def test_lab_is_cielab(colour, expected):
    assert np.allclose(lab([colour])[0], expected, atol=0.05)


@given(st.lists(COLOUR, min_size=1, max_size=6))
def test_every_palette_is_a_unit_vector(palette):
    found = vector(palette)
    assert (found.shape, found.dtype) == ((COLOURS,), np.float32)
    assert abs(np.linalg.norm(found) - 1) < 1e-5
    assert (found >= 0).all()


@given(COLOUR)
def test_a_colour_is_near_itself(colour):
    assert alike(colour, colour) > 0.999


@pytest.mark.parametrize(
    ("one", "other"),
    [("#ff8800", "#ff7700"), ("#ff7f00", "#ffa500"), ("#008000", "#22a64f"), ("#1f5fff", "#1040c0")],
)
def test_colours_of_one_name_are_near(one, other):
    assert alike(one, other) >= NEAR_COLOUR


@pytest.mark.parametrize(
    ("one", "other"),
    [("#ff7f00", "#ff0000"), ("#ff7f00", "#1f5fff"), ("#ffffff", "#808080"), ("#22a64f", "#008080")],
)
def test_colours_of_other_names_are_not(one, other):
    assert alike(one, other) < NEAR_COLOUR


def test_the_first_four_colours_of_six_are_the_clips_colours():
    assert all(alike(SIX, colour) >= NEAR_COLOUR for colour in SIX[:4])


def test_what_is_more_present_is_nearer():
    assert alike(SIX, SIX[0]) > alike(SIX, SIX[3])
    assert alike(SIX[::-1], SIX[0]) < alike(SIX, SIX[0])


@pytest.mark.parametrize("palette", [(), ("",), ("red", "#12", "#gggggg", "#1234567")])
def test_no_colour_is_near_nothing(palette):
    assert not vector(palette).any()
    assert named(palette) == ()


@pytest.mark.parametrize(
    ("typed", "colour"),
    [
        *[("ff8800", "#ff8800"), ("#FF8800", "#ff8800"), (" #ff8800 ", "#ff8800"), ("orange", "")],
        *[("", ""), ("#", ""), ("#ff880", ""), ("#ff88000", ""), ("##ff8800", ""), ("ff8800;", ""), ("٣٣٣٣٣٣", "")],
    ],
)  # fmt: skip
def test_reading_a_colour(typed, colour):
    assert read_colour(typed) == colour


@pytest.mark.parametrize(
    ("colour", "name"),
    [
        *[("#e3261f", "red"), ("#8b0000", "red"), ("#ff7f00", "orange"), ("#ffd700", "yellow")],
        *[("#22a64f", "green"), ("#556b2f", "green"), ("#008080", "teal"), ("#1f5fff", "blue")],
        *[("#000080", "blue"), ("#87ceeb", "blue"), ("#800080", "purple"), ("#ff69b4", "pink")],
        *[("#ffc0cb", "pink"), ("#8b4513", "brown"), ("#c8643c", "brown"), ("#3b2a1a", "brown")],
        *[("#101418", "black"), ("#808080", "grey"), ("#f0f0f0", "white"), ("#fff3d6", "white")],
    ],
)
def test_plain_names(colour, name):
    assert named([colour]) == (name,)


@given(COLOUR)
def test_every_colour_has_one_of_the_names(colour):
    (name,) = named([colour])
    assert name in NAMES


def test_names_come_once_and_in_order():
    assert named(["#1f5fff", "#101418", "#1040c0", "#000000"]) == ("blue", "black")
