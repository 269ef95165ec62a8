"""A clip that was taken down is found by nothing, on either back end, and found again when it is back."""

import pytest

from catalog.models import IndexChange
from catalog.search.changes import apply_changes
from catalog.search.drift import find_drift
from catalog.search.interface import Query
from catalog.takedown import hide, put_back, take_down

pytestmark = [pytest.mark.database, pytest.mark.django_db]

WORDS = "Purple lighthouse beside glowing mushrooms"


@pytest.fixture
def clips(index, make_clip):
    """One that goes and one like it that stays, both indexed."""
    look = [1.0] + [0.0] * 127
    made = [
        make_clip(prompt=WORDS, seed=1, appearance=look),
        make_clip(prompt="Purple lighthouse", seed=2, appearance=look),
    ]
    for one in made:
        IndexChange.objects.create(clip_id=one.pk)
    apply_changes()
    return made


def found(index, clip, other):
    """Every way in which the index gives a clip away."""
    look = tuple(clip.appearance)
    searches = (
        Query(WORDS), Query("mushrooms"), Query(), Query(appearance=look), Query(filters={"engine": ("studio",)}),
        Query(WORDS, sort="newest"), Query(WORDS, sort="licensed"),
    )  # fmt: skip
    hits = [clip.pk in [hit.clip_id for hit in index.search(query).hits] for query in searches]
    hits.append(clip.pk in [hit.clip_id for hit in index.similar(other.pk)])
    hits.append(bool(index.suggest("mushr")))
    hits.append(clip.pk in index.contents())
    return hits


@pytest.mark.parametrize("interim", [False, True])
def test_it_is_gone_from_every_search_and_comes_back(index, clips, mo, interim):
    clip, other = clips
    assert all(found(index, clip, other))
    if interim:
        hide(clip, reason="It was reported.", cause="law")
    else:
        take_down(clip, actor=mo, reason="It shows a real person.", cause="likeness")
    assert apply_changes() == 1
    assert not any(found(index, clip, other))
    assert index.similar(clip.pk) == []
    assert find_drift().clips == ()
    assert [hit.clip_id for hit in index.search(Query("lighthouse")).hits] == [other.pk]
    put_back(clip, actor=mo, reason="It shows nobody.")
    apply_changes()
    assert all(found(index, clip, other))


def test_pages_leave_it_out_before_the_index_has_heard(client, index, clips, mo, settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    clip, other = clips
    take_down(clip, actor=mo, reason="It shows a real person.", cause="likeness")
    page = client.get("/", {"q": "purple lighthouse"}).content.decode()
    assert f"/clips/{other.pk}-" in page
    assert f"/clips/{clip.pk}-" not in page
    assert f"/clips/{clip.pk}-" not in client.get(other.get_absolute_url()).content.decode()


def test_a_rebuilt_index_does_not_have_it(index, clips, mo):
    from catalog.search.changes import rebuild

    clip, other = clips
    take_down(clip, actor=mo, reason="It shows a real person.", cause="likeness")
    rebuild()
    assert not any(found(index, clip, other))
