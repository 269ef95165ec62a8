"""Choosing an engine in Chromium: what it offers, what lies nearest, what it is told, and what follows from a clip."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from catalog.models import Account, Clip
from generation.jobs.claim import claim
from generation.jobs.run import run
from generation.models import RenderRequest
from generation.requests.ask import Ask
from generation.requests.submit import submit
from tests.generation import pretending
from tests.generation.pretending import PICTURE, model

pytestmark = pytest.mark.browser

WINDOWS = [("light", 1440, 900), ("dark", 360, 740)]


@pytest.fixture
def models(monkeypatch, visit):
    pretending.offer(
        monkeypatch,
        model("wan", best=True),
        model("big", PICTURE, plan="pro", credits=3),
        model("quick", preset="fast", fast=True),
    )
    yield
    pretending.offer_none()


@pytest.fixture
def clip(models, media, settings, tmp_path):
    """A clip of the marketer's that a model made, whose frames are kept."""
    settings.CHECKPOINT_DIR = tmp_path
    account = Account.objects.get(name="Marketer")
    ask = Ask("A red balloon over a town", duration_ms=2_000, resolution="360p", engine="big", look="drone")
    run(claim(submit(account, account.users.get(), ask, "one", hint=False).job_id))
    return Clip.objects.get()


def serious(page):
    found = Axe().run(page).response["violations"]
    return [
        (one["id"], [node["html"][:160] for node in one["nodes"]])
        for one in found
        if one["impact"] in ("serious", "critical")
    ]


def say(me, prompt):
    me.page.fill("#prompt", prompt)
    me.page.wait_for_selector("#reading .echo")


def choose(me, name, value):
    me.page.focus(f"input[name={name}][value='{value}']")
    me.page.keyboard.press("Space")


def test_an_engine_is_chosen_an_offer_taken_and_the_clip_asked_for(visit, models):
    me = visit()
    me.sign_in()
    me.open("/make")
    say(me, "a red balloon over a town")
    assert me.page.is_checked("#engine-best")
    assert "Wan 2.1 1.3B · checked, allowed" in me.page.inner_text("#reading-key")
    choose(me, "engine", "studio")
    me.page.wait_for_selector("#reading-key :text('Studio engine')")
    choose(me, "resolution", "1080p")
    choose(me, "engine", "wan")
    me.page.wait_for_selector("#reading .note.error :text('up to 720p')")
    assert me.page.is_disabled(".bar button.primary")
    assert me.page.is_disabled("input[name=resolution][value='1440p']")
    me.page.click("text=Use 720p")
    me.page.wait_for_selector("#reading .note.error", state="detached")
    assert me.page.is_checked("input[name=resolution][value='720p']")
    assert (
        me.page.evaluate("document.activeElement.value") == "720p"
    )  # the offer went away; the focus did not get lost
    choose(me, "look", "drone")
    me.page.wait_for_selector(".added ins:text('Seen from a drone.')")
    me.page.click(".bar button.primary")
    me.page.wait_for_url(re.compile(r"/requests/\d+$"))
    ask = RenderRequest.objects.get().ask
    assert (ask["engine"], ask["resolution"], ask["look"]) == ("wan", "720p", "drone")
    me.page.click("text=What the model is told")
    assert "a red balloon over a town Seen from a drone." in me.page.inner_text(".told-words")
    assert me.complaints == []


def test_the_keyboard_walks_through_the_engines_and_keeps_its_place(visit, models):
    me = visit()
    me.open("/make?prompt=a+red+balloon")
    me.page.focus("#engine-best")
    me.page.keyboard.press("ArrowDown")  # fast
    with me.page.expect_response(re.compile("/make/reading")):
        me.page.keyboard.press("ArrowDown")
    me.page.wait_for_function("document.activeElement.id === 'engine-wan'")
    me.page.wait_for_selector("#engine-wan:checked")
    assert me.complaints == []


def test_a_loop_that_is_said_stays_left_out_once_it_is(visit, models):
    me = visit()
    me.open("/make")
    say(me, "a red balloon, seamless loop")
    me.page.click("text=Don't loop it")
    me.page.wait_for_selector("text=can't make a loop: leave it out", state="detached")
    say(me, "a red balloon over a town, seamless loop")
    me.page.wait_for_selector("#reading .echo :text('town')")
    assert not me.page.is_checked("input[name=loop]")


def test_another_engine_than_a_plan_has_is_closed(visit, models, settings):
    settings.DEFAULT_PLAN = "free"
    me = visit()
    me.sign_in()
    me.open("/make")
    assert me.page.is_disabled("#engine-big")
    assert "with the Pro plan" in me.page.inner_text("label:has(#engine-big)")


@pytest.mark.render
def test_a_clip_is_extended_from_its_page(visit, clip):
    me = visit()
    me.sign_in()
    me.open(clip.get_absolute_url())
    me.page.click("details.told summary")
    assert "16 bit (bf16)" in me.page.inner_text(".told")
    me.page.click("text=Extend it")
    assert "What happens next?" in me.page.inner_text("h1")
    assert me.page.input_value("#prompt") == "A red balloon over a town"
    assert me.page.is_disabled("#engine-wan")
    say(me, "The balloon bursts")
    me.page.click(".bar button.primary")
    me.page.wait_for_url(re.compile(r"/requests/\d+$"))
    request = RenderRequest.objects.latest("pk")
    assert (request.ask["source"], request.ask["follows"], request.ask["engine"]) == (
        clip.pk,
        "extend",
        "big",
    )
    run(claim(request.job_id))
    me.page.click("text=Open its page")
    me.page.click(f"text=clip {clip.pk}, A red balloon over a town")
    me.page.wait_for_url(f"**{clip.get_absolute_url()}")
    assert me.complaints == []


@pytest.mark.render
def test_what_is_followed_can_be_taken_out_again(visit, clip):
    me = visit()
    me.sign_in()
    me.open(f"/make?source={clip.pk}&follows=variation")
    assert "A variation of A red balloon over a town" in me.page.inner_text(".followed")
    me.page.click("text=Remove")
    me.page.wait_for_selector("#engine-wan:enabled")
    assert me.page.locator("input[name=source]").count() == 0
    me.page.click(".bar button.primary")
    me.page.wait_for_url(re.compile(r"/requests/\d+$"))
    assert RenderRequest.objects.latest("pk").ask["source"] is None


def test_without_javascript_an_engines_choices_are_shown_and_an_offer_taken(visit, models):
    me = visit(java_script_enabled=False)
    me.sign_in()
    me.open("/make?prompt=a+red+balloon&engine=studio&resolution=1080p")
    me.page.check("input[name=engine][value='wan']", force=True)
    me.page.click("button[name=look_again]")
    assert "Wan 2.1 1.3B makes pictures up to 720p." in me.page.inner_text("main")
    me.page.click("text=Use 720p")
    assert me.page.is_checked("input[name=engine][value='wan']")
    me.page.click(".bar button.primary")
    assert "/requests/" in me.page.url
    assert RenderRequest.objects.get().ask["engine"] == "wan"


@pytest.mark.render
@pytest.mark.parametrize(("scheme", "width", "height"), WINDOWS)
def test_every_page_of_it_is_accessible_and_fits(visit, clip, scheme, width, height):
    from catalog.search.changes import apply_changes

    apply_changes()
    me = visit(scheme, width, height)
    me.sign_in()
    paths = [
        "/make?prompt=a+red+balloon",
        "/make?prompt=a+red+balloon,+seamless+loop&engine=wan&resolution=1080p&fps=60&look=drone&duration=30",
        f"/make?source={clip.pk}&follows=extend",
        "/make?source=999&follows=extend&prompt=a+red+balloon",
        f"/requests/{RenderRequest.objects.get().pk}",
        clip.get_absolute_url(),
        f"/clips/{clip.pk}/made",
    ]
    problems = {}
    for path in paths:
        me.open(path)
        me.page.wait_for_load_state("networkidle")
        for fold in me.page.locator("details.told > summary, details.more-settings > summary").all():
            fold.click()
        found = serious(me.page)
        wide = me.page.evaluate("document.documentElement.scrollWidth") > width
        if found or wide:
            problems[path] = (found, "too wide" if wide else "")
    assert problems == {}
