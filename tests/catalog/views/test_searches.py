"""A user's own searches on their pages: kept, mailed, removed; never somebody else's."""

import pytest
from django.core.cache import cache
from django.test import Client

from catalog.models import Demand, RecentSearch, SavedSearch
from catalog.publishing import index_later
from catalog.saved import MOST, save, stop_token
from catalog.search.changes import apply_changes

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def own_index(settings, tmp_path):
    settings.INDEX_DIR = tmp_path / "index"
    cache.clear()


@pytest.fixture
def waves(make_clip):
    clip = make_clip(prompt="Golden waves at sunset")
    index_later(clip.pk)
    apply_changes()
    return clip


class TestSaving:
    def test_a_search_is_saved_from_its_results(self, client, alice, waves):
        client.force_login(alice)
        page = client.get("/?q=golden+waves&shape=16:9").content.decode()
        assert "Save this search" in page
        answer = client.post("/searches", {"q": "golden waves", "shape": "16:9"}, follow=True)
        kept = SavedSearch.objects.get()
        assert (kept.user_id, kept.words, kept.filters) == (alice.pk, "golden waves", {"shape": ["16:9"]})
        assert answer.request["QUERY_STRING"] == "q=golden+waves&shape=16%3A9"
        assert "come by mail" in answer.content.decode()

    def test_guests_are_asked_to_sign_in_and_keep_nothing(self, client, waves):
        assert "Save this search" not in client.get("/?q=golden+waves").content.decode()
        assert client.post("/searches", {"q": "golden waves"}).headers["Location"].startswith("/sign-in")
        assert not SavedSearch.objects.exists()

    def test_what_is_no_filter_is_left_aside(self, client, alice):
        client.force_login(alice)
        client.post("/searches", {"q": "waves", "account": "7", "csrfmiddlewaretoken": "x"})
        assert SavedSearch.objects.get().filters == {}

    def test_nothing_to_search_for_is_not_saved(self, client, alice):
        client.force_login(alice)
        answer = client.post("/searches", {"q": "   "}, follow=True)
        assert "Search for something first" in answer.content.decode()
        assert not SavedSearch.objects.exists()

    def test_too_many_say_so(self, client, alice):
        for n in range(MOST):
            save(alice, f"waves {n}", {})
        client.force_login(alice)
        assert "remove one first" in client.post("/searches", {"q": "goat"}, follow=True).content.decode()
        assert SavedSearch.objects.count() == MOST


class TestChanging:
    def test_mails_stop_and_start_and_the_search_goes(self, client, alice):
        kept = save(alice, "waves", {})
        client.force_login(alice)
        client.post(f"/searches/{kept.pk}", {"do": "silence"})
        assert SavedSearch.objects.get().mails is False
        client.post(f"/searches/{kept.pk}", {"do": "mail"})
        assert SavedSearch.objects.get().mails is True
        client.post(f"/searches/{kept.pk}", {"do": "remove"})
        assert not SavedSearch.objects.exists()

    def test_somebody_elses_is_not_there(self, client, alice, bob):
        kept = save(alice, "secret campaign", {})
        client.force_login(bob)
        assert client.post(f"/searches/{kept.pk}", {"do": "remove"}).status_code == 404
        assert "secret campaign" not in client.get("/searches").content.decode()
        assert SavedSearch.objects.filter(pk=kept.pk).exists()

    def test_an_unknown_wish_changes_nothing(self, client, alice):
        kept = save(alice, "waves", {})
        client.force_login(alice)
        assert client.post(f"/searches/{kept.pk}", {"do": "explode"}).status_code == 302
        assert SavedSearch.objects.get().mails is True


class TestStopping:
    def test_the_link_asks_first_and_stops_then_without_a_sign_in(self, client, alice):
        kept = save(alice, "waves", {})
        address = f"/searches/stop/{stop_token(kept)}"
        assert "Stop mails" in client.get(address).content.decode()
        assert SavedSearch.objects.get().mails is True
        assert "No more mails" in client.post(address).content.decode()
        assert SavedSearch.objects.get().mails is False
        assert client.post(address).status_code == 200

    def test_mail_programs_may_post_it(self, alice):
        address = f"/searches/stop/{stop_token(save(alice, 'waves', {}))}"
        strict = Client(enforce_csrf_checks=True)
        assert strict.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
        assert SavedSearch.objects.get().mails is False

    def test_an_altered_link_stops_nothing(self, client, alice):
        kept = save(alice, "waves", {})
        assert client.post(f"/searches/stop/{stop_token(kept)}x").status_code == 404
        assert SavedSearch.objects.get().mails is True


class TestTyping:
    def test_what_was_typed_is_offered_again_to_its_user_alone(self, client, alice, bob, waves):
        client.force_login(alice)
        client.get("/?q=golden+goats")
        assert "golden goats" in client.get("/suggest?q=gol").content.decode()
        client.force_login(bob)
        assert "goats" not in client.get("/suggest?q=gol").content.decode()

    def test_recent_searches_can_be_forgotten(self, client, alice, bob):
        RecentSearch.objects.create(user=bob, words="bob's", at="2026-01-01T00:00Z")
        client.force_login(alice)
        client.get("/?q=golden+goats")
        client.post("/searches/recent")
        assert list(RecentSearch.objects.values_list("words", flat=True)) == ["bob's"]

    def test_forgetting_needs_a_post(self, client, alice):
        client.force_login(alice)
        client.get("/?q=golden+goats")
        assert client.get("/searches/recent").status_code == 405
        assert RecentSearch.objects.count() == 1


class TestDemand:
    def test_a_search_that_finds_nothing_close_is_counted(self, client, waves):
        client.get("/?q=purple+submarine")
        assert Demand.objects.get().words == "purple submarine"

    def test_a_search_that_finds_it_is_not(self, client, waves):
        client.get("/?q=golden+waves+at+sunset")
        assert not Demand.objects.exists()

    def test_filters_and_later_pages_say_nothing_about_demand(self, client, waves):
        client.get("/?q=purple+submarine&shape=9:16")
        client.get("/?q=purple+submarine&cursor=abc")
        assert not Demand.objects.exists()

    def test_without_an_index_nothing_is_counted(self, client, waves, settings, tmp_path):
        settings.INDEX_DIR = tmp_path / "none"
        client.get("/?q=purple+submarine")
        assert not Demand.objects.exists()
