"""Reading what was typed."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.search.asked import plain_words, read


def typed(text):
    return [group.typed for group in read(text).groups]


@pytest.mark.parametrize(
    ("text", "groups", "phrases", "without"),
    [
        ("golden waves", ["golden", "waves"], (), ()),
        ("the waves of a sea", ["waves", "sea"], (), ()),
        ("the of a", ["the", "of", "a"], (), ()),
        ('waves "low drone" -people', ["waves"], ("low drone",), ("people",)),
        ('-"dark background" waves', ["waves"], (), ("dark background",)),
        ('"waves"', ["waves"], (), ()),
        ('waves "golden', ["waves", "golden"], (), ()),
        ("time-lapse", ["time lapse"], (), ()),
        ("seen from above at night", ["from above", "night"], (), ()),
        ("sea - sky", ["sea", "sky"], (), ()),
        ("Éclair ÖL", ["eclair", "ol"], (), ()),
        ("waves waves", ["waves"], (), ()),
    ],
)
def test_parts(text, groups, phrases, without):
    asked = read(text)
    assert ([group.typed for group in asked.groups], asked.phrases, asked.without) == (
        groups,
        phrases,
        without,
    )


def test_other_names_come_along():
    (group,) = read("northern lights").groups
    assert {"northern lights", "aurora"} <= set(group.alternatives)


def test_the_meaning_leaves_out_what_was_excluded():
    assert read('waves "low drone" -people').meaning == "waves low drone"


@pytest.mark.parametrize("text", ["", "?!", "💥", '""', "-", "\x00"])
def test_nothing_said(text):
    assert read(text).empty


@given(st.text(max_size=600))
def test_anything_can_be_read_and_is_safe_inside_a_query(text):
    asked = read(text)
    said = [*asked.phrases, *asked.without, *(a for group in asked.groups for a in group.alternatives)]
    assert all(set(one) <= {" ", *"".join(plain_words(one))} for one in said)
    assert not any('"' in one for one in said)
    assert len(asked.groups) <= 32


def test_long_texts_cost_no_more_than_short_ones():
    begun = time.perf_counter()
    read('"' * 500_000 + "- waves " * 100_000)
    assert time.perf_counter() - begun < 0.5
