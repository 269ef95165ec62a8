"""From words to a scene: which family, what each word changes, what is honestly left out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generation.brief.colours import rgb
from generation.brief.parse import parse
from generation.engine.studio.engine import StudioEngine
from generation.engine.studio.families import FAMILIES
from generation.engine.studio.words import plan

STUDIO = StudioEngine()


def planned(prompt):
    return plan(parse(prompt), STUDIO.families, STUDIO.looks)


def cover(prompt):
    return STUDIO.cover(parse(prompt))


def shown(prompt):
    return {c.term.text: c.shown for c in cover(prompt).terms}


@pytest.mark.parametrize(
    ("prompt", "family"),
    [
        ("Slow golden waves at sunset seen from a low drone", "ocean"),
        ("the sea in slow motion at noon", "ocean"),
        ("sunrise over the sea", "ocean"),
        ("soft morning light over the ocean", "ocean"),
        ("blue particle waves", "particles"),
        ("glitter drifting", "particles"),
        ("warm defocused city lights at night", "bokeh"),
        ("defocused traffic on a highway at night", "bokeh"),
        ("festive bokeh", "bokeh"),
        ("sunset time-lapse", "clouds"),
        ("clouds over the ocean", "clouds"),
        ("waves under clouds", "ocean"),
        ("rain running down a window with city lights behind", "rain"),
        ("heavy rain on glass", "rain"),
        ("city lights seen through a window in the rain", "bokeh"),
        ("green aurora dancing over a forest", "night_sky"),
        ("milky way turning over hills", "night_sky"),
        ("starry night sky", "night_sky"),
    ],
)
def test_what_the_clip_is_of_chooses_the_scene(prompt, family):
    assert cover(prompt).family == family


@pytest.mark.parametrize("family", STUDIO.families, ids=lambda family: family.name)
def test_every_scenes_own_name_asks_for_it(family):
    coverage = cover(family.label)
    assert (coverage.family, coverage.subject, coverage.offer) == (family.name, "shown", "")


def test_every_family_is_registered_under_its_name():
    assert [family.name for family in STUDIO.families] == list(FAMILIES)


def test_words_set_controls_and_the_later_word_wins():
    assert planned("waves at dawn").controls["hour"] == "dawn"
    assert planned("waves at dawn, no, at sunset").controls["hour"] == "sunset"
    assert planned("waves, not at night").controls.get("hour") is None


def test_colours_paint_what_is_there_and_not_what_is_missing():
    assert planned("gold and #ff8800 waves").palette == (rgb("gold"), rgb("#ff8800"))
    assert planned("a red car on golden waves").palette == (rgb("gold"),)
    assert planned("waves, no red").palette == ()


@pytest.mark.parametrize(
    ("prompt", "subject"),
    [
        ("golden waves", "shown"),
        ("a surfer on golden waves", "not at all"),
        ("golden waves and a dog", "not at all"),
        ("golden waves with a surfer", "shown"),
        ("waves without people", "shown"),
        ("city traffic at night", "roughly"),
        ("a red balloon", "not at all"),
        ("an ocean liner at night", "not at all"),
        ("a glass of red wine", "not at all"),
        ("a cloud computing server room", "not at all"),
    ],
)
def test_the_subject_is_judged_apart(prompt, subject):
    assert cover(prompt).subject == subject


def test_each_word_is_answered_for():
    assert shown("a red car on stormy golden waves, grainy, seamless loop, zorblax") == {
        "red": "not at all", "car": "not at all", "stormy": "roughly", "golden": "shown", "waves": "shown",
        "grainy": "shown", "seamless loop": "shown", "zorblax": "not at all",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("prompt", "text", "note"),
    [
        ("waves and a surfer", "surfer", "the studio engine has no people"),
        ("waves and a dog", "dog", "the studio engine has no animals"),
        ("waves and a red car", "car", "the studio engine has no vehicles"),
        ("waves and a red car", "red", "there is no car to colour"),
        ("zorblax waves", "zorblax", "a word it does not know"),
        ("three waves", "three", "it can't count things"),
        ("waves without people", "people", "there are none"),
        ("waves without foam", "foam", "some may still be seen"),
    ],
)
def test_what_is_not_shown_is_told_why(prompt, text, note):
    assert {c.term.text: c.note for c in cover(prompt).terms}[text] == note


def test_what_is_shown_whole_needs_no_offer():
    coverage = cover("Slow golden waves at sunset seen from a low drone, seamless loop")
    assert (coverage.score, coverage.offer, coverage.offer_prompt, coverage.missing) == (1.0, "", "", ())


def test_a_prompt_without_words_covers_nothing():
    assert (cover("").family, cover("").score, cover("").offer) == ("", 0.0, "")


OFFERS = [
    ("a red car driving through the rain at night", "the rain at night"),
    ("a surfer riding golden waves at sunset", "golden waves at sunset"),
    ("golden waves with a surfer", "golden waves"),
    ("golden waves and a dog on the beach", "golden waves"),
    ("green aurora above a lake with a cabin", "green aurora above a lake"),
    (
        "a cat sleeping on a windowsill while rain runs down the glass",
        "a windowsill while rain runs down the glass",
    ),
    ("ocean waves crashing against a lighthouse", "ocean waves crashing"),
    ("starry night sky over the desert", "starry night sky"),
    ("coffee cup on a table next to a window with rain", "a window with rain"),
    ("a boat on a calm sea at sunset", "a calm sea at sunset"),
    ("seagulls flying over the ocean", "the ocean"),
    ("ocean with whales jumping", "ocean"),
    ("a glass of red wine with bokeh in the background", "bokeh in the background"),
    ("A surfer on golden waves at sunset", "golden waves at sunset"),
    ("A red car under the northern lights", "the northern lights"),
    ("Two people watching the stars", "the stars"),
    ("Waves, a boat and a lighthouse at dusk", "Waves at dusk"),
    ("deserted beach, nobody around, gentle waves", "nobody around, gentle waves"),
    ("city lights out of focus with a couple kissing", "city lights out of focus"),
    ("a wolf howling under the aurora", "the aurora"),
    ("businessman typing on a laptop with bokeh lights behind him", "bokeh lights"),
    ("time lapse of stars rotating over a tent", "time lapse of stars rotating"),
    ("rain boots on a beach", "rain"),
    ("an ocean liner at night", "an ocean at night"),
    ("waves; rain; stars", "waves"),
    ("macro of raindrops on a green leaf", "macro of raindrops"),
    ("orange and pink sunset clouds seen from a plane", "orange and pink sunset clouds"),
    ("tropical beach with palm trees and turquoise water", "turquoise water"),
    ("aerial view of a surfer on golden waves", "aerial view of golden waves"),
    ("At night, a red car under the stars", "At night, the stars"),
    ("golden waves with a surfer, dusk", "golden waves, dusk"),
    ("clouds, a dog and stars", "clouds"),
    ("a calm woman by the sea at dawn", "the sea at dawn"),
    ("slow motion of a dog running in golden waves", "slow motion of golden waves"),
    ("rain on a window, two cats watching", "rain on a window"),
    ("northern lights, and below them a red cabin", "northern lights"),
    ("a fast red sports car and blue bokeh, no people", "blue bokeh, no people"),
    ("Sunset over the ocean with birds", "Sunset over the ocean"),
    ("Night sky with shooting stars", "Night sky"),
    ("Heavy rain hitting the window of a moving train at dusk", "Heavy rain hitting the window at dusk"),
    ("Snow falling at night under street lights", "at night under street lights"),
    ("a boat by the sea", "the sea"),
    ("a man in the city at night", "in the city at night"),
    ("bokeh", ""),
]


@pytest.mark.parametrize(("prompt", "offered"), OFFERS, ids=[prompt for prompt, _ in OFFERS])
def test_the_offer_is_english_without_what_is_missing(prompt, offered):
    assert cover(prompt).offer_prompt == offered


@pytest.mark.parametrize("prompt", [prompt for prompt, offered in OFFERS if offered])
def test_what_is_offered_can_be_made(prompt):
    again = cover(cover(prompt).offer_prompt)
    assert again.subject != "not at all"
    assert again.offer == ""


def test_the_offer_names_what_is_left_out():
    assert cover("A surfer and a red car on golden waves").offer == (
        "I can make “golden waves” – without the surfer and the car."
    )


def test_where_no_scene_fits_the_nearest_is_named_and_never_chosen():
    coverage = cover("three white horses running on a beach at dawn")
    assert (coverage.family, coverage.subject) == ("", "not at all")
    assert coverage.offer == "The nearest it can make is open sea."
    assert cover(coverage.offer_prompt).subject == "shown"


PIECES = st.sampled_from(
    "a surfer|golden waves|on|and|with|, |a red car|at sunset|no|under|the stars|of|city lights|a dog|calm".split(
        "|"
    )
)


@given(st.lists(PIECES, min_size=1, max_size=9).map(" ".join))
def test_no_offer_asks_for_what_cannot_be_shown(prompt):
    coverage = cover(prompt)
    if coverage.offer_prompt:
        again = cover(coverage.offer_prompt)
        assert again.family
        assert not [
            c
            for c in again.terms
            if c.term.slot == "subject" and not c.term.negated and c.shown == "not at all"
        ]
