"""A score that means a probability: the rules it keeps, its speed, and what it reaches on pairs held out."""

import json
import time
from pathlib import Path

import numpy as np
import pytest

from catalog.search.embedding import embed_one
from generation.matching import answer as answering
from generation.matching.align import align
from generation.matching.judge import unpack
from generation.matching.trunk import MODELS

STOCK = Path(__file__).parents[3] / "training" / "matching" / "stock.jsonl"


def side(text):
    return answering.side(text, embed_one)


def score(request, clip):
    return answering.answer(side(request), side(clip)).score


@pytest.mark.parametrize("clip", ["a red car on a road", "A RED car, on a road!", "red cars on the road"])
def test_the_same_words_in_the_same_order_are_the_same(clip):
    assert score("a red car on a road", clip) == pytest.approx(1.0, abs=0.3)
    assert score("a red car on a road", "a red car on a road") == 1.0


def test_who_asks_for_nothing_is_answered_by_anything():
    assert score("", "golden waves") == 1.0
    assert score("a video of", "golden waves") == 1.0


@pytest.mark.parametrize(
    ("request_text", "match", "miss"),
    [
        (
            "a red car parked by a blue door",
            "red automobile parked beside a blue door",
            "blue car parked by a red door",
        ),
        ("three boats at sunset", "a trio of boats at dusk", "five boats at sunset"),
        ("drone shot of a city at night", "aerial view of a city after dark", "drone shot of a city at noon"),
        ("camera pans left over a forest", "leftward pan over woods", "camera pans right over a forest"),
        (
            "a dog chasing a cat in a garden",
            "a cat is chased by a dog in a garden",
            "a cat chasing a dog in a garden",
        ),
    ],
)
def test_the_same_said_otherwise_is_nearer_than_almost_the_same(request_text, match, miss):
    assert score(request_text, match) > score(request_text, miss)


def test_what_has_nothing_to_do_with_it_is_far():
    assert score("a chef slicing onions in a kitchen", "snow falling on a mountain road at night") < 0.1


@pytest.mark.parametrize(
    ("request_text", "clip"),
    [
        ("waves", "golden waves at sunset seen from a low drone"),
        ("dog", "a small dog runs on a beach"),
        ("city at night", "aerial view of downtown after dark with traffic"),
        ("a red car", "a red car overtakes a truck on a wet highway"),
    ],
)
def test_what_is_not_asked_may_be_anything(request_text, clip):
    found = answering.answer(side(request_text), side(clip))
    assert found.score >= 0.8
    assert found.differences == ()


@pytest.mark.parametrize(
    ("request_text", "clip"),
    [
        ("golden waves at sunset", "waves"),
        ("dog", "a small cat runs on a beach"),
        ("a dog chasing a cat", "a small cat chasing a big dog in a garden"),
        ("a red car and a blue van", "a blue car and a red van"),
    ],
)
def test_what_is_asked_and_not_there_is_no_answer(request_text, clip):
    found = answering.answer(side(request_text), side(clip))
    assert found.score < 0.5
    assert found.differences


def test_a_stored_side_gives_about_the_same_score():
    asked, shown = side("two dogs on a beach"), side("a pair of puppies running along the seashore at dusk")
    fresh = answering.answer(asked, shown).score
    stored = answering.answer(asked, unpack(shown.text, shown.pack())).score
    assert abs(fresh - stored) < 0.05


def test_a_stored_side_of_another_text_is_refused():
    with pytest.raises(ValueError, match="not of this text"):
        unpack("golden waves", side("a night sky full of stars over a lake").pack())


def test_evidence_has_its_names():
    asked, shown = side("two dogs"), side("a cat")
    seen = answering.evidence(0.0, asked, shown, align(asked.text, shown.text))
    assert seen.shape == (len(answering.EVIDENCE),)
    assert np.isfinite(seen).all()


def test_what_is_shipped_is_small():
    assert sum(path.stat().st_size for path in MODELS.iterdir()) < 25 << 20


def test_the_held_out_stock_pairs_are_told_apart():
    """Loose bounds: they say that what is shipped is what was measured, not how good it might be."""
    rows = [json.loads(line) for line in STOCK.read_text().splitlines()]
    assert len(rows) >= 400
    rows = [row for row in rows if row["split"] == "held out"]
    matches, misses = (
        np.array([score(r["request"], r["clip"]) for r in rows if r["match"] is kind])
        for kind in (True, False)
    )
    assert (matches[:, None] > misses).mean() > 0.85
    assert abs(np.r_[matches, misses].mean() - 0.5) < 0.1


@pytest.mark.speed
def test_two_hundred_clips_are_ranked_within_a_second_and_a_half():
    rows = [json.loads(line) for line in STOCK.read_text().splitlines()][:200]
    stored = [(r["clip"], side(r["clip"]).pack()) for r in rows]
    asked = side(rows[0]["request"])
    began, spent = time.monotonic(), time.process_time()
    for text, data in stored:
        answering.answer(asked, unpack(text, data))
    took, spent = time.monotonic() - began, time.process_time() - spent
    print(f"200 clips ranked in {took:.2f} s, {spent / 200 * 1e3:.1f} ms of CPU each")
    assert took < 1.5
