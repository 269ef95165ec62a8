"""Home, search and a clip's page: what is shown to whom, in how many queries."""

import re

import pytest

from catalog.publishing import index_later, withdraw
from catalog.search.changes import apply_changes

pytestmark = pytest.mark.database


@pytest.fixture(autouse=True)
def own_index(settings, tmp_path):
    settings.INDEX_DIR = tmp_path / "index"


@pytest.fixture
def indexed(make_clip):
    """Makes clips that search finds."""

    def make(count=1, **fields):
        clips = [make_clip(**fields) for _ in range(count)]
        for clip in clips:
            index_later(clip.pk)
        apply_changes()
        return clips

    return make


def test_home_shows_fresh_clips_and_the_offer_to_make_one(client, indexed):
    [clip] = indexed()
    page = client.get("/").content.decode()
    assert clip.title in page
    assert "Not here yet? Make it." in page


@pytest.mark.parametrize("address", ["/", "/?q=golden+waves"])
def test_queries_do_not_grow_with_the_clips(
    client, indexed, make_account, django_assert_max_num_queries, address
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    account = make_account("Maker")
    indexed(3, account=account)
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    indexed(9, account=account)
    client.get(address)
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(few) <= 8


def test_a_search_finds_by_words_and_keeps_the_offer(client, indexed):
    [waves] = indexed(prompt="Golden waves at sunset")
    [lights] = indexed(prompt="Blue bokeh lights at night")
    page = client.get("/?q=golden+waves").content.decode()
    assert page.index(waves.title) < page.index(lights.title) if lights.title in page else waves.title in page
    assert "Not quite? Make it." in page


def test_nothing_found_carries_the_words_to_make(client, db):
    page = client.get("/?q=submarine+volcano").content.decode()
    assert "Nothing in the catalogue shows this yet" in page
    assert "/make?prompt=submarine" in page


def test_filters_narrow_and_can_be_taken_away(client, indexed):
    indexed(prompt="Golden waves at sunset", loops=True)
    indexed(prompt="Silver waves at noon")
    page = client.get("/?q=waves&loop=yes").content.decode()
    assert "Golden waves at sunset" in page
    assert "Silver waves at noon" not in page
    assert 'aria-label="Remove the filter' in page


@pytest.mark.parametrize(
    "address",
    [
        "/?q=%22%22%22+-+AND+NOT+%28",
        "/?cursor=garbage&q=waves",
        "/?sort=strangest&q=waves",
        "/?q=" + "x" * 3_000,
    ],
)
def test_whatever_is_typed_gets_a_page(client, indexed, address):
    indexed()
    assert client.get(address).status_code == 200


def test_html_in_a_query_is_only_text(client, db):
    assert "<script>alert" not in client.get("/?q=<script>alert(1)</script>").content.decode()


def test_a_private_clip_is_found_by_its_account_alone(client, indexed, team, alice, charlie):
    [clip] = indexed(account=team, private=True, prompt="Secret golden waves")
    address = clip.get_absolute_url()
    for viewer, seen in ((None, False), (charlie, False), (alice, True)):
        client.logout()
        if viewer:
            client.force_login(viewer)
        assert ("Secret golden waves" in client.get("/?q=golden+waves").content.decode()) is seen
        assert client.get(address).status_code == (200 if seen else 404)
        assert "Secret" not in client.get("/").content.decode()


def test_a_withdrawn_clip_is_found_no_more(client, indexed):
    [clip] = indexed()
    withdraw(clip)
    apply_changes()
    assert clip.title not in client.get("/?q=golden+waves").content.decode()
    assert client.get(clip.get_absolute_url()).status_code == 404


def test_an_old_title_leads_to_the_proper_address(client, indexed):
    [clip] = indexed()
    answer = client.get(f"/clips/{clip.pk}-something-else")
    assert answer.status_code == 301
    assert answer["Location"] == clip.get_absolute_url()


def test_a_clip_says_what_it_shows_how_it_was_made_and_how_well(client, make_clip):
    quality = {"numbers": {}, "findings": [{"measure": "flicker", "severity": "good", "words": "no flicker"}]}
    clip = make_clip(missing=["sunset"], quality=quality)
    page = client.get(clip.get_absolute_url()).content.decode()
    assert "Asked for and not shown: sunset" in page
    assert "Computer-generated" in page
    assert "no flicker" in page
    assert 'property="og:image"' in page


def test_a_prompt_that_is_not_public_is_shown_to_its_account_alone(client, make_clip, team, alice):
    clip = make_clip(team, prompt="A hidden prompt", title="Waves", prompt_public=False)
    assert "A hidden prompt" not in client.get(clip.get_absolute_url()).content.decode()
    client.force_login(alice)
    assert "A hidden prompt" in client.get(clip.get_absolute_url()).content.decode()


class TestColour:
    @pytest.fixture
    def two(self, indexed):
        [warm] = indexed(prompt="Golden waves at sunset", title="Warm", palette=["#e07b28", "#c0392b"])
        [cold] = indexed(prompt="Blue particle waves", title="Cold", palette=["#2f6fb7"])
        return warm, cold

    def test_any_colour_may_be_typed_among_the_filters(self, client, two):
        page = client.get("/?q=waves&colour=306eb6").content.decode()
        assert '<input name="colour" value="306eb6"' in page
        assert 'aria-label="Remove the filter #306eb6"' in page

    @pytest.mark.parametrize("typed", ["2f6fb7", "%232F6FB7", "306eb6"])
    def test_a_colour_leaves_the_clips_that_show_it(self, client, two, typed):
        page = client.get(f"/?colour={typed}").content.decode()
        assert "Cold" in page
        assert "Warm" not in page

    def test_it_combines_with_words_and_can_be_taken_away(self, client, two):
        page = client.get("/?q=waves&colour=e07b28").content.decode()
        assert "Warm" in page
        assert "Cold" not in page
        assert 'aria-label="Remove the filter #e07b28"' in page
        assert 'href="/?q=waves"' in page

    @pytest.mark.parametrize("typed", ["", "red", "12345", "#gggggg", "e07b28e07b28", "💥"])
    def test_what_is_no_colour_is_left_aside(self, client, two, typed):
        answer = client.get("/", {"q": "waves", "colour": typed})
        assert answer.status_code == 200
        assert "Warm" in answer.content.decode()

    def test_sorting_keeps_the_filters(self, client, two):
        page = client.get("/?q=waves&shape=16:9&colour=e07b28").content.decode()
        assert 'href="/?q=waves&amp;shape=16%3A9&amp;colour=e07b28&amp;sort=newest"' in page

    def test_a_search_is_saved_with_its_colour(self, client, two, alice):
        from catalog.models import SavedSearch

        client.force_login(alice)
        client.post("/searches", {"q": "waves", "colour": "#e07b28"})
        assert SavedSearch.objects.get().colour == "#e07b28"
        assert SavedSearch.objects.get().address == "/?q=waves&colour=e07b28"


def test_words_that_no_clip_has_are_named(client, indexed):
    indexed(prompt="Golden waves at sunset")
    page = client.get("/?q=golden+zeppelin").content.decode()
    assert "No clip has “zeppelin”." in page
    assert "No clip has" not in client.get("/?q=golden").content.decode()


def test_a_mended_slip_keeps_the_filters(client, indexed):
    indexed(prompt="Golden waves at sunset", loops=True)
    page = client.get("/?q=golden+wavws&loop=yes").content.decode()
    assert 'Did you mean <a href="/?q=golden+waves&amp;loop=yes">' in page


def test_posters_in_the_first_row_come_at_once_and_those_below_when_near(client, indexed):
    indexed(6)
    posters = re.findall(
        r'<img [^>]*width="1280" height="720" loading="(\w+)"', client.get("/").content.decode()
    )
    assert posters == ["eager"] * 4 + ["lazy"] * 2


def test_a_tile_leads_to_putting_its_clip_into_a_collection(client, indexed, alice, team):
    [clip] = indexed()
    assert f'href="/clips/{clip.pk}/collect"' in client.get("/?q=golden").content.decode()
    client.force_login(alice)
    assert f'href="/clips/{clip.pk}/collect"' not in client.get(f"/clips/{clip.pk}/collect").content.decode()

    def test_swatches_are_the_colours_that_the_clips_found_have(self, client, two):
        page = client.get("/?q=waves").content.decode()
        assert 'aria-label="Orange, 1 clip"' in page
        assert 'aria-label="Blue, 1 clip"' in page
        assert "is-green" not in page
        chosen = client.get("/?q=waves&palette=orange").content.decode()
        assert "Warm" in chosen
        assert "Cold" not in chosen
        assert '<input type="hidden" name="palette" value="orange">' in chosen
        assert 'aria-label="Remove the filter Orange"' in chosen
