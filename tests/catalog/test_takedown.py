"""Taking a clip down, hiding it, putting it back: each once, on record, and nowhere to be had from then on."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from catalog import collecting, saved, takedown
from catalog.models import AuditLine, Clip, Collection, IndexChange, SavedSearch, Takedown
from catalog.signals import clip_put_back, clip_taken_down
from catalog.takedown import hide, open_takedown, put_back, take_down
from tests.threads import at_once

pytestmark = [pytest.mark.database, pytest.mark.django_db]
State = Clip.State


@pytest.fixture(autouse=True)
def own_place(settings, tmp_path):
    settings.INDEX_DIR = tmp_path / "index"
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}


@pytest.fixture
def news():
    heard = []

    def down(sender, clip, takedown, actor, **kwargs):
        heard.append(("down", clip.pk, takedown.interim))

    def back(sender, clip, takedown, actor, **kwargs):
        heard.append(("back", clip.pk, takedown.interim))

    clip_taken_down.connect(down)
    clip_put_back.connect(back)
    yield heard
    clip_taken_down.disconnect(down)
    clip_put_back.disconnect(back)


def down(clip, mo, **more):
    return take_down(clip, actor=mo, reason="It shows a real person.", cause="likeness", **more)


class TestStates:
    def test_it_happens_once_and_says_who_why_and_what_was_before(self, make_clip, mo, news):
        clip = make_clip()
        assert down(clip, mo) is True
        assert down(clip, mo) is False
        assert down(Clip.objects.get(pk=clip.pk), mo) is False
        assert Clip.objects.get(pk=clip.pk).state == clip.state == State.TAKEN_DOWN
        [row] = Takedown.objects.all()
        assert (row.cause, row.reason, row.actor, row.interim) == (
            "likeness", "It shows a real person.", mo, False,
        )  # fmt: skip
        assert row.state_before == State.PUBLISHED
        [line] = AuditLine.objects.filter(action="taken down")
        assert (line.actor, line.clip_id, line.details["cause"]) == (mo, clip.pk, "likeness")
        assert IndexChange.objects.filter(clip_id=clip.pk).count() == 1
        assert news == [("down", clip.pk, False)]

    @pytest.mark.parametrize("state", [State.REVIEWING, State.REJECTED])
    def test_what_is_in_nobodys_hands_is_not_taken_down(self, make_clip, mo, news, state):
        clip = make_clip(state=state)
        assert down(clip, mo) is False
        assert Clip.objects.get(pk=clip.pk).state == state
        assert (Takedown.objects.count(), news) == (0, [])

    def test_a_clip_that_was_sold_exclusively_is_and_comes_back_as_that(self, make_clip, mo):
        clip = make_clip(state=State.WITHDRAWN)
        assert down(clip, mo)
        assert put_back(clip, actor=mo, reason="A mistake.")
        assert Clip.objects.get(pk=clip.pk).state == State.WITHDRAWN

    def test_hidden_then_decided_is_one_takedown(self, make_clip, mo, news):
        clip = make_clip()
        assert hide(clip, reason="It was reported.", cause="law") is True
        assert hide(clip, reason="Again.", cause="law") is False
        assert Clip.objects.get(pk=clip.pk).state == State.HIDDEN
        assert down(clip, mo) is True
        [row] = Takedown.objects.all()
        assert (row.interim, row.actor, row.cause, row.state_before) == (
            False, mo, "likeness", State.PUBLISHED,
        )  # fmt: skip
        assert news == [("down", clip.pk, True), ("down", clip.pk, False)]

    def test_what_is_down_is_not_hidden_again(self, make_clip, mo):
        clip = make_clip()
        down(clip, mo)
        assert hide(clip, reason="It was reported.", cause="law") is False
        assert Clip.objects.get(pk=clip.pk).state == State.TAKEN_DOWN

    def test_back_it_is_what_it_was_once(self, make_clip, mo, news):
        clip = make_clip()
        published = clip.published_at
        down(clip, mo)
        assert put_back(clip, actor=mo, reason="It shows\n nobody.") is True
        assert put_back(clip, actor=mo, reason="Again.") is False
        row = Clip.objects.get(pk=clip.pk)
        assert (row.state, row.published_at) == (State.PUBLISHED, published)
        ended = Takedown.objects.get()
        assert (ended.ended_by, ended.end_reason) == (mo, "It shows nobody.")
        assert open_takedown(clip) is None
        assert [one[0] for one in news] == ["down", "back"]
        assert down(clip, mo) is True
        assert Takedown.objects.count() == 2

    @pytest.mark.parametrize("reason", ["", "  \n "])
    def test_it_needs_words_and_a_cause_of_ours(self, make_clip, mo, reason):
        clip = make_clip()
        with pytest.raises(ValueError, match="needs one of the causes"):
            take_down(clip, actor=mo, reason=reason)
        with pytest.raises(ValueError, match="needs one of the causes"):
            take_down(clip, actor=mo, reason="x", cause="because")
        with pytest.raises(ValueError, match="answer for a takedown"):
            take_down(clip, actor=None, reason="x")
        assert Clip.objects.get(pk=clip.pk).state == State.PUBLISHED

    def test_a_receiver_that_fails_undoes_it(self, make_clip, mo):
        clip = make_clip()

        def refuse(sender, **kwargs):
            raise RuntimeError("no room")

        clip_taken_down.connect(refuse)
        try:
            with pytest.raises(RuntimeError, match="no room"):
                down(clip, mo)
        finally:
            clip_taken_down.disconnect(refuse)
        assert Clip.objects.get(pk=clip.pk).state == State.PUBLISHED
        assert not Takedown.objects.exists()

    def test_a_broker_that_is_down_stops_no_takedown(
        self, make_clip, mo, django_capture_on_commit_callbacks, dead_broker
    ):
        clip = make_clip()
        with django_capture_on_commit_callbacks(execute=True):
            assert down(clip, mo)

    def test_the_database_holds_one_open_takedown_a_clip(self, make_clip, mo):
        clip = make_clip()
        down(clip, mo)
        with pytest.raises(IntegrityError), transaction.atomic():
            Takedown.objects.create(
                clip=clip, cause="law", reason="x", state_before="published", at=clip.published_at
            )

    @pytest.mark.django_db(transaction=True)
    def test_of_many_at_once_one_does(self, make_clip, mo, news):
        clip = make_clip()
        calls = [lambda: down(Clip.objects.get(pk=clip.pk), mo)] * 4
        assert sorted(at_once(calls)) == [False, False, False, True]
        assert (Takedown.objects.count(), len(news)) == (1, 1)


class TestTwins:
    def test_the_same_pictures_in_another_size_go_and_come_back_with_it(self, make_clip, mo):
        clip, twin = make_clip(seed=99), make_clip(seed=99, width=640, height=360)
        other = make_clip(seed=98)
        assert down(clip, mo)
        states = {one.pk: one.state for one in Clip.objects.all()}
        assert states == {clip.pk: "taken_down", twin.pk: "taken_down", other.pk: "published"}
        assert put_back(clip, actor=mo, reason="A mistake.")
        assert set(Clip.objects.values_list("state", flat=True)) == {"published"}

    def test_one_that_was_down_for_its_own_sake_stays(self, make_clip, mo):
        clip, twin = make_clip(seed=99), make_clip(seed=99)
        Clip.objects.filter(pk=clip.pk).update(state=State.REVIEWING)
        down(twin, mo)
        Clip.objects.filter(pk=clip.pk).update(state=State.PUBLISHED)
        clip.refresh_from_db()
        down(clip, mo)
        put_back(clip, actor=mo, reason="Looked at.")
        assert Clip.objects.get(pk=twin.pk).state == State.TAKEN_DOWN


class TestPages:
    @pytest.mark.parametrize("interim", [True, False])
    def test_who_reads_what_where_it_was(self, client, make_clip, team, alice, charlie, mo, interim):
        clip = make_clip(team, title="Harbour at dawn")
        if interim:
            hide(clip, reason="It was reported.", cause="law")
        else:
            down(clip, mo)
        for user in (None, charlie, alice, mo):
            client.logout()
            if user:
                client.force_login(user)
            answer = client.get(clip.get_absolute_url())
            page = answer.content.decode()
            assert answer.status_code == (200 if user == mo else 410)
            assert ("Harbour at dawn" in page) == (user in (alice, mo))
            assert ("It shows a real person." in page) == (not interim and user in (alice, mo))
            if user != mo:
                assert answer["Cache-Control"] == "no-store"
                assert "noindex" in page
            assert (reverse("takedown-answer", args=[clip.pk]) in page) == (user == alice and not interim)
        assert "Choose a licence" not in page

    def test_a_private_or_exclusive_clip_is_told_to_its_own_account_alone(
        self, client, make_clip, team, alice, charlie, mo
    ):
        private, exclusive = make_clip(team, private=True), make_clip(team, state=State.WITHDRAWN, seed=8)
        for clip in (private, exclusive):
            down(clip, mo)
            client.force_login(charlie)
            assert client.get(clip.get_absolute_url()).status_code == 404
            assert client.get(f"/media/{clip.pk}/comp").status_code == 404
            client.force_login(alice)
            assert client.get(clip.get_absolute_url()).status_code == 410

    @pytest.mark.parametrize("kind", ["comp", "poster_jpeg"])
    def test_pictures_stop_and_are_kept_by_nobody(self, client, make_clip, mo, kind):
        clip = make_clip()
        address = f"/media/{clip.pk}/{kind}"
        before = client.get(address)
        assert before["Cache-Control"] == "public, max-age=50, must-revalidate"
        down(clip, mo)
        for headers in ({}, {"If-None-Match": before["ETag"]}, {"Range": "bytes=0-9"}):
            answer = client.get(address, headers=headers)
            assert (answer.status_code, answer["Cache-Control"], answer.content) == (410, "no-store", b"")
        client.force_login(mo)
        seen = client.get(address)
        assert (seen.status_code, seen["Cache-Control"]) == (200, "private, no-store")
        put_back(clip, actor=mo, reason="A mistake.")
        client.logout()
        assert client.get(address).status_code == 200

    def test_licensing_collecting_and_cards_are_not_there(self, client, make_clip, alice, team, mo):
        clip = make_clip()
        down(clip, mo)
        client.force_login(alice)
        for name in ("license", "license-cards", "collect"):
            assert client.get(reverse(name, args=[clip.pk])).status_code == 404

    def test_home_sitemap_and_link_previews_lose_it(self, client, make_clip, mo):
        clip = make_clip(title="Harbour at dawn")
        assert "Harbour at dawn" in client.get("/").content.decode()
        assert clip.slug in client.get("/sitemap-clips.xml").content.decode()
        etag = client.get("/")["ETag"]
        down(clip, mo)
        again = client.get("/", headers={"If-None-Match": etag})
        assert again.status_code == 200
        assert "Harbour at dawn" not in again.content.decode()
        assert clip.slug not in client.get("/sitemap-clips.xml").content.decode()
        assert "og:image" not in client.get(clip.get_absolute_url()).content.decode()

    def test_the_sitemap_is_kept_for_less_than_half_a_minute_each_here_and_between(self, client, settings):
        settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
        assert client.get("/sitemap-clips.xml")["Cache-Control"] == "max-age=25"

    def test_a_collection_says_that_it_is_no_longer_available(self, client, make_clip, team, alice, mo):
        clip, other = make_clip(title="Harbour at dawn"), make_clip(title="Blue waves", seed=8)
        mine = collecting.make(team, alice, "Spring")
        for one in (clip, other):
            collecting.put(mine, one)
        down(clip, mo)
        link = f"/c/{collecting.share(mine)}"
        for path, user in ((link, None), (mine.get_absolute_url(), alice), (link, mo)):
            client.logout()
            if user:
                client.force_login(user)
            page = client.get(path).content.decode()
            assert page.count("No longer available") == 1
            assert "Harbour at dawn" not in page
            assert "Blue waves" in page
            assert "can't be shown to you" not in page
        client.force_login(alice)
        rows = client.get(reverse("collection-export", args=[mine.pk, "json"])).json()["clips"]
        assert [row["clip"] for row in rows] == [other.pk]
        client.post(mine.get_absolute_url(), {"do": "take-out", "clip": clip.pk})
        assert Collection.objects.get().entries.count() == 1

    def test_no_saved_search_tells_of_it(self, make_clip, alice, team, mo, mailoutbox, monkeypatch):
        from catalog.search.changes import apply_changes

        saved.save(alice, "waves", {})
        clip = make_clip()
        IndexChange.objects.create(clip_id=clip.pk)
        apply_changes()
        monkeypatch.setattr(saved, "GRACE", saved.GRACE * 0)
        down(clip, mo)  # the index has not heard yet
        IndexChange.objects.all().delete()
        assert saved.tell_everybody() == 0
        assert mailoutbox == []
        assert SavedSearch.objects.get().mails


def test_reasons_are_cut_where_they_are_too_long(make_clip, mo):
    clip = make_clip()
    assert take_down(clip, actor=mo, reason="x" * 1_000)
    assert len(Takedown.objects.get().reason) == takedown.LONGEST_REASON
