"""What is understood of a prompt. The table is beside this file, in prompts.tsv."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generation.brief.lexicon import normal
from generation.brief.model import Brief
from generation.brief.parse import parse

TABLE = [
    tuple(line.split("\t"))
    for line in Path(__file__).with_name("prompts.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


def written(term):
    """A term as the table writes it."""
    return (
        f"{'!' if term.negated else ''}{term.slot}:{term.value}{'*' if term.role == 'head' else ''}"
        f"{'' if term.known else '?'}{f'>{term.attached}' if term.attached else ''}"
    )


@pytest.mark.parametrize(("prompt", "specifics"), TABLE, ids=[prompt for prompt, _ in TABLE])
def test_a_prompt_has_these_specifics(prompt, specifics):
    assert " ".join(map(written, parse(prompt).terms)) == specifics


def test_the_table_is_large_enough_to_mean_something():
    assert len(TABLE) >= 90


WORDS = st.sampled_from(
    "a red waves, no without people or and sunset not slow #ff8800 16:9 10s ocean liner glass of flying over don’t "
    "never-ending ; – 24fps three unicornish it's in the rain ten-second".split(" ")
)


@given(st.text(max_size=300) | st.lists(WORDS, max_size=40).map(" ".join))
def test_any_text_is_read_and_every_term_keeps_its_place(prompt):
    brief = parse(prompt)
    assert brief.prompt == prompt
    for term in brief.terms:
        assert prompt[term.start : term.end] == term.text != ""
    starts = [term.start for term in brief.terms]
    assert starts == sorted(starts)


@given(st.lists(WORDS, max_size=30).map(" ".join))
def test_a_brief_survives_its_json(prompt):
    brief = parse(prompt)
    assert Brief.from_json(brief.as_json()) == brief


@given(st.lists(WORDS, max_size=30).map(" ".join))
def test_case_does_not_matter(prompt):
    assert [t.value for t in parse(prompt.lower()).terms] == [t.value for t in parse(prompt).terms]


@pytest.mark.parametrize(
    "piece",
    [
        "no a, ",
        "wave golden ",
        "x and ",
        "a red car on waves, ",
        "glass of ",
        "no people, boats ",
        "blue with ",
        "in the city with ",
        "#ff8800",
        "(" * 5,
    ],
)
def test_time_grows_in_proportion_to_length(piece):
    def seconds(times):
        began = time.process_time()
        parse(piece * times)
        return time.process_time() - began

    seconds(10)
    short, long = (min(seconds(times) for _ in range(3)) for times in (500, 4_000))
    assert long < 8 * short * 3 + 0.02


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Waves", "wave's"),
        ("skies", "sky"),
        ("beaches", "beach"),
        ("glasses", "glass"),
        ("boxes", "box"),
        ("TIDES", "tide"),
    ],
)
def test_simple_inflections_are_the_same_word(one, other):
    assert normal(one) == normal(other)


@pytest.mark.parametrize("word", ["glass", "this", "gas", "us", "aurora", "iris"])
def test_words_that_only_look_like_plurals_stay_whole(word):
    assert normal(word) == word


def test_values_are_told_once_in_order_without_what_is_not_wanted():
    brief = parse("Red and blue lights, red bokeh, no clouds")
    assert brief.values("colour") == ["red", "blue"]
    assert brief.values("subject", negated=True) == ["clouds"]
    assert "clouds" not in brief.values("subject")
    assert (brief.first("colour"), brief.first("weather")) == ("red", None)
