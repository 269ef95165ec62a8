"""Search without an index: plain, honest about it, and with the same doors shut."""

import pytest

from catalog.models import Clip
from catalog.search.fallback import from_database
from catalog.search.interface import Query
from tests.catalog.indexed import found

pytestmark = [pytest.mark.database, pytest.mark.django_db]


def test_every_word_has_to_be_there_newest_first(make_clip):
    old, new = make_clip(prompt="Golden waves at dusk"), make_clip(prompt="Golden waves at dawn")
    make_clip(prompt="Golden bokeh")
    results = from_database(Query("the golden waves"))
    assert (found(results), results.limited, results.total) == ([new.pk, old.pk], True, 2)


def test_phrases_exclusions_and_other_names(make_clip):
    clip = make_clip(prompt="Aerial view of golden waves")
    assert found(from_database(Query("drone"))) == [clip.pk]
    assert found(from_database(Query('"golden waves"'))) == [clip.pk]
    assert found(from_database(Query('"waves golden"'))) == []
    assert found(from_database(Query("golden -aerial"))) == []


def test_filters_hold(make_clip):
    clip = make_clip(has_sound=True)
    make_clip()
    assert found(from_database(Query(filters={"sound": ("yes",), "shape": ("16:9", "1:1")}))) == [clip.pk]
    assert found(from_database(Query(filters={"nothing": ("x",)}))) == []


def test_a_colour_holds_and_an_unreadable_one_finds_nothing(make_clip):
    orange = make_clip(palette=["#ff8800", "#101418"])
    make_clip(palette=["#1f5fff"])
    make_clip()
    assert found(from_database(Query(colour="#ff7700"))) == [orange.pk]
    assert found(from_database(Query("golden", colour="#00ff00"))) == []
    assert found(from_database(Query(colour="orange"))) == []


def test_looks_alone_find_nothing_here(make_clip):
    clip = make_clip()
    assert found(from_database(Query(appearance=(1.0,) + (0.0,) * 127))) == []
    assert found(from_database(Query("golden", appearance=(1.0,) + (0.0,) * 127))) == [clip.pk]


def test_private_clips_and_prompts_stay_private(make_clip, team):
    mine = make_clip(team, private=True, prompt_public=False, title="Ours", prompt="The zeppelin launch")
    hidden = make_clip(prompt_public=False, title="Waves", prompt="Waves for the zeppelin launch")
    assert found(from_database(Query("zeppelin"))) == []
    assert found(from_database(Query("zeppelin", accounts=(team.pk,)))) == [mine.pk]
    assert hidden.pk in found(from_database(Query("waves")))


def test_only_published_clips(make_clip):
    for state in (Clip.State.REVIEWING, Clip.State.REJECTED, Clip.State.WITHDRAWN):
        make_clip(state=state)
    assert found(from_database(Query("golden"))) == []


def test_pages(make_clip):
    clips = [make_clip().pk for _ in range(5)]
    first = from_database(Query("golden", limit=3))
    second = from_database(Query("golden", limit=3, cursor=first.next_cursor))
    assert found(first) + found(second) == clips[::-1]
    assert second.next_cursor == ""


def test_signs_without_letters_find_nothing(make_clip):
    make_clip()
    assert found(from_database(Query("?!"))) == []
