"""A match is used from the Make page, and pressing Enter never licenses anything."""

import re

import pytest

from billing.models import Licence
from catalog.publishing import index_later
from catalog.search.changes import apply_changes
from generation.models import MatchChoice, RenderRequest, Take

pytestmark = pytest.mark.browser

PROMPT = "golden waves at sunset"
FORM = "/make?prompt=golden+waves+at+sunset&duration=5&resolution=720p"


@pytest.fixture
def in_catalogue(visit, make_clip, settings, tmp_path):
    settings.INDEX_DIR = tmp_path / "index"

    def put(prompt=PROMPT):
        clip = make_clip(prompt=prompt)
        index_later(clip.pk)
        apply_changes()
        return clip

    return put


def test_a_match_is_used_with_one_press(visit, in_catalogue):
    clip = in_catalogue("golden waves at dusk")
    me = visit()
    me.sign_in()
    me.open(FORM)
    assert "dusk, you asked for sunset" in me.page.inner_text(".have")
    me.page.click("text=Use this")
    me.page.wait_for_url(re.compile(r"/licences/"))
    assert Licence.objects.get().clip == clip
    assert MatchChoice.objects.get().taken
    assert not RenderRequest.objects.exists()
    assert me.complaints == []


def test_enter_in_a_field_asks_for_a_clip_and_licenses_none(visit, in_catalogue):
    in_catalogue("golden waves at dusk")
    me = visit()
    me.sign_in()
    me.open(FORM)
    me.page.press("#duration", "Enter")
    me.page.wait_for_url(re.compile(r"/requests/\d+$"))
    assert not Licence.objects.exists()
    assert not MatchChoice.objects.get().taken


def test_who_is_shown_the_very_clip_may_insist(visit, in_catalogue):
    me = visit()
    me.sign_in()
    me.open(FORM)
    me.page.click(".bar button.primary")
    me.page.wait_for_url(re.compile(r"/requests/\d+$"))
    clip = in_catalogue()
    Take.objects.update(clip=clip)
    RenderRequest.objects.get().job.__class__.objects.update(state="done")
    me.open(FORM)
    me.page.click(".bar button.primary")
    assert "This very clip has been made" in me.page.inner_text("main")
    me.page.check("input[name=insist]")
    me.page.click(".bar button.primary")
    me.page.wait_for_url(re.compile(r"/requests/\d+$"))
    assert RenderRequest.objects.count() == 2
