"""The results page in the windows that people have."""

import pytest

from catalog.search.changes import rebuild

pytestmark = pytest.mark.browser


@pytest.fixture
def golden(make_clip):
    clip = make_clip(prompt="Golden waves at sunset")
    rebuild()
    return clip


def test_on_a_phone_filters_wait_behind_a_word_and_results_come_first(visit, golden):
    me = visit(width=360, height=740)
    me.open("/?q=golden+waves")
    tile = me.page.locator(".results .tile").first
    assert tile.bounding_box()["y"] < 740
    boxes = me.page.locator(".facets input[type=checkbox]")
    assert not boxes.first.is_visible()
    me.page.click("text=Filters")
    assert boxes.first.is_visible()
    assert me.complaints == []


def test_on_a_wide_screen_filters_are_there(visit, golden):
    me = visit()
    me.open("/?q=golden+waves")
    assert me.page.locator(".facets input[type=checkbox]").first.is_visible()
    assert not me.page.locator(".facet-fold summary").is_visible()


def test_without_scripts_filters_still_filter(visit, golden):
    me = visit(java_script_enabled=False)
    me.open("/?q=golden+waves")
    me.page.check("text=Wide 16:9")
    me.page.click("text=Apply filters")
    assert "shape=16" in me.page.url
    assert "1 clip" in me.page.inner_text("main")


def test_arrow_keys_walk_through_the_grid(visit, make_clip):
    for n in range(9):
        make_clip(prompt="Golden waves at sunset", title=f"Waves {n}")
    me = visit(width=900)
    me.open("/")
    frames = me.page.locator("#fresh-grid a.frame")
    frames.first.focus()

    def focused():
        return me.page.evaluate("document.activeElement.getAttribute('aria-label')")

    first = focused()
    me.page.keyboard.press("ArrowRight")
    second = focused()
    me.page.keyboard.press("ArrowDown")
    below = focused()
    me.page.keyboard.press("ArrowUp")
    assert len({first, second, below}) == 3
    assert focused() == second
    me.page.keyboard.press("ArrowLeft")
    assert focused() == first
    me.page.keyboard.press("ArrowLeft")
    assert focused() == first
    assert me.complaints == []


class TestSuggestions:
    @pytest.fixture
    def me(self, visit, golden):
        me = visit()
        me.open("/")
        me.page.keyboard.type("gol")
        me.page.wait_for_selector("#suggestions [role=option]")
        return me

    def chosen(self, me):
        return me.page.locator("#suggestions [aria-selected=true]").all_inner_texts()

    def test_arrow_keys_choose_and_enter_goes_there(self, me, golden):
        field = me.page.locator("[role=combobox]")
        assert field.get_attribute("aria-expanded") == "true"
        assert self.chosen(me) == []
        me.page.keyboard.press("ArrowUp")
        assert self.chosen(me) == [golden.title]
        assert field.get_attribute("aria-activedescendant").startswith("offer-")
        me.page.keyboard.press("Enter")
        me.page.wait_for_url("**/?q=Golden+waves+at+sunset")
        assert me.complaints == []

    def test_beyond_the_last_is_the_field_again(self, me):
        for _ in range(me.page.locator("#suggestions [role=option]").count() + 1):
            me.page.keyboard.press("ArrowDown")
        assert self.chosen(me) == []
        me.page.keyboard.press("Enter")
        me.page.wait_for_url("**/?q=gol")

    def test_escape_puts_them_away_and_keeps_what_was_typed(self, me):
        me.page.keyboard.press("Escape")
        assert not me.page.locator("#suggestions").is_visible()
        assert me.page.input_value("[role=combobox]") == "gol"

    def test_a_press_on_one_goes_there(self, me, golden):
        me.page.click(f"#suggestions >> text={golden.title}")
        me.page.wait_for_url("**/?q=Golden+waves+at+sunset")

    def test_leaving_the_field_puts_them_away(self, me):
        me.page.keyboard.press("Tab")
        assert not me.page.locator("#suggestions").is_visible()

    def test_nothing_serious_for_a_screen_reader(self, me):
        from axe_playwright_python.sync_playwright import Axe

        found = Axe().run(me.page).response["violations"]
        assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []
