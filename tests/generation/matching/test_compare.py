"""How well a clip answers a request, and the sentence about what differs. The pairs are beside this file."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generation.brief.parse import parse
from generation.engine.studio.engine import StudioEngine
from generation.matching.compare import compare
from generation.matching.model import ClipFacts
from generation.requests.ask import Ask

STUDIO = StudioEngine()
PAIRS = [
    tuple(line.split("\t"))
    for line in Path(__file__).with_name("pairs.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


def clip(prompt, **changes):
    """A clip that the studio engine made of a prompt, 5 s of 1080p."""
    brief = parse(prompt)
    missing = [c.term.value for c in STUDIO.cover(brief).missing if not c.term.negated]
    facts = ClipFacts(
        id=1, title=prompt, brief=brief, missing=tuple(dict.fromkeys(missing)), width=1920, height=1080,
        duration_ms=5_000, fps=24, loops=False, has_sound=True, look="natural", engine="studio",
    )  # fmt: skip
    return replace(facts, **changes)


def whole(prompt):
    """A clip in which everything that was asked for is seen."""
    return clip(prompt, missing=())


def match(wanted, made, answered=None, **settings):
    return compare(parse(wanted), made, Ask(wanted, **settings), answered=answered)


def test_what_the_lexicon_does_not_know_is_left_to_the_judge():
    low, high = (match("a heron on a post", whole("a heron"), answered=p).score for p in (0.1, 0.9))
    assert high - low > 0.3


def said(found, *kinds):
    return [d.words for d in found.differences if d.kind in kinds]


@pytest.mark.parametrize(
    ("wanted", "made", "words", "sentence"), PAIRS, ids=[f"{a} / {b}" for a, b, *_ in PAIRS]
)
def test_a_pair_is_judged(wanted, made, words, sentence):
    found = match(wanted, clip(made))
    assert found.words == words
    assert "".join(said(found, "differs", "missing", "unsaid")[:1]) == sentence


def test_there_are_enough_pairs_to_mean_something():
    assert len(PAIRS) >= 60
    assert {words for *_, words, _ in PAIRS} == {"fits", "nearly", "related", "unlike"}


@pytest.mark.parametrize(
    ("wanted", "made", "sentence"),
    [
        ("a red car", "a blue car", "blue, you asked for red"),
        ("two boats", "three boats", "three, you asked for two"),
        ("a surfer at dawn", "a surfer at night", "night, you asked for dawn"),
        ("a red car on a green field", "a red car on a yellow field", "yellow, you asked for green"),
        ("a calm horse", "an energetic horse", "energetic, you asked for calm"),
    ],
)
def test_specifics_that_exclude_each_other_never_fit(wanted, made, sentence):
    found = match(wanted, whole(made), answered=1.0)
    assert found.score < 0.6
    assert found.words != "fits"
    assert sentence in said(found, "differs")


def test_a_colour_belongs_to_its_thing():
    found = match("a red car and a blue boat", whole("a blue car and a red boat"))
    assert said(found, "differs") or said(found, "unsaid")
    assert found.words != "fits"
    assert match("a red car and a blue boat", whole("a blue boat and a red car")).score == 1.0


@pytest.mark.parametrize(
    ("changes", "settings", "sentence"),
    [
        ({"width": 1080, "height": 1920}, {}, "9:16, you asked for 16:9"),
        ({"width": 1280, "height": 720}, {}, "720p, you asked for 1080p"),
        ({"duration_ms": 3_900}, {}, "3.9 s long, you asked for 5 s"),
        ({}, {"loop": True}, "does not loop, you asked for a loop"),
        ({}, {"aspect": "1:1"}, "16:9, you asked for 1:1"),
        ({}, {"duration_ms": 12_500}, "5 s long, you asked for 12.5 s"),
        ({}, {"resolution": "2160p"}, "1080p, you asked for 2160p"),
    ],
)
def test_a_file_of_another_form_is_nearly_at_best(changes, settings, sentence):
    found = match("golden waves", clip("golden waves", **changes), **settings)
    assert (found.words, said(found, "differs")) == ("nearly", [sentence])


@pytest.mark.parametrize(
    ("changes", "settings"),
    [
        ({"duration_ms": 4_000}, {}),
        ({"duration_ms": 20_000}, {}),
        ({"width": 3840, "height": 2160}, {}),
        ({"width": 1920, "height": 1078}, {"resolution": "720p"}),
        ({"loops": True}, {}),
        ({"loops": True}, {"loop": True}),
        ({"has_sound": False}, {}),
        ({"fps": 60}, {}),
    ],
)
def test_more_than_was_asked_for_is_no_difference(changes, settings):
    assert match("golden waves", clip("golden waves", **changes), **settings).score == 1.0


def test_what_is_the_same_stands_on_one_line_and_last():
    found = match("blue waves at sunset, slow", clip("golden waves at sunset, slow"))
    assert [d.kind for d in found.differences] == ["differs", "same"]
    assert found.differences[-1].words == "waves, sunset, slow"


def test_likeness_of_texts_only_orders_equals():
    unlike, alike = (match("golden waves at sunset", clip("waves at sunset"), answered=s) for s in (0.0, 1.0))
    assert 0 < alike.score - unlike.score < 0.021
    assert match("blue waves", clip("red waves"), answered=1.0).score < 0.6
    assert match("golden waves", clip("clouds"), answered=1.0).words == "unlike"


WORDS = st.sampled_from(
    "golden blue red waves clouds rain night dawn calm stormy low drone slow fast no stars and surfer".split()
)
PROMPTS = st.lists(WORDS, min_size=1, max_size=8).map(" ".join)


@given(PROMPTS)
def test_the_same_again_is_perfect(prompt):
    contradicts_itself = "no" in prompt.split()
    assert contradicts_itself or match(prompt, whole(prompt)).score == 1.0


@given(PROMPTS, PROMPTS, st.none() | st.floats(-1, 1))
def test_every_pair_has_a_score_and_only_the_same_is_perfect(wanted, made, similarity):
    found = match(wanted, clip(made), answered=similarity)
    assert 0 <= found.score <= 1
    assert (found.score == 1.0) == all(d.kind == "same" for d in found.differences)
    if said(found, "differs"):
        assert found.score < 0.6
