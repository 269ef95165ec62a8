"""What the index knows of a clip: what it shows, never what was asked for and is not seen."""

import pytest

from catalog.models import Clip
from catalog.search.documents import document_of, documents

pytestmark = pytest.mark.django_db


def words_of(clip):
    document = document_of(clip)
    return f"{document.title} {document.said} {document.text}".lower()


def test_what_is_missing_is_not_searchable(make_clip):
    clip = make_clip(prompt="A lighthouse above golden waves", title="Golden waves", missing=["lighthouse"])
    assert "lighthouse" not in words_of(clip)
    assert "golden waves" in words_of(clip)


def test_what_was_excluded_is_not_searchable(make_clip):
    clip = make_clip(prompt="Golden waves without boats", title="Golden waves")
    assert "boat" not in words_of(clip)


def test_a_prompt_that_is_kept_back_is_not_searchable(make_clip):
    clip = make_clip(prompt="Golden waves for the zeppelin launch", title="Golden waves", prompt_public=False)
    assert "zeppelin" not in words_of(clip)
    clip.private = True
    assert "zeppelin" in words_of(clip)


@pytest.mark.parametrize(
    ("fields", "facet", "value"),
    [
        ({"duration_ms": 5_999}, "duration", "short"),
        ({"duration_ms": 6_000}, "duration", "medium"),
        ({"duration_ms": 15_000}, "duration", "long"),
        ({"width": 720, "height": 1280}, "shape", "9:16"),
        ({"width": 720, "height": 1280}, "resolution", "720p"),
        ({"width": 3840, "height": 2160}, "resolution", "4k"),
        ({"has_sound": True}, "sound", "yes"),
        ({"loops": True}, "loop", "yes"),
        ({"look": "film"}, "look", "film"),
    ],
)
def test_facets(make_clip, fields, facet, value):
    assert document_of(make_clip(**fields)).facets[facet] == (value,)


def test_facets_of_the_brief(make_clip):
    facets = document_of(make_clip(prompt="Slow golden waves at sunset seen from a low drone")).facets
    assert "ocean" in facets["subject"]
    assert "sunset" in facets["time"]
    assert facets["motion"]


def test_settings_are_a_facet(make_clip):
    assert document_of(make_clip(prompt="Rain in the city at night")).facets["setting"] == ("city",)


@pytest.mark.parametrize(
    ("prompt", "people"),
    [
        ("A surfer on golden waves", "people"),
        ("Hands holding a book", "people"),
        ("Golden waves at sunset", "none"),
        ("Golden waves without people", "none"),
        ("A dog on a beach", "none"),
    ],
)
def test_people_or_none(make_clip, prompt, people):
    assert document_of(make_clip(prompt=prompt)).facets["people"] == (people,)


def test_people_who_are_missing_are_not_there(make_clip):
    clip = make_clip(prompt="A surfer on golden waves", missing=["surfer"])
    assert document_of(clip).facets["people"] == ("none",)


def test_a_palette_is_found_by_plain_names(make_clip):
    document = document_of(make_clip(palette=["#1f5fff", "#101418", "#1040c0"]))
    assert document.palette == ("#1f5fff", "#101418", "#1040c0")
    assert document.facets["palette"] == ("blue", "black")
    assert document_of(make_clip()).facets["palette"] == ()


@pytest.mark.parametrize(
    ("measured", "known"), [([0.5] * 128, True), ([], False), ([0.5] * 64, False), (None, False)]
)
def test_looks_are_known_where_they_were_measured(make_clip, measured, known):
    clip = make_clip()
    clip.appearance = measured
    assert len(document_of(clip).appearance) == (128 if known else 0)


def test_only_a_private_clip_has_an_account(make_clip, team):
    assert document_of(make_clip(team)).account is None
    assert document_of(make_clip(team, private=True)).account == team.pk


def test_only_published_clips_are_documents(make_clip):
    shown = make_clip()
    for state in (Clip.State.REVIEWING, Clip.State.REJECTED, Clip.State.WITHDRAWN):
        make_clip(state=state)
    assert [document.clip_id for document in documents()] == [shown.pk]


def test_the_digest_notices_every_change_but_sales(make_clip):
    clip = make_clip()
    before = document_of(clip).digest
    clip.licences_sold = 5
    assert document_of(clip).digest == before
    for field, value in {
        "title": "Other",
        "look": "film",
        "private": True,
        "loops": True,
        "missing": ["ocean"],
    }.items():
        old = getattr(clip, field)
        setattr(clip, field, value)
        assert document_of(clip).digest != before, field
        setattr(clip, field, old)
