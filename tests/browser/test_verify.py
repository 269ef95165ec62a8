"""The verify page in a browser: with and without scripts, by keyboard, and on paper."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image

pytestmark = pytest.mark.browser


@pytest.fixture
def picture(tmp_path):
    path = tmp_path / "somebodys.png"
    Image.effect_noise((320, 180), 80).convert("RGB").save(path)
    return path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_answer_comes_without_a_new_page_and_is_read_out(visit, picture, scheme):
    me = visit(scheme, 360, 740)
    me.open("/verify")
    me.page.evaluate("window.stayed = true")
    me.page.set_input_files("input[type=file]", picture)
    assert "somebodys.png" in me.page.inner_text("[data-drop-name]")
    me.page.focus("input[type=file]")
    me.page.keyboard.press("Tab")
    me.page.keyboard.press("Tab")
    me.page.keyboard.press("Enter")
    me.page.wait_for_selector("#answer")
    assert me.page.evaluate("window.stayed")
    assert me.page.evaluate("document.activeElement.hasAttribute('data-answer')")
    assert "Not ours, as far as we can tell" in me.page.inner_text("main")
    assert me.page.evaluate("document.documentElement.scrollWidth") <= 360
    found = Axe().run(me.page).response["violations"]
    assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []
    me.page.set_input_files("input[type=file]", picture)  # and again, on the page that came
    me.page.get_by_role("button", name="Look at this file").click()
    me.page.wait_for_selector("#answer")
    me.page.wait_for_load_state("networkidle")
    assert me.complaints == []


def test_without_scripts_and_on_paper(visit, picture):
    me = visit(java_script_enabled=False)
    me.open("/verify")
    me.page.set_input_files("input[type=file]", picture)
    me.page.get_by_role("button", name="Look at this file").click()
    assert "Not ours, as far as we can tell" in me.page.inner_text("main")
    me.page.emulate_media(media="print")
    assert me.page.is_visible("#answer")
    assert not me.page.is_visible("form.asking >> nth=0")
    assert not me.page.is_visible("header.top")


def test_a_connection_that_breaks_is_told(visit, picture):
    me = visit()
    me.open("/verify")
    me.page.set_input_files("input[type=file]", picture)
    me.page.route("**/verify", lambda route: route.abort())
    button = me.page.get_by_role("button", name="Look at this file")
    button.click()
    me.page.get_by_text("could not be sent").wait_for()
    assert button.is_enabled()
