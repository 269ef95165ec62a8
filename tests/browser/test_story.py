"""The main story as a new user lives it: ask, watch, license, download, verify."""

import re

import av
import pytest

from generation.jobs.claim import claim_next
from generation.jobs.run import run
from generation.models import RenderRequest

pytestmark = [pytest.mark.browser, pytest.mark.render]


def make_what_waits():
    """What a worker does."""
    while (job := claim_next()) is not None:
        run(job)


def ask_for(visitor, prompt):
    visitor.open("/make")
    visitor.page.fill("#prompt", prompt)
    visitor.page.wait_for_selector("#reading .echo")
    visitor.page.check("input[name=resolution][value='360p']", force=True)
    visitor.page.fill("#duration", "2")
    visitor.page.press("#duration", "Tab")
    visitor.page.wait_for_selector(".bar :text('0:02')")


def test_from_a_prompt_to_a_licensed_mp4_that_verifies(visit, tmp_path):
    me = visit()
    me.sign_in()
    ask_for(me, "slow golden waves at sunset seen from a low drone, seamless loop")
    assert me.page.locator("#reading .will").count() >= 5
    me.page.click(".bar button.primary")
    me.page.wait_for_url(re.compile(r"/requests/\d+$"))
    assert "held" in me.page.inner_text("#progress")

    make_what_waits()
    me.page.click("text=License this clip")
    me.page.click("text=License · already paid for")
    assert "This licence is valid" in me.page.inner_text("main")
    with me.page.expect_download() as download:
        me.page.click("text=Download MP4")
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    assert path.suffix == ".mp4"
    with av.open(str(path)) as file:
        video = file.streams.video[0]
        assert (video.width, video.height, video.codec_context.profile) == (640, 360, "High")
        assert file.streams.audio

    me.open("/verify")
    me.page.set_input_files("input[name=file]", path)
    me.page.click("text=Look at this file")
    me.page.wait_for_selector("[data-answer]")
    assert "Yes, this was made here" in me.page.inner_text("main")
    assert me.complaints == []


def test_what_the_prompt_says_sets_what_nobody_has_set_by_hand(visit):
    me = visit()
    me.open("/make")
    me.page.check("input[name=resolution][value='720p']", force=True)
    me.page.fill("#prompt", "rain on a window, vertical, 4k, 10 seconds, seamless loop, film grain, silent")
    me.page.wait_for_selector(".bar :text('0:10')")
    assert me.page.is_checked("input[name=aspect][value='9:16']")
    assert me.page.is_checked("input[name=look][value='film']")
    assert me.page.is_checked("input[name=loop]")
    assert not me.page.is_checked("input[name=sound]")
    assert me.page.is_checked("input[name=resolution][value='720p']")  # a hand on the control counts more
    assert me.complaints == []


def test_a_double_press_makes_one_request(visit):
    me = visit()
    me.sign_in()
    ask_for(me, "blue particle waves")
    me.page.dblclick(".bar button.primary")
    me.page.wait_for_url(re.compile(r"/requests/\d+$"))
    assert RenderRequest.objects.count() == 1


def test_cancelling_says_that_the_credits_come_back(visit):
    me = visit()
    me.sign_in()
    ask_for(me, "warm bokeh lights")
    me.page.click(".bar button.primary")
    me.page.click("text=Cancel")
    assert "came back" in me.page.inner_text("#progress")
    assert RenderRequest.objects.get().state == "cancelled"


def test_a_missing_subject_is_left_out_with_one_press(visit):
    me = visit()
    me.sign_in()
    me.open("/make")
    me.page.fill("#prompt", "a surfer on golden waves at sunset")
    me.page.click("text=Leave it out")
    me.page.wait_for_selector("#reading .echo .cannot", state="detached")
    assert "surfer" not in me.page.input_value("#prompt")


def test_a_guest_signs_in_and_finds_the_form_as_it_was(visit):
    me = visit()
    ask_for(me, "aurora over a dark forest")
    me.page.click(".bar button.primary")
    me.page.fill("input[name=login]", "marketer@example.com")
    me.page.fill("input[name=password]", "oddreel-try")
    me.page.click("main button.primary")
    assert me.page.input_value("#prompt") == "aurora over a dark forest"
    assert me.page.input_value("#duration") == "2"


def test_without_javascript_the_reading_comes_with_the_page(visit):
    me = visit(java_script_enabled=False)
    me.sign_in()
    me.open("/make?prompt=golden+waves+at+sunset&duration=2&resolution=360p")
    assert "will show" in me.page.inner_text("main")
    me.page.click(".bar button.primary")
    assert "/requests/" in me.page.url


def test_slash_goes_to_the_search_field(visit):
    me = visit()
    me.open("/verify")
    me.page.keyboard.press("/")
    assert me.page.evaluate("document.activeElement.name") == "q"
