"""Saved searches: new hits go by mail, each clip once, and only what their user may find."""

import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from catalog.models import Clip, IndexChange, RecentSearch, SavedSearch
from catalog.publishing import index_later
from catalog.saved import (
    GRACE,
    MOST,
    RECENT,
    TooManySearches,
    of_token,
    recent,
    remember,
    save,
    stop_token,
    tell,
    tell_everybody,
)
from catalog.search.changes import apply_changes

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def own_index(settings, tmp_path):
    settings.INDEX_DIR = tmp_path / "index"
    settings.SITE_URL = "https://clips.example.com"


@pytest.fixture
def published(make_clip):
    """A function: a clip published this long ago, in the index."""

    def make(prompt="Golden waves at sunset", ago=GRACE * 2, **fields):
        clip = make_clip(prompt=prompt, **fields)
        Clip.objects.filter(pk=clip.pk).update(published_at=timezone.now() - ago)
        index_later(clip.pk)
        apply_changes()
        return clip

    return make


@pytest.fixture
def waves(alice):
    """Alice's search, saved an hour ago."""
    kept = save(alice, "golden waves", {})
    SavedSearch.objects.filter(pk=kept.pk).update(told_until=timezone.now() - timedelta(hours=1))
    return kept


class TestTelling:
    def test_a_new_clip_is_told_with_its_address(self, waves, published, alice):
        clip = published()
        assert tell_everybody() == 1
        [sent] = mail.outbox
        assert sent.to == [alice.email]
        assert sent.subject == "1 new clip for “golden waves”"
        assert f"https://clips.example.com{clip.get_absolute_url()}" in sent.body
        assert "https://clips.example.com/?q=golden+waves" in sent.body

    def test_a_clip_is_told_once(self, waves, published):
        published()
        assert [tell_everybody(), tell_everybody(), tell_everybody()] == [1, 0, 0]

    def test_later_clips_come_in_later_mails(self, waves, published):
        first = published(ago=timedelta(minutes=30))
        tell_everybody()
        SavedSearch.objects.update(told_until=timezone.now() - timedelta(minutes=20))
        second = published(ago=timedelta(minutes=10))
        tell_everybody()
        assert first.get_absolute_url() in mail.outbox[0].body
        assert second.get_absolute_url() in mail.outbox[1].body
        assert first.get_absolute_url() not in mail.outbox[1].body

    def test_nothing_new_is_no_mail(self, waves, published):
        published(ago=timedelta(hours=2))
        published(prompt="Green aurora over a forest")
        assert tell_everybody() == 0
        assert mail.outbox == []

    def test_filters_hold(self, alice, published):
        tall = save(alice, "golden waves", {"shape": ["9:16"]})
        SavedSearch.objects.filter(pk=tall.pk).update(told_until=timezone.now() - timedelta(hours=1))
        published()
        assert tell_everybody() == 0
        published(width=720, height=1280)
        assert tell_everybody() == 1

    def test_private_clips_are_told_to_their_own_account_alone(self, waves, published, make_account, alice):
        published(private=True)
        assert tell_everybody() == 0
        own = published(private=True, account=make_account("Ada", users=[alice]))
        assert tell_everybody() == 1
        assert own.get_absolute_url() in mail.outbox[0].body

    def test_many_hits_are_one_mail_that_names_the_newest(self, waves, published):
        for _ in range(14):
            published()
        assert tell_everybody() == 1
        assert mail.outbox[0].subject.startswith("14 new clips")
        assert mail.outbox[0].body.count("/clips/") == 12

    def test_a_clip_that_the_index_has_yet_to_hear_of_is_not_passed_over(self, waves, published, make_clip):
        published()
        late = make_clip(prompt="Golden waves at sunset")
        Clip.objects.filter(pk=late.pk).update(published_at=timezone.now() - GRACE * 2)
        index_later(late.pk)
        IndexChange.objects.update(at=timezone.now() - GRACE * 2)
        assert tell_everybody() == 0
        apply_changes()
        assert tell_everybody() == 1
        assert late.get_absolute_url() in mail.outbox[0].body

    def test_a_clip_of_this_minute_waits_for_the_next_round(self, waves, published):
        published(ago=timedelta(seconds=5))
        assert tell_everybody() == 0

    def test_without_an_index_nobody_is_told_and_nothing_is_lost(self, waves, published, settings, tmp_path):
        there = settings.INDEX_DIR
        published()
        settings.INDEX_DIR = tmp_path / "none"
        assert tell_everybody() == 0
        settings.INDEX_DIR = there
        assert tell_everybody() == 1

    def test_a_mail_server_that_is_down_is_tried_again(self, waves, published, monkeypatch):
        published()
        before = SavedSearch.objects.get().told_until

        def down(*args, **kwargs):
            raise smtplib.SMTPServerDisconnected("gone")

        with monkeypatch.context() as patch:
            patch.setattr("django.core.mail.EmailMessage.send", down)
            assert tell_everybody() == 0
        assert SavedSearch.objects.get().told_until == before
        assert tell_everybody() == 1

    def test_one_search_that_fails_does_not_keep_the_others(self, waves, published, bob, monkeypatch):
        other = save(bob, "golden waves", {})
        SavedSearch.objects.filter(pk=other.pk).update(told_until=timezone.now() - timedelta(hours=1))
        published()

        def fails_for_alice(pk):
            if pk == waves.pk:
                raise RuntimeError("no such mailbox")
            return tell(pk)

        monkeypatch.setattr("catalog.saved.tell", fails_for_alice)
        assert tell_everybody() == 1
        assert mail.outbox[0].to == [bob.email]

    def test_who_was_removed_hears_nothing(self, waves, published, alice):
        published()
        alice.is_active = False
        alice.save()
        assert tell_everybody() == 0


class TestKeeping:
    def test_the_same_search_is_kept_once(self, alice):
        first = save(alice, "waves", {"shape": ["9:16", "1:1"], "look": []})
        assert save(alice, "waves", {"shape": ["1:1", "9:16"]}).pk == first.pk
        assert SavedSearch.objects.count() == 1

    def test_others_keep_their_own(self, alice, bob):
        assert save(alice, "waves", {}).pk != save(bob, "waves", {}).pk

    def test_there_is_an_end(self, alice, bob):
        for n in range(MOST):
            save(alice, f"waves {n}", {})
        with pytest.raises(TooManySearches, match="remove one first"):
            save(alice, "one more", {})
        assert save(alice, "waves 3", {}).words == "waves 3"
        assert save(bob, "waves", {})

    def test_a_token_names_its_search_and_an_altered_one_none(self, alice):
        kept = save(alice, "waves", {})
        assert of_token(stop_token(kept)) == kept
        assert of_token(stop_token(kept)[:-2] + "xx") is None
        assert of_token("") is None
        token = stop_token(kept)
        kept.delete()
        assert of_token(token) is None


class TestRecent:
    def test_the_latest_come_first_and_each_once(self, alice):
        for words in ("waves", "goat", "waves"):
            remember(alice, words)
        assert recent(alice) == ["waves", "goat"]

    def test_a_beginning_narrows_them(self, alice):
        for words in ("golden waves", "goat", "aurora"):
            remember(alice, words)
        assert recent(alice, "GO") == ["goat", "golden waves"]

    def test_they_are_their_users_own(self, alice, bob):
        remember(alice, "secret campaign")
        assert recent(bob) == []

    def test_the_oldest_go(self, alice):
        for n in range(RECENT + 5):
            remember(alice, f"waves {n}")
        assert RecentSearch.objects.count() == RECENT
        assert recent(alice, limit=1) == [f"waves {RECENT + 4}"]

    def test_guests_leave_nothing(self, db):
        from django.contrib.auth.models import AnonymousUser

        remember(AnonymousUser(), "waves")
        assert not RecentSearch.objects.exists()
        assert recent(AnonymousUser()) == []
