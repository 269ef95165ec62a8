"""What a prompt says about the settings."""

import pytest

from generation.brief.parse import parse
from generation.brief.said import Said, said


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        ("waves", Said()),
        ("waves, 12 seconds", Said(duration_s=12)),
        ("a 7.5s clip of waves", Said(duration_s=7.5)),
        ("ten-second clip of waves", Said(duration_s=10)),
        ("one minute of waves", Said(duration_s=60)),
        ("waves, 1.5 min", Said(duration_s=90)),
        ("waves in 16:9", Said(aspect="16:9")),
        ("vertical video of waves", Said(aspect="9:16")),
        ("waves for stories", Said(aspect="9:16")),
        ("square video of waves", Said(aspect="1:1")),
        ("ultrawide waves", Said(aspect="21:9")),
        ("waves in 4K", Said(resolution="2160p")),
        ("full hd waves", Said(resolution="1080p")),
        ("waves at 60 fps", Said(fps=60)),
        ("waves at 23fps", Said(fps=23)),
        ("waves, film grain", Said(look="film")),
        ("historical film look of waves", Said(look="historical")),
        ("cinematic waves", Said(look="cinematic")),
        ("seamless loop of waves", Said(loop=True)),
        ("never-ending waves", Said(loop=True)),
        ("waves, no loop", Said(loop=False)),
        ("waves without sound", Said(sound=False)),
        ("silent waves", Said(sound=False)),
        ("waves with sound", Said(sound=True)),
        ("waves, not cinematic", Said()),
        ("waves, 5 seconds, no, 9 seconds", Said(duration_s=9)),
        ("waves, 999 seconds", Said(duration_s=999)),
    ],
)
def test_settings_are_read_from_the_words(prompt, expected):
    assert said(parse(prompt)) == expected


@pytest.mark.parametrize(
    "prompt", ["a square in the city", "two waves", "12 boats", "at night in 1999", "a portrait of the sea"]
)
def test_words_that_only_sound_like_settings_set_nothing(prompt):
    assert said(parse(prompt)) == Said()
