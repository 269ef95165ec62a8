"""The results page in the windows that people have."""

import hashlib
import io

import av
import numpy as np
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from catalog.models import Rendition
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
        me.page.fill("[role=combobox]", "gol")  # in one go: there is one answer to wait for
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


class TestPreviews:
    """Two seconds that get brighter, on a tile."""

    @pytest.fixture
    def film(self):
        target = io.BytesIO()
        with av.open(target, "w", format="mp4") as out:
            stream = out.add_stream("libx264", rate=24, options={"preset": "ultrafast"})
            stream.width, stream.height, stream.pix_fmt = 320, 180, "yuv420p"
            for n in range(48):
                picture = np.full((180, 320, 3), n * 5, np.uint8)
                out.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
            out.mux(stream.encode(None))
        return target.getvalue()

    @pytest.fixture
    def frame(self, visit, golden, film):
        key = default_storage.save(f"clips/{golden.pk}/hover.mp4", ContentFile(film))
        Rendition.objects.create(
            clip=golden, kind="hover", key=key, mime="video/mp4", width=320, height=180, size=len(film),
            sha256=hashlib.sha256(film).hexdigest(),
        )  # fmt: skip
        me = visit()
        me.open("/")
        return me.page.locator("#fresh-grid a.frame")

    def ready(self, frame):
        video = frame.locator("video")
        self.happened(video, "v.readyState >= 2", "loadeddata")
        return video

    def happened(self, video, so, event):
        """Polling would need eval, which the page's policy refuses."""
        video.evaluate(
            f"v => {so} || new Promise(on => v.addEventListener('{event}', () => on(), {{once: true}}))"
        )

    def test_in_the_lower_part_the_pointer_leads(self, frame):
        box = frame.bounding_box()
        at = lambda x, y: frame.page.mouse.move(box["x"] + box["width"] * x, box["y"] + box["height"] * y)  # noqa: E731
        at(0.5, 0.2)
        video = self.ready(frame)
        at(0.5, 0.3)
        assert not video.evaluate("v => v.paused")
        at(0.75, 0.9)
        assert video.evaluate("v => v.paused")
        assert video.evaluate("v => v.currentTime") == pytest.approx(1.5, abs=0.05)
        at(0.25, 0.9)
        assert video.evaluate("v => v.currentTime") == pytest.approx(0.5, abs=0.05)
        at(0.25, 0.2)
        self.happened(video, "!v.paused", "play")
        frame.page.mouse.move(0, 0)
        assert frame.locator("video").count() == 0

    def test_on_the_keyboard_comma_and_full_stop_step(self, frame):
        frame.focus()
        video = self.ready(frame)
        frame.page.keyboard.press(",")
        assert video.evaluate("v => v.paused")
        before = video.evaluate("v => v.currentTime")
        frame.page.keyboard.press(".")
        assert video.evaluate("v => v.currentTime") == pytest.approx(before + 0.5, abs=0.05)
        frame.evaluate("one => one.blur()")
        assert frame.locator("video").count() == 0
