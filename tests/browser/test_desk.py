"""A moderator at the desk in Chromium: a hundred cases by keys alone, and everything else that a key does."""

import pytest

from .cases import open_cases

pytestmark = [pytest.mark.browser, pytest.mark.database]

SHOWN = "before => document.getElementById('case').dataset.review !== before"
OUTSIDE = "document.activeElement !== document.body && !document.activeElement.closest('#help')"
#: Keys in turn, and what each leaves in the review.
TURNS = {
    "a": "",
    "1": "It shows or means a real person.",
    "4": "It is sexual.",
    "9": "It is not what was asked for.",
}


@pytest.fixture
def moderator(visit, media):
    def sit_down(cases=3, email="moderator@example.com", **window):
        reviews = open_cases(cases)
        me = visit(**window)
        me.sign_in(email)
        me.open("/desk")
        me.page.wait_for_selector(".lively")
        return me, reviews

    return sit_down


def shown(page):
    return page.evaluate("document.getElementById('case').dataset.review ?? ''")


def press(page, key):
    """A key that decides, and the wait for the next case."""
    before = shown(page)
    page.keyboard.press(key)
    page.wait_for_function(SHOWN, arg=before)


def test_a_hundred_cases_by_keys(moderator):
    from catalog.models import Review

    me, reviews = moderator(100)
    keys = [list(TURNS)[i % len(TURNS)] for i in range(100)]
    for i, key in enumerate(keys):
        assert shown(me.page) == str(reviews[i])
        press(me.page, key)
    me.page.wait_for_selector("text=Nothing waits for a decision")
    decided = dict(Review.objects.values_list("pk", "decision_reason"))
    assert decided == {pk: TURNS[key] for pk, key in zip(reviews, keys, strict=True)}
    assert not Review.objects.filter(decided_at=None).exists()
    times = me.page.evaluate("performance.getEntriesByName('next case').map(one => one.duration)")
    ordered = sorted(times)
    print(f"\nkey to next case shown: median {ordered[len(ordered) // 2]:.0f} ms, "
          f"p95 {ordered[int(len(ordered) * 0.95)]:.0f} ms of {len(ordered)}")  # fmt: skip
    assert me.complaints == []


def test_undo_brings_the_case_back(moderator):
    from catalog.models import Review

    me, reviews = moderator()
    press(me.page, "2")
    me.page.wait_for_selector("#undo :text('is rejected')")
    press(me.page, "u")
    assert shown(me.page) == str(reviews[0])
    assert Review.objects.get(pk=reviews[0]).decided_at is None
    press(me.page, "a")
    me.page.wait_for_selector("#undo :text('is approved')")
    assert Review.objects.get(pk=reviews[0]).decision_reason == ""
    assert Review.objects.get(pk=reviews[0]).decided_at is not None


def test_a_key_that_is_held_down_decides_once(moderator):
    from catalog.models import Review

    me, _ = moderator()
    before = shown(me.page)
    for _ in range(3):
        me.page.keyboard.down("a")  # without an up in between the browser says that it repeats
    me.page.wait_for_function(SHOWN, arg=before)
    me.page.wait_for_selector("#undo form")
    assert Review.objects.exclude(decided_at=None).count() == 1


def test_moving_through_the_queue_and_writing(moderator):
    from catalog.models import AuditLine, Review

    me, reviews = moderator()
    page = me.page
    press(page, "j")
    assert shown(page) == str(reviews[1])
    page.wait_for_selector(f'.q.on [data-queue="{reviews[1]}"]')
    press(page, "k")
    assert shown(page) == str(reviews[0])
    page.wait_for_selector(f'.q.on [data-queue="{reviews[0]}"]')
    page.keyboard.press("n")
    page.keyboard.type("Ask Ada, a lead.")  # its letters are keys, and now they are words
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Ask Ada, a lead.")
    assert shown(page) == str(reviews[0])
    page.keyboard.press("e")
    page.keyboard.type("Is this a bank?")
    before = shown(page)
    page.keyboard.press("Enter")
    page.wait_for_function(SHOWN, arg=before)
    page.wait_for_function("() => document.querySelectorAll('[data-queue]').length === 2")
    assert Review.objects.get(pk=reviews[0]).escalated
    page.keyboard.press("r")
    page.keyboard.type("It bends.")
    before = shown(page)
    page.keyboard.press("Enter")
    page.wait_for_function(SHOWN, arg=before)
    page.wait_for_selector("#undo form")
    assert Review.objects.get(pk=reviews[1]).decision_reason == "It bends."
    assert AuditLine.objects.filter(action="noted").count() == 1
    assert me.complaints == []


def test_several_at_once(moderator):
    from catalog.models import Review

    me, _ = moderator(4)
    page = me.page
    page.keyboard.press("x")
    assert page.inner_text("[data-chosen]") == "1 selected."
    page.click("[data-all-alike]")
    assert page.inner_text("[data-chosen]") == "4 selected."
    page.click("#batch button[value=approve]")
    page.wait_for_selector("text=4 cases are decided together")
    assert Review.objects.exclude(decided_at=None).count() == 4
    page.keyboard.press("u")
    page.wait_for_selector(".decision .primary")
    assert not Review.objects.exclude(decided_at=None).exists()


def test_help_blur_grey_and_space(moderator):
    from catalog.models import Review

    me, _ = moderator()
    page = me.page
    page.keyboard.press("?")
    assert page.evaluate("document.getElementById('help').matches(':modal')")
    page.keyboard.press("a")
    for _ in range(4):
        page.keyboard.press("Tab")
        assert page.evaluate(OUTSIDE) is False
    page.keyboard.press("Escape")
    assert not page.evaluate("document.getElementById('help').open")
    assert not Review.objects.exclude(decided_at=None).exists()

    page.wait_for_function("() => !document.querySelector('.player video').paused")
    page.keyboard.press(" ")
    assert page.evaluate("document.querySelector('.player video').paused")
    page.keyboard.press(" ")
    page.wait_for_function("() => !document.querySelector('.player video').paused")

    for key in "bg":
        with page.expect_response("**/desk/switch"):
            page.keyboard.press(key)
    assert "blur" in page.evaluate("getComputedStyle(document.querySelector('.player video')).filter")
    assert 'class="desk blurred grey"' in me.open("/desk").text()  # from the first paint on


def test_a_role_that_is_taken_away_ends_at_the_next_key(moderator):
    from catalog.models import Review
    from marketplace.models import User

    me, reviews = moderator()
    User.objects.get(email="moderator@example.com").user_permissions.clear()
    me.page.keyboard.press("a")
    me.page.wait_for_selector("text=This is not open to you")
    assert Review.objects.get(pk=reviews[0]).decided_at is None
    assert not Review.objects.exclude(claimed_by=None).exists()


def test_without_a_script_forms_do_the_same(visit, media):
    from catalog.models import Review

    reviews = open_cases(2)
    me = visit(java_script_enabled=False)
    me.sign_in("moderator@example.com")
    me.open("/desk")
    me.page.click("button[title='The footage is broken.']")
    assert Review.objects.get(pk=reviews[0]).decision_reason == "The footage is broken."
    me.page.click("text=Undo")
    assert Review.objects.get(pk=reviews[0]).decided_at is None
    for pk in reviews:
        me.page.check(f"input[name=review][value='{pk}']")
    me.page.click("text=Approve selected")
    assert not Review.objects.filter(decided_at=None).exists()
    me.page.click("text=Blur")
    assert me.page.locator(".desk.blurred").count() == 1
