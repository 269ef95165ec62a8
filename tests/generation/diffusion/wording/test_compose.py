"""What each family is told: golden examples, and what must never be added."""

from __future__ import annotations

import re

import pytest

from generation.brief.parse import parse
from generation.brief.said import said
from generation.engine.diffusion.families import KINDS
from generation.engine.diffusion.wording import LOOKS, compose, too_long
from generation.engine.diffusion.wording.looks import STYLES, additions
from generation.engine.diffusion.wording.tokens import estimate
from generation.engine.studio.looks import LOOKS as STUDIO_LOOKS

WAN, LTX, MOCHI = KINDS["wan-2.1-t2v-1.3b"], KINDS["ltx-video-2b"], KINDS["mochi-1"]
COG, HUNYUAN = KINDS["cogvideox-5b"], KINDS["hunyuan-video"]
MINERS = "gold miners panning for gold in a river"


def told(prompt, kind=WAN, look="cinematic", **how):
    return compose(parse(prompt), kind, look, **how)


@pytest.mark.parametrize(
    ("kind", "look", "prompt"),
    [
        (
            WAN, "historical",
            "gold miners panning for gold in a river. Archival footage on early hand-cranked film. Black and white "
            "with a faint sepia tone. Heavy grain, dust and scratches. Slightly flickering exposure, the frame weaving "
            "a little in the gate. Soft edges and strong vignetting.",
        ),
        (
            LTX, "cinematic",
            "gold miners panning for gold in a river. The scene is shot like a feature film, on a large-format cinema "
            "camera. The camera moves slowly and smoothly and keeps the frame balanced. The lighting is soft and "
            "directional, with gentle highlights and deep shadows. The depth of field is shallow and the background "
            "falls into soft blur. The colours are rich but restrained.",
        ),
        (
            COG, "drone",
            "gold miners panning for gold in a river. The footage is filmed from a drone that flies forward, high "
            "above the scene. The flight is slow and smooth. The view is wide, with everything in focus.",
        ),
        (
            HUNYUAN, "film",
            "gold miners panning for gold in a river. Shot on 35 mm film. Visible film grain and soft highlights.",
        ),
        (MOCHI, "time-lapse", "gold miners panning for gold in a river. Time-lapse. Fixed camera."),
    ],
)  # fmt: skip
def test_a_family_is_told_in_its_own_way(kind, look, prompt):
    assert told(MINERS, kind, look).prompt == prompt


def test_every_family_has_a_way_of_being_told():
    assert {kind.family for kind in KINDS.values()} == set(STYLES)


@pytest.mark.parametrize("family", STYLES)
@pytest.mark.parametrize("look", [look for look in LOOKS if look != "natural"])
def test_every_look_says_something_to_every_family(family, look):
    assert additions(family, look)


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_the_natural_look_adds_nothing(kind):
    wording = told("a red fox in the snow", kind, "natural")
    assert wording.prompt == "a red fox in the snow"
    assert wording.added == ()
    assert wording.cut == ""


def test_an_unknown_look_is_no_look():
    with pytest.raises(KeyError):
        told("a red fox", look="vaporwave")


def test_the_studios_looks_keep_their_names():
    assert set(STUDIO_LOOKS) < set(LOOKS)
    assert all(re.fullmatch(r"[a-z-]+", look) for look in LOOKS)


@pytest.mark.parametrize(
    "prompt",
    ["a lake, 35 mm film", "historical footage of a lake", "a cinematic lake", "documentary of a lake"],
)
def test_a_look_that_a_prompt_says_is_one_of_ours(prompt):
    assert said(parse(prompt)).look in LOOKS


def test_nothing_that_is_added_names_people_places_or_numbers_of_things():
    added = " ".join(one.text for look in LOOKS for style in STYLES for one in additions(style, look)).lower()
    for word in (
        "man",
        "woman",
        "person",
        "people",
        "child",
        "face",
        "city",
        "america",
        "kodak",
        "arri",
        "red",
    ):
        assert not re.search(rf"\b{word}s?\b", added), word


class TestNothingAgainstTheBrief:
    def test_a_static_shot_gets_no_flight_and_is_told_why(self):
        wording = told("a static shot of a lighthouse", look="drone")
        assert wording.added == ()
        assert "drone" in wording.cut

    def test_a_static_shot_gets_no_camera_movement(self):
        assert "movement" not in told("a static shot of a lighthouse").prompt

    def test_black_and_white_gets_no_colours(self):
        for look in LOOKS:
            assert "colour" not in " ".join(told("a fox in black and white", look=look).added)

    def test_what_has_a_colour_is_not_made_black_and_white(self):
        wording = told("a red fox", look="historical")
        assert "lack and white" not in wording.prompt
        assert "grain" in wording.prompt

    def test_a_wide_shot_gets_no_close_up(self):
        assert told("a wide shot of a valley", look="macro").added == ()

    def test_slow_motion_gets_no_time_lapse(self):
        assert told("a drop of water in slow motion", look="time-lapse").added == ()

    def test_light_that_was_said_stays_as_said(self):
        assert "light" not in " ".join(told("a fox at night", look="cinematic").added)

    def test_no_drone_flies_in_a_kitchen(self):
        assert told("a chef in a kitchen", look="drone").added == ()

    def test_what_is_denied_is_not_added(self):
        assert "grain" not in " ".join(told("a lake, no grain", look="film").added)
        assert told("a lake, no drone", look="drone").added == ()
        assert "movement" not in " ".join(told("a lake without camera movement").added)

    def test_what_was_said_is_not_repeated(self):
        assert told("a cinematic shot of a fox").prompt.lower().count("cinematic") == 1


class TestRoom:
    def test_additions_are_dropped_from_the_last_and_said(self):
        whole = told(MINERS)
        room = estimate(whole.prompt) - 1
        wording = told(MINERS, budget=room)
        assert wording.added == whole.added[: len(wording.added)]
        assert 0 < len(wording.added) < len(whole.added)
        assert all(sentence in wording.cut for sentence in whole.added[len(wording.added) :])

    def test_the_persons_words_are_never_cut(self):
        long = "a fox in the snow and " * 100
        wording = told(long, LTX)
        assert wording.prompt == long
        assert wording.added == ()
        assert "no room" in wording.cut

    def test_words_that_exceed_the_encoder_are_counted(self):
        assert too_long(parse("a fox"), LTX) == 0
        assert too_long(parse("a fox in the snow and " * 100), LTX) > 300

    def test_a_longer_prompt_is_longer_by_what_it_adds(self):
        short, long = (too_long(parse("stormy waves " * n), LTX) for n in (100, 200))
        assert long > short > 0


class TestNegative:
    def test_what_is_denied_comes_first_and_stays_in_the_prompt(self):
        wording = told("a beach, no people or red boats", look="natural")
        assert wording.negative.startswith("people, red boats, ")
        assert wording.prompt == "a beach, no people or red boats"
        assert wording.cut == ""

    def test_without_birds(self):
        assert told("a lake without birds", LTX, "natural").negative.startswith("birds, ")

    def test_what_can_not_be_seen_is_not_in_it(self):
        assert "sound" not in told("a lake, no sound", look="natural").negative

    def test_a_model_without_one_says_that_it_can_not_be_promised(self):
        wording = told("a beach, no people", HUNYUAN, "natural")
        assert wording.negative == ""
        assert "“people” may be seen" in wording.cut

    def test_nor_can_a_run_without_the_second_pass(self):
        wording = told("a beach, no people", look="natural", guided=False)
        assert wording.negative == ""
        assert "“people” may be seen" in wording.cut

    def test_the_makers_advice_is_whole_where_nothing_speaks_against_it(self):
        assert told("a chef in a kitchen", LTX, "natural").negative == (
            "watermark, logo, worst quality, inconsistent motion, blurry, jittery, distorted"
        )

    @pytest.mark.parametrize(
        ("prompt", "look", "word"),
        [
            ("a static shot of a lake", "natural", "static"),
            ("clouds over a hill", "time-lapse", "static"),
            ("oil paintings in a gallery", "natural", "paintings"),
            ("a crowd at a concert", "natural", "many people in the background"),
            ("a fox in black and white", "natural", "overall gray"),
            ("snow on a sunny day", "natural", "Bright tones"),
            ("an ant on a leaf", "macro", "blurred details"),
        ],
    )
    def test_advice_against_what_is_asked_for_is_not_given(self, prompt, look, word):
        assert word in told("a chef slicing an onion", look="natural").negative.split(", ")
        assert word not in told(prompt, look=look).negative.split(", ")

    def test_hands_that_are_asked_for_are_still_to_be_drawn_well(self):
        assert "poorly drawn hands" in told("hands kneading dough", look="natural").negative

    def test_it_fits_the_encoder_too_and_keeps_what_the_person_denied(self):
        wording = told("a beach, no people", look="natural", budget=20)
        assert wording.negative.startswith("people")
        assert "walking backwards" not in wording.negative
