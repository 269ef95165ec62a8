"""The index follows the database and never leads it."""

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from catalog.models import Clip, IndexChange
from catalog.publishing import index_later, publish, withdraw
from catalog.search import search_index
from catalog.search.changes import apply_changes, rebuild
from catalog.search.drift import find_drift
from catalog.search.interface import Query, SearchUnavailable
from tests.catalog.indexed import document, found

pytestmark = [pytest.mark.database, pytest.mark.django_db]


def ask(text="", **how):
    return found(search_index().search(Query(text=text, **how)))


def changed(clip, **fields):
    Clip.objects.filter(pk=clip.pk).update(**fields)
    with transaction.atomic():
        index_later(clip.pk)


def test_a_published_clip_is_found_and_its_change_forgotten(index, make_clip):
    clip = make_clip(state=Clip.State.REVIEWING)
    apply_changes()
    assert ask("golden waves") == []
    publish(clip)
    assert apply_changes() == 1
    assert ask("golden waves") == [clip.pk]
    assert not IndexChange.objects.exists()
    assert apply_changes() == 0


def test_a_withdrawn_clip_is_found_no_more(index, make_clip):
    clip = make_clip()
    changed(clip)
    apply_changes()
    withdraw(clip)
    apply_changes()
    assert ask() == []


def test_a_deleted_clip_is_found_no_more(index, make_clip):
    clip = make_clip()
    changed(clip)
    apply_changes()
    with transaction.atomic():
        index_later(clip.pk)
        Clip.objects.filter(pk=clip.pk).delete()
    apply_changes()
    assert search_index().contents() == {}


def test_a_private_clip_is_found_by_its_account_alone(index, make_clip, team, make_account):
    clip = make_clip(team, private=True, prompt_public=False)
    changed(clip)
    apply_changes()
    assert ask("golden waves") == []
    assert ask("golden waves", accounts=(make_account("Other").pk,)) == []
    assert ask("golden waves", accounts=(team.pk,)) == [clip.pk]


def test_no_more_than_the_limit_and_the_oldest_first(index, make_clip):
    clips = [make_clip(prompt=f"golden waves {n}") for n in range(3)]
    for clip in clips:
        changed(clip)
    assert apply_changes(limit=2) == 2
    assert set(search_index().contents()) == {clips[0].pk, clips[1].pk}
    assert IndexChange.objects.get().clip_id == clips[2].pk


def test_many_changes_of_one_clip_leave_it_as_it_is_now(index, make_clip):
    clip = make_clip()
    for title in ("One", "Two", "A red balloon"):
        changed(clip, title=title)
    apply_changes()
    assert ask("red balloon") == [clip.pk]


def test_what_the_index_refuses_stays_recorded(index, make_clip, settings):
    changed(make_clip())
    with index.exclusive():
        assert apply_changes() == 0
    assert IndexChange.objects.count() == 1
    assert apply_changes() == 1


def test_a_rebuild_leaves_out_what_is_not_published_and_applies_what_waited(index, make_clip):
    shown, hidden = make_clip(), make_clip(state=Clip.State.REVIEWING)
    late = make_clip(prompt="a red balloon")
    index.index([document(9_999, "a clip that was never there")])
    changed(late, title="Balloon")
    assert rebuild() == 2
    assert set(search_index().contents()) == {shown.pk, late.pk}
    assert hidden.pk not in search_index().contents()
    assert not IndexChange.objects.exists()


def test_a_rebuild_waits_for_nobody(index):
    with index.exclusive(), pytest.raises(SearchUnavailable, match="Another process"):
        rebuild()


class TestDrift:
    @pytest.fixture
    def drifted(self, index, make_clip):
        """Missing, stale and surplus, one of each; and one clip whose change is under way."""
        missing, stale, waiting = make_clip(), make_clip(), make_clip()
        index.index([document(stale.pk, "old words"), document(9_999, "gone")])
        index_later(waiting.pk)
        return missing, stale

    def test_it_is_found(self, drifted):
        missing, stale = drifted
        drift = find_drift()
        assert (drift.missing, drift.stale, drift.surplus) == ((missing.pk,), (stale.pk,), (9_999,))

    def test_it_is_reported_and_nothing_repaired_unasked(self, drifted):
        with pytest.raises(
            CommandError, match="1 clips are missing from the index, 1 have old words there, 1 should"
        ):
            call_command("check_index")
        assert find_drift().clips

    def test_it_is_repaired(self, drifted, capsys):
        call_command("check_index", repair=True)
        assert "agrees" in capsys.readouterr().out
        assert find_drift().clips == ()
        assert len(search_index().contents()) == 3

    def test_a_sold_licence_is_no_drift(self, index, make_clip, team):
        clip = make_clip()
        changed(clip)
        apply_changes()
        from billing.licensing import issue

        issue(team, team.users.first(), clip, "standard")
        assert find_drift().clips == ()

    def test_without_an_index_the_command_says_what_to_do(self, lost_index):
        with pytest.raises(CommandError, match=r"no search index yet\. Run: manage\.py reindex"):
            call_command("check_index")


def test_reindex_says_how_many(index, make_clip, capsys):
    make_clip()
    call_command("reindex")
    assert capsys.readouterr().out == "1 clips are indexed.\n"


def test_reindex_beside_another_writer_is_refused(index):
    with index.exclusive(), pytest.raises(CommandError, match="try again"):
        call_command("reindex")
