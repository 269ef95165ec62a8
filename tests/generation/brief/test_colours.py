"""Colours by name and by hex."""

import pytest
from PIL import ImageColor

from generation.brief.colours import named, rgb
from generation.brief.parse import parse


def test_every_name_leads_to_a_colour_of_light():
    for phrase, value in named().items():
        assert all(0 <= channel <= 1 for channel in rgb(value)), phrase


@pytest.mark.parametrize(
    ("value", "linear"),
    [("#000000", (0, 0, 0)), ("#ffffff", (1, 1, 1)), ("#f00", (1, 0, 0)), ("#808080", (0.2159,) * 3)],
)
def test_a_hex_triple_is_taken_at_its_word(value, linear):
    assert rgb(value) == pytest.approx(linear, abs=1e-4)


@pytest.mark.parametrize("name", ["red", "green", "blue"])
def test_plain_names_mean_paint_and_not_a_screens_primary(name):
    assert min(rgb(name)) > 0
    assert rgb(name) != rgb(f"#{''.join(f'{c:02x}' for c in ImageColor.getrgb(name))}")


@pytest.mark.parametrize(
    ("prompt", "colours"),
    [
        ("#ff8800 waves", ["#ff8800"]),
        ("#FF8800 waves", ["#ff8800"]),
        ("neon pink and dark blue waves", ["#ff2fa0", "darkblue"]),
        ("golden waves", ["gold"]),
        ("grey and gray waves", ["gray"]),
        ("bluish waves", ["blue"]),
        ("snow on chocolate", []),
        ("#12 waves", []),
        ("#1234567 waves", []),
    ],
)
def test_colours_in_a_prompt(prompt, colours):
    assert parse(prompt).values("colour") == colours
