"""Collections: an account's own, shown to others by a link alone, and never more than they may see."""

import csv
import io
import re

import pytest

from catalog import collecting
from catalog.models import Clip, CollectedClip, Collection

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture
def ada(make_account, alice):
    """Alice's account."""
    return make_account("Ada", users=[alice])


@pytest.fixture
def spring(ada, alice, make_clip):
    """A collection with two public clips and one private one."""
    found = collecting.make(ada, alice, "Spring deck")
    for fields in ({"title": "Golden waves"}, {"title": "City lights"}, {"title": "Secret", "private": True}):
        collecting.put(found, make_clip(account=ada, **fields))
    return found


def titles(answer):
    return re.findall(r'class="name"[^>]*>([^<]+)<', answer.content.decode())


class TestMaking:
    def test_from_a_clips_page_into_a_new_one(self, client, alice, ada, make_clip):
        clip = make_clip()
        client.force_login(alice)
        assert f"/clips/{clip.pk}/collect" in client.get(clip.get_absolute_url()).content.decode()
        answer = client.post(f"/clips/{clip.pk}/collect", {"name": "  Spring   deck "}, follow=True)
        assert "Added to “Spring deck”" in answer.content.decode()
        assert titles(answer) == [clip.title]

    def test_into_one_that_is_there_and_only_once(self, client, alice, spring, make_clip):
        clip = make_clip()
        client.force_login(alice)
        for _ in range(2):
            answer = client.post(f"/clips/{clip.pk}/collect", {"collection": spring.pk}, follow=True)
        assert "already" in answer.content.decode()
        assert CollectedClip.objects.filter(clip=clip).count() == 1

    def test_a_name_is_there_once(self, client, alice, spring):
        client.force_login(alice)
        client.post("/collections", {"name": "Spring deck"})
        assert Collection.objects.count() == 1

    @pytest.mark.parametrize("name", ["", "   ", "x" * 121])
    def test_a_name_that_is_none_is_told_so(self, client, alice, ada, name):
        client.force_login(alice)
        page = client.post("/collections", {"name": name}, follow=True).content.decode()
        assert "name" in page
        assert not Collection.objects.exists()

    def test_full_is_said(self, client, alice, spring, make_clip, monkeypatch):
        monkeypatch.setattr(collecting, "MOST_CLIPS", 3)
        monkeypatch.setattr(collecting, "MOST", 1)
        client.force_login(alice)
        clip = make_clip()
        page = client.post(
            f"/clips/{clip.pk}/collect", {"collection": spring.pk}, follow=True
        ).content.decode()
        assert "3 clips already" in page
        page = client.post(f"/clips/{clip.pk}/collect", {"name": "Another"}, follow=True).content.decode()
        assert "1 collections already" in page
        assert spring.entries.count() == 3

    def test_clips_that_one_may_not_see_cannot_be_collected(self, client, bob, make_account, make_clip):
        make_account("Bob", users=[bob])
        hidden = make_clip(private=True)
        client.force_login(bob)
        assert client.post(f"/clips/{hidden.pk}/collect", {"name": "Mine"}).status_code == 404
        assert not Collection.objects.exists()


class TestOwning:
    @pytest.mark.parametrize("number", ["", "x", "9" * 30, "-1"])
    def test_odd_numbers_break_nothing(self, client, alice, spring, make_clip, number):
        client.force_login(alice)
        answer = client.post(f"/clips/{make_clip().pk}/collect", {"collection": number})
        assert answer.status_code in (302, 404)
        assert client.post(spring.get_absolute_url(), {"do": "take-out", "clip": number}).status_code == 302
        assert spring.entries.count() == 3

    def test_strangers_and_guests_find_nothing(self, client, bob, make_account, spring, make_clip):
        make_account("Bob", users=[bob])
        assert client.get(spring.get_absolute_url()).headers["Location"].startswith("/sign-in")
        client.force_login(bob)
        assert client.get(spring.get_absolute_url()).status_code == 404
        assert client.get(f"/collections/{spring.pk}/collection.csv").status_code == 404
        assert client.post(spring.get_absolute_url(), {"do": "remove"}).status_code == 404
        assert client.post(f"/clips/{make_clip().pk}/collect", {"collection": spring.pk}).status_code == 404
        assert "Spring deck" not in client.get("/collections").content.decode()
        assert spring.entries.count() == 3

    def test_colleagues_share_their_accounts(self, client, bob, ada, spring):
        ada.memberships.create(user=bob)
        client.force_login(bob)
        assert client.get(spring.get_absolute_url()).status_code == 200

    def test_a_clip_is_taken_out_and_a_collection_removed_and_the_clips_stay(self, client, alice, spring):
        clip = spring.clips.first()
        client.force_login(alice)
        client.post(spring.get_absolute_url(), {"do": "take-out", "clip": clip.pk})
        assert spring.entries.count() == 2
        client.post(spring.get_absolute_url(), {"do": "remove"})
        assert not Collection.objects.exists()
        assert Clip.objects.count() == 3

    def test_many_clips_cost_no_more_queries(
        self, client, alice, ada, spring, make_clip, django_assert_max_num_queries
    ):
        for _ in range(9):
            collecting.put(spring, make_clip())
        client.force_login(alice)
        with django_assert_max_num_queries(12):
            client.get(spring.get_absolute_url())


class TestSharing:
    def test_the_link_shows_what_everybody_may_see(self, client, alice, spring):
        client.force_login(alice)
        client.post(spring.get_absolute_url(), {"do": "share"})
        spring.refresh_from_db()
        client.logout()
        answer = client.get(f"/c/{spring.token}")
        assert titles(answer) == ["Golden waves", "City lights"]
        assert "1 clip of it can't be shown" in " ".join(answer.content.decode().split()).replace(
            "&#x27;", "'"
        )
        assert answer["X-Robots-Tag"] == "noindex"

    def test_its_own_people_see_all_of_it_there(self, client, alice, spring):
        token = collecting.share(spring)
        client.force_login(alice)
        assert len(titles(client.get(f"/c/{token}"))) == 3

    def test_unshared_there_is_no_link_and_a_guess_finds_nothing(self, client, spring):
        for guess in ("", "None", "x", str(spring.pk)):
            assert client.get(f"/c/{guess}").status_code == 404

    def test_a_link_that_was_stopped_leads_nowhere_and_the_next_is_another(self, client, alice, spring):
        first = collecting.share(spring)
        assert collecting.share(spring) == first
        client.force_login(alice)
        client.post(spring.get_absolute_url(), {"do": "stop"})
        assert client.get(f"/c/{first}").status_code == 404
        spring.refresh_from_db()
        assert collecting.share(spring) != first

    def test_the_link_changes_nothing(self, client, spring):
        token = collecting.share(spring)
        assert client.post(f"/c/{token}", {"do": "remove"}).status_code == 405
        assert Collection.objects.exists()


class TestExport:
    def test_a_list_with_credits_in_both_forms(self, client, alice, spring, settings):
        settings.SITE_URL = "https://clips.example.com"
        client.force_login(alice)
        sheet = list(
            csv.DictReader(
                io.StringIO(client.get(f"/collections/{spring.pk}/collection.csv").content.decode())
            )
        )
        plain = client.get(f"/collections/{spring.pk}/collection.json").json()
        assert [row["title"] for row in sheet] == ["Golden waves", "City lights", "Secret"]
        assert plain["collection"] == "Spring deck"
        assert plain["clips"][0]["credit"] == "Golden waves · Computer-generated · Oddreel"
        assert sheet[0]["address"].startswith("https://clips.example.com/clips/")

    def test_a_title_that_a_spreadsheet_would_run_stays_a_title(self, client, alice, spring, make_clip):
        collecting.put(spring, make_clip(title="=cmd()"))
        client.force_login(alice)
        assert "'=cmd()" in client.get(f"/collections/{spring.pk}/collection.csv").content.decode()
