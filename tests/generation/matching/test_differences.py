"""What is said of the difference between two free texts."""

import pytest

from generation.matching.align import align
from generation.matching.differences import differences


def said(request, clip):
    return [d.words for d in differences(request, clip, align(request, clip))]


@pytest.mark.parametrize(
    ("request_text", "clip", "sentence"),
    [
        ("three boats on a lake", "one boat on a lake", "you asked for three boats; this has one"),
        ("a blue car", "a red car", "red, you asked for blue"),
        ("a beach at dusk", "a beach at noon", "noon, you asked for dusk"),
        ("a city in the rain", "a city", "not stated: rain"),
        ("slicing tomatoes", "slicing onions", "onions, you asked for tomatoes"),
        (
            "a red car and a blue truck",
            "a blue car and a red truck",
            "blue car, you asked for red car",
        ),
        (
            "a dog chasing a cat",
            "a cat chasing a dog",
            "the other way round: cat chasing a dog, you asked for dog chasing a cat",
        ),
    ],
)
def test_the_specific_is_named(request_text, clip, sentence):
    assert sentence in said(request_text, clip)


@pytest.mark.parametrize(
    ("request_text", "clip"),
    [
        ("waves", "golden waves at sunset"),
        ("a dog chasing a cat", "a cat being chased by a dog"),
        ("a cat chased by a dog", "a dog chasing a cat"),
        ("a cup to the left of a lamp", "a lamp to the right of a cup"),
        ("a lamp above a table", "a table below a lamp"),
        ("drone shot of a lorry at dusk", "aerial view of a truck at sunset"),
        ("a red car and a blue truck", "a blue truck and a red car"),
    ],
)
def test_the_same_said_otherwise_is_no_difference(request_text, clip):
    assert said(request_text, clip) == []


def test_what_contradicts_comes_before_what_is_not_stated():
    found = said("two kites over a beach in the rain", "three kites over a beach")
    assert found == ["you asked for two kites; this has three", "not stated: rain"]


def test_nothing_is_said_twice():
    found = said("rain, rain, rain", "snow")
    assert len(found) == len(set(found))
