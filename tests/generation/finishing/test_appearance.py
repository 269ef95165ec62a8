"""How pictures look, as a vector: alike for what looks alike, whatever its size and encoding."""

import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from catalog.search.interface import APPEARANCE
from catalog.search.looks import LOOKS_ALIKE, readable
from generation.finishing.appearance import LENGTH, appearance


def sunset(width=320, height=180, sun=0.5):
    """A glow above a dark sea."""
    y, x = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j]
    glow = np.exp(-((x - sun) ** 2 + (y - 0.45) ** 2) * 12)
    sea = (y > 0.5) * 0.55
    picture = np.stack([0.95 * glow + 0.25, 0.6 * glow + 0.18, 0.25 * glow + 0.2], axis=-1) * (
        1 - sea[..., None]
    )
    return (np.clip(picture, 0, 1) * 255).astype(np.uint8)


def forest(width=320, height=180):
    """Green stripes that stand upright."""
    x = np.broadcast_to(np.linspace(0, 40, width), (height, width))
    light = 0.35 + 0.25 * np.sin(x)
    return (np.stack([light * 0.4, light, light * 0.3], axis=-1) * 255).astype(np.uint8)


def likeness(one, other):
    return float(np.dot(appearance([one]), appearance([other])))


def test_it_is_as_long_as_the_index_expects():
    assert LENGTH == APPEARANCE == len(appearance([sunset()]))
    assert np.linalg.norm(appearance([sunset()])) == pytest.approx(1, abs=1e-3)


def test_the_same_picture_smaller_and_encoded_again_looks_the_same():
    file = io.BytesIO()
    Image.fromarray(sunset(1280, 720)).resize((320, 180)).save(file, "JPEG", quality=40)
    assert likeness(sunset(1280, 720), np.asarray(Image.open(file))) > 0.97


def test_a_sun_that_moved_a_little_looks_alike_and_a_forest_does_not():
    assert likeness(sunset(sun=0.5), sunset(sun=0.56)) > 0.85
    assert likeness(sunset(), forest()) < LOOKS_ALIKE


def test_several_pictures_are_described_by_what_they_share():
    both = np.array(appearance([sunset(), forest()]))
    assert both @ appearance([sunset()]) > likeness(sunset(), forest())
    assert both @ appearance([forest()]) > likeness(sunset(), forest())


def test_other_colours_in_the_same_structure_look_less_alike():
    swapped = np.ascontiguousarray(sunset()[..., ::-1])
    assert likeness(sunset(), swapped) < likeness(sunset(), sunset(sun=0.52))


def test_no_picture_is_no_appearance():
    assert appearance([]) == ()


@pytest.mark.parametrize("size", [(1, 1), (1, 500), (3000, 2)])
def test_odd_shapes_have_one(size):
    assert readable(appearance([np.full((size[1], size[0], 3), 90, np.uint8)]))


@settings(max_examples=25, deadline=None)
@given(st.tuples(*[st.integers(0, 255)] * 3))
def test_every_even_colour_has_one(colour):
    assert readable(appearance([np.full((20, 30, 3), colour, np.uint8)]))
