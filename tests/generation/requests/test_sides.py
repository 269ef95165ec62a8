"""A clip's side of every comparison is stored when it is published, and made again where it is missing."""

import numpy as np
import pytest

from catalog.models import Clip
from catalog.publishing import publish
from generation.matching.answer import answer
from generation.models import ClipSide
from generation.requests.sides import read_side, sides_of, store_side

pytestmark = [pytest.mark.database, pytest.mark.django_db]


def test_publishing_stores_the_side(make_clip):
    clip = make_clip(state=Clip.State.RENDERING if hasattr(Clip.State, "RENDERING") else Clip.State.REVIEWING)
    assert not ClipSide.objects.exists()
    publish(clip)
    assert ClipSide.objects.get().clip == clip


def test_a_stored_side_answers_as_a_fresh_one(make_clip):
    clip = make_clip(prompt="three red boats on a calm lake at dawn")
    asked = read_side("two red boats on a lake in the morning")
    fresh = answer(asked, sides_of([clip])[clip.pk])
    store_side(None, clip)
    stored = answer(asked, sides_of([clip])[clip.pk])
    assert abs(stored.score - fresh.score) < 0.05
    assert stored.differences == fresh.differences


def test_a_side_of_another_description_is_not_used(make_clip):
    clip = make_clip(prompt="golden waves")
    store_side(None, clip)
    clip.prompt = "a night sky full of stars"
    assert np.array_equal(sides_of([clip])[clip.pk].vectors, read_side(clip.prompt).vectors)


def test_reading_stores_nothing(make_clip):
    clips = [make_clip(prompt=p) for p in ("waves", "clouds")]
    assert set(sides_of(clips)) == {clip.pk for clip in clips}
    assert not ClipSide.objects.exists()


def test_a_side_is_read_in_one_query(make_clip, django_assert_num_queries):
    clips = [make_clip(prompt=p) for p in ("waves", "clouds", "stars")]
    for clip in clips:
        store_side(None, clip)
    with django_assert_num_queries(1):
        sides_of(clips)


def test_a_side_is_small(make_clip):
    clip = make_clip(prompt="golden waves at sunset seen from a low drone")
    store_side(None, clip)
    assert len(ClipSide.objects.get().data) < 8_000
