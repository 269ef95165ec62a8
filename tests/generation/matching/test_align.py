"""Which words of a request a clip's words answer, contradict or leave open."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generation.matching.align import MATCHED, Tie, align


def ties(request, clip):
    return {t.unit.text.lower(): t.tie for t in align(request, clip).request if t.unit.content}


@pytest.mark.parametrize(
    ("request_text", "clip", "word", "tie"),
    [
        ("a red car", "the red car", "red", Tie.SAME),
        ("a truck", "a lorry", "truck", Tie.SYNONYM),
        ("drone footage", "aerial view", "drone footage", Tie.SYNONYM),
        ("time-lapse of stars", "hyperlapse of stars", "time-lapse", Tie.SYNONYM),
        ("boats at dusk", "boats at sundown", "dusk", Tie.SYNONYM),
        ("an animal", "a dog", "animal", Tie.NARROWER),
        ("a dog", "an animal", "dog", Tie.WIDER),
        ("a dog", "a cat", "dog", Tie.SIBLING),
        ("a red car", "a blue car", "red", Tie.EXCLUDED),
        ("three boats", "two boats", "three", Tie.EXCLUDED),
        ("three boats", "3 boats", "three", Tie.SYNONYM),
        ("a street at noon", "a street at night", "at noon", Tie.EXCLUDED),
        ("pan left over hills", "pan right over hills", "pan left", Tie.EXCLUDED),
        ("a door opening", "a door closing", "opening", Tie.EXCLUDED),
        ("boats in the rain", "boats", "in the rain", Tie.OPEN),
        ("a bride", "a sister", "bride", Tie.WIDER),
        ("a man", "a woman", "man", Tie.EXCLUDED),
        ("writing a letter", "erasing a letter", "writing", Tie.EXCLUDED),
        ("a parked van", "a moving van", "parked", Tie.EXCLUDED),
        ("a hot bath", "a cold bath", "hot", Tie.EXCLUDED),
    ],
)
def test_words_are_tied(request_text, clip, word, tie):
    assert ties(request_text, clip)[word] is tie


def test_what_is_wanted_beside_it_excludes_nothing():
    assert set(ties("a red car and a blue van", "a blue van and a red car").values()) == {Tie.SAME}


def test_a_clip_may_show_more():
    assert set(ties("waves", "golden waves at sunset, seen from a drone").values()) == {Tie.SAME}


@given(st.text("abc dogs red two,.", max_size=80), st.text("abc dogs red two,.", max_size=80))
def test_partners_are_real_and_matches_have_one(request_text, clip):
    found = align(request_text, clip)
    for tied in found.request:
        assert -1 <= tied.partner < len(found.clip)
        assert (tied.tie not in MATCHED) or tied.partner >= 0


@given(st.text(max_size=120))
def test_a_text_answers_itself(text):
    assert all(t.tie in (Tie.SAME, Tie.NONE) for t in align(text, text).request)
