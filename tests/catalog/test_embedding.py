"""Sentences as vectors: rewordings lie closer than other things."""

import numpy as np
import pytest

from catalog.search.embedding import DIMENSIONS, embed, embed_one, knows


def likeness(one, other):
    return float(embed_one(one) @ embed_one(other))


@pytest.mark.parametrize(
    ("said", "reworded", "other"),
    [
        (
            "slow golden waves at sunset from a low drone",
            "ocean surf at golden hour, aerial shot",
            "a cup of coffee on a desk",
        ),
        ("northern lights over a forest", "aurora borealis above pine trees", "rain running down a window"),
        ("city lights at night, bokeh", "blurred street lamps in the evening", "a tax form"),
        ("a car drives along the coast", "an automobile on a seaside road", "stars above the hills"),
    ],
)
def test_a_rewording_is_closer_than_another_thing(said, reworded, other):
    assert likeness(said, reworded) > 0.5
    assert likeness(said, reworded) > likeness(said, other) + 0.3


def test_known_values_of_the_model():
    """all-MiniLM-L6-v2 gives 0.72 in full precision; int8 may differ in the second place."""
    assert likeness("That is a happy person", "That is a very happy person") > 0.9
    assert likeness("That is a happy person", "Today is a sunny day") < 0.4


def test_words_that_the_model_knows():
    assert all(map(knows, ("boat", "sunset", "zebra", "rain", "panes", "lunges", "chews")))
    assert not any(map(knows, ("aurroa", "widnow", "Boat", "##ing boat", "", "boat ")))


def test_vectors_are_unit_and_in_order_whatever_the_batch():
    texts = ["waves", "a much longer sentence about a lighthouse in the fog at dawn", "rain"] * 20
    vectors = embed(texts)
    assert vectors.shape == (60, DIMENSIONS)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    for row, text in enumerate(texts[:3]):
        assert float(vectors[row] @ embed_one(text)) > 0.98


@pytest.mark.parametrize("text", ["", "💥", "波", "w" * 10_000, "waves " * 5_000])
def test_any_text_has_a_vector(text):
    assert np.isfinite(embed([text])).all()


def test_no_texts_no_vectors():
    assert embed([]).shape == (0, DIMENSIONS)
