"""What the search field offers: in groups, to whom it belongs, whatever is typed."""

import re

import pytest
from django.core.cache import cache

from catalog.publishing import index_later
from catalog.saved import remember
from catalog.search.changes import apply_changes, rebuild

pytestmark = pytest.mark.database


@pytest.fixture(autouse=True)
def own_index(settings, tmp_path):
    settings.INDEX_DIR = tmp_path / "index"
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def offers(client):
    """`offers("gold")`: the groups as {heading: [(words, address)]}."""

    def ask(typed):
        answer = client.get("/suggest", {"q": typed})
        assert answer.status_code == 200
        groups = re.split(r'<div role="group" aria-label="([^"]+)">', answer.content.decode())[1:]
        return {
            heading: [
                (re.sub(r" ?<[^>]+>", " ", words).strip(), address)
                for address, words in re.findall(r'href="([^"]+)">(.*?)</a>', lines)
            ]
            for heading, lines in zip(groups[::2], groups[1::2], strict=True)
        }

    return ask


@pytest.fixture
def indexed(make_clip):
    def make(**fields):
        clip = make_clip(**fields)
        index_later(clip.pk)
        apply_changes()
        return clip

    return make


def test_a_clip_is_offered_by_the_beginning_of_its_title(offers, indexed):
    clip = indexed()
    assert (clip.title, "/?q=Golden+waves+at+sunset") in offers("gold")["From clips"]


def test_one_letter_is_enough(offers, indexed):
    indexed()
    assert offers("g")


def test_nothing_typed_nothing_offered(offers, indexed, client, alice):
    indexed()
    client.force_login(alice)
    remember(alice, "golden")
    assert offers("") == offers("   ") == {}


def test_a_value_of_a_facet_leads_to_the_clips_that_have_it(offers, indexed, client):
    indexed(prompt="Golden waves at sunset")
    [(words, address)] = [one for one in offers("suns")["Categories"] if "time=" in one[1]]
    assert words == "Sunset light"
    assert "1 clip" in client.get(address).content.decode()


def test_a_category_is_offered_by_any_of_its_words(offers, db):
    assert offers("waves")["Categories"][0] == ("Ocean and waves", "/?q=ocean+waves")


def test_ones_own_searches_come_first_and_are_nobody_elses(offers, client, alice, bob):
    remember(alice, "oceanic drones")
    assert "Your searches" not in offers("ocean")
    client.force_login(bob)
    assert "Your searches" not in offers("ocean")
    client.force_login(alice)
    found = offers("ocean")
    assert next(iter(found)) == "Your searches"
    assert found["Your searches"] == [("oceanic drones", "/?q=oceanic+drones")]


def test_a_private_clip_adds_no_title_and_no_category_for_strangers(offers, indexed, client, team, alice):
    indexed(account=team, private=True, prompt="Volcano at night", title="Volcano of ours")
    assert offers("volc") == {}
    client.force_login(alice)
    assert "Volcano of ours" in dict(offers("volc")["From clips"])
    client.logout()
    assert offers("volc") == {}


def test_what_is_typed_is_only_text(client, make_user):
    user = make_user("Eve")
    remember(user, "<script>alert(1)</script>")
    client.force_login(user)
    page = client.get("/suggest", {"q": "<script"}).content.decode()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize("typed", ["a" * 10_000, '"', "\\", "(*", "\x00", "\u202eabc", "🎈", "-", "%", "_"])
def test_whatever_is_typed_gets_an_answer(client, indexed, typed):
    indexed()
    assert client.get("/suggest", {"q": typed}).status_code == 200


def test_the_catalogue_is_counted_once_a_minute_not_for_every_letter(offers, indexed):
    indexed(prompt="Golden waves at sunset")
    offers("s")
    indexed(prompt="Snow falling at dawn")
    assert not any("dawn" in address for _, address in offers("dawn").get("Categories", []))
    cache.clear()
    assert any("dawn" in address for _, address in offers("dawn")["Categories"])


def test_without_an_index_what_is_known_is_offered_and_not_kept(offers, make_clip):
    make_clip(prompt="Golden waves at sunset")
    assert offers("ocean") == {"Categories": [("Ocean and waves", "/?q=ocean+waves")]}
    rebuild()
    assert any("time=" in address for _, address in offers("sunset")["Categories"])
