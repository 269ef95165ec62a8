"""Texts as units: phrases before words, everything in its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generation.matching.lexicon import lemma, wordnet
from generation.matching.units import units


@pytest.mark.parametrize(
    ("word", "base"),
    [
        ("running", "run"), ("chased", "chase"), ("cities", "city"), ("boxes", "box"), ("women", "woman"),
        ("leaves", "leaf"), ("building", "building"), ("morning", "morning"), ("glass", "glass"),
        ("caught", "catch"), ("hands", "hand"), ("lying", "lie"), ("red", "red"), ("bus", "bus"), ("stopped", "stop"),
    ],
)  # fmt: skip
def test_inflection_is_taken_off(word, base):
    assert lemma(word) == base


def test_a_phrase_is_one_unit_and_small_words_say_nothing():
    found = units("Time-lapse of a hot air balloon at night")
    assert [(u.text, u.content) for u in found] == [
        ("Time-lapse", True),
        ("of", False),
        ("a", False),
        ("hot air balloon", True),
        ("at night", True),
    ]


def test_the_longest_phrase_wins():
    assert [u.text for u in units("slow motion")] == ["slow motion"]
    assert next(u.text for u in units("a couple of kids")) == "a couple of"


def test_different_endings_make_no_difference():
    assert [u.key for u in units("Dogs chased cats")] == [
        *[u.key for u in units("a dog chasing a cat")][1:3],
        "cat",
    ]


@given(st.text(max_size=300))
def test_every_unit_is_where_it_says(text):
    end = 0
    for unit in units(text):
        assert text[unit.start : unit.end] == unit.text
        assert unit.start >= end
        end = unit.end


def test_wordnet_knows_kinds_and_opposites():
    data = wordnet()
    dog, animal = data.lemmas["n"]["dog"][0], data.lemmas["n"]["animal"][0]
    above, sense = [], dog
    while sense >= 0:
        sense = data.parents[sense]
        above.append(sense)
    assert animal in above
    assert ("hot", "cold") in data.opposites or ("cold", "hot") in data.opposites
