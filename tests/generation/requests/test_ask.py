"""Sizes, seeds, sharing and prices."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generation import formats
from generation.requests.ask import Ask
from generation.requests.price import price


@pytest.mark.parametrize(
    ("aspect", "resolution", "size"),
    [
        ("16:9", "1080p", (1920, 1080)),
        ("9:16", "1080p", (1080, 1920)),
        ("1:1", "720p", (720, 720)),
        ("4:5", "1080p", (1080, 1350)),
        ("21:9", "1080p", (2520, 1080)),
        ("16:9", "2160p", (3840, 2160)),
        ("16:9", "360p", (640, 360)),
    ],
)
def test_the_resolution_names_the_short_side(aspect, resolution, size):
    assert formats.pixels(aspect, resolution) == size


@given(aspect=st.sampled_from(list(formats.ASPECTS)), resolution=st.sampled_from(list(formats.RESOLUTIONS)))
def test_every_size_is_even_and_close_to_its_shape(aspect, resolution):
    width, height = formats.pixels(aspect, resolution)
    across, down = formats.ASPECTS[aspect]
    assert width % 2 == height % 2 == 0
    assert abs(width / height - across / down) < 0.01 * across / down


def test_an_unset_seed_is_the_same_for_the_same_ask_and_differs_for_another():
    one, again, other = Ask("waves"), Ask("waves"), Ask("calm waves")
    assert one.take_seed(0) == again.take_seed(0) != other.take_seed(0)


def test_takes_have_seeds_of_their_own():
    ask = Ask("waves", seed=7, takes=4)
    assert [ask.take_seed(i) for i in range(4)] == [7, 8, 9, 10]


def test_the_largest_seed_has_a_successor():
    assert 0 <= Ask("waves", seed=formats.LARGEST_SEED).take_seed(1) <= formats.LARGEST_SEED


def test_public_asks_for_the_same_pixels_share_and_private_ones_only_within_their_account():
    assert Ask("waves").spec_hash(1) == Ask("waves").spec_hash(2)
    assert Ask("waves").spec_hash(1) == Ask("waves", accept_partial=True).spec_hash(1)
    assert Ask("waves", private=True).spec_hash(1) == Ask("waves", private=True).spec_hash(1)
    assert Ask("waves", private=True).spec_hash(1) != Ask("waves", private=True).spec_hash(2)
    assert Ask("waves", private=True).spec_hash(1) != Ask("waves").spec_hash(1)


@pytest.mark.parametrize("change", [{"seed": 1}, {"fps": 25}, {"look": "film"}, {"loop": True}, {"takes": 2}])
def test_anything_that_changes_pixels_is_another_render(change):
    assert Ask("waves", **change).spec_hash(1) != Ask("waves").spec_hash(1)


def test_an_ask_survives_its_json():
    ask = Ask("waves", seed=3, loop=True, duration_ms=7_500)
    assert Ask(**ask.as_json()) == ask


@pytest.mark.parametrize(
    ("ask", "credits"),
    [
        (Ask("w", duration_ms=8_000, resolution="1080p"), 4),
        (Ask("w", duration_ms=5_000, resolution="720p"), 1),
        (Ask("w", duration_ms=5_001, resolution="720p"), 2),
        (Ask("w", duration_ms=60_000, resolution="2160p"), 48),
        (Ask("w", duration_ms=8_000, resolution="1080p", takes=4), 16),
        (Ask("w", duration_ms=5_000, resolution="1080p", aspect="9:16"), 2),
    ],
)
def test_prices_follow_length_size_and_takes(ask, credits):
    assert price(ask) == credits
