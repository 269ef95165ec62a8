"""What search engines and link previews get to see: public clips, and of them what is public."""

import json
import re
from xml.etree import ElementTree

import pytest

from catalog.models import Clip
from catalog.sitemaps import Clips

pytestmark = [pytest.mark.database, pytest.mark.django_db]
NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


@pytest.fixture(autouse=True)
def own_place(settings, tmp_path):
    settings.INDEX_DIR = tmp_path / "index"
    settings.SITE_URL = "https://clips.example.com"
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}


def linked_data(client, clip):
    page = client.get(clip.get_absolute_url()).content.decode()
    [found] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    return json.loads(found)


def addresses(client, path):
    answer = client.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/xml")
    return [one.text for one in ElementTree.fromstring(answer.content).iterfind(".//s:loc", NAMES)]


class TestLinkedData:
    def test_it_names_the_clip_its_files_and_where_to_license_it(self, client, make_clip):
        clip = make_clip(duration_ms=4_500, tags=["ocean", "sunset"])
        said = linked_data(client, clip)
        assert said["@type"] == "VideoObject"
        assert said["url"] == f"https://clips.example.com{clip.get_absolute_url()}"
        assert said["duration"] == "PT4.5S"
        assert said["license"] == "https://clips.example.com/licences/terms"
        assert said["acquireLicensePage"] == f"https://clips.example.com/clips/{clip.pk}/license"
        assert said["thumbnailUrl"][0].startswith(f"https://clips.example.com/media/{clip.pk}/poster_jpeg")
        assert said["contentUrl"].startswith(f"https://clips.example.com/media/{clip.pk}/comp")
        assert said["uploadDate"] == clip.published_at.isoformat()
        assert said["digitalSourceType"].endswith("/algorithmicMedia")
        assert said["keywords"] == "ocean, sunset"

    def test_its_addresses_answer(self, client, make_clip):
        said = linked_data(client, make_clip())
        for address in (said["thumbnailUrl"][0], said["contentUrl"], said["license"]):
            assert client.get(address.removeprefix("https://clips.example.com")).status_code == 200

    def test_a_title_cannot_break_out_of_it(self, client, make_clip):
        title = "</script><script>alert(1)</script> & more"
        clip = make_clip(title=title)
        assert linked_data(client, clip)["name"] == title
        assert "<script>alert" not in client.get(clip.get_absolute_url()).content.decode()

    def test_a_prompt_kept_by_its_account_is_not_in_it(self, client, make_clip):
        clip = make_clip(title="Golden waves", prompt="our secret campaign in May", prompt_public=False)
        assert "secret" not in client.get(clip.get_absolute_url()).content.decode()
        assert linked_data(client, clip)["description"] == "Golden waves"

    def test_a_private_clip_has_none_even_for_its_own(self, client, make_clip, make_account, alice):
        clip = make_clip(account=make_account("Ada", users=[alice]), private=True)
        client.force_login(alice)
        page = client.get(clip.get_absolute_url()).content.decode()
        assert "ld+json" not in page
        assert "noindex" in page


class TestSitemap:
    def test_it_lists_public_clips_alone(self, client, make_clip):
        public = make_clip()
        make_clip(private=True)
        make_clip(state=Clip.State.WITHDRAWN)
        make_clip(state=Clip.State.REVIEWING)
        assert addresses(client, "/sitemap-clips.xml") == [
            f"https://clips.example.com{public.get_absolute_url()}"
        ]

    def test_the_index_names_every_page_of_it(self, client, make_clip, monkeypatch):
        monkeypatch.setattr(Clips, "limit", 2)
        for _ in range(5):
            make_clip()
        pages = [re.sub(r"^https?://[^/]+", "", one) for one in addresses(client, "/sitemap.xml")]
        assert len(pages) == 3
        listed = [one for page in pages for one in addresses(client, page)]
        assert len(set(listed)) == 5

    def test_an_empty_catalogue_has_an_empty_one(self, client):
        assert addresses(client, "/sitemap-clips.xml") == []
        assert client.get("/sitemap.xml").status_code == 200

    def test_a_page_that_is_not_there(self, client):
        assert client.get("/sitemap-clips.xml?p=99").status_code == 404
        assert client.get("/sitemap-people.xml").status_code == 404

    def test_many_clips_cost_no_more_queries(self, client, make_clip, django_assert_num_queries):
        for _ in range(6):
            make_clip()
        with django_assert_num_queries(2):
            client.get("/sitemap-clips.xml")


def test_robots_are_kept_from_what_is_somebodys_own(client):
    answer = client.get("/robots.txt")
    assert answer["Content-Type"].startswith("text/plain")
    text = answer.content.decode()
    assert "Disallow: /library" in text
    assert "Disallow: /clips" not in text
    assert "Sitemap: https://clips.example.com/sitemap.xml" in text
