"""Trust as people meet it: a refused wish that finds its way, somebody who probes, a clip that waits for a person."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

pytestmark = [pytest.mark.browser]

WISH = "golden waves at sunset with Emmanuel Macron on the beach"


def carried_out():
    """What the scheduler does, once the ten seconds to undo are over."""
    from catalog import desk
    from catalog.models import Review

    Review.objects.exclude(decided_at=None).update(decided_at=timezone.now() - desk.UNDO)
    return desk.carry_out_due()


def read(visitor, prompt):
    visitor.open("/make")
    visitor.page.fill("#prompt", prompt)
    visitor.page.wait_for_selector("#reading .told")
    return visitor.page.inner_text("#reading .told")


def test_a_refused_wish_is_explained_rewritten_and_put_before_a_person(visit):
    from generation.models import Override, RenderRequest

    me = visit()
    me.sign_in()
    assert "Politicians" in read(me, WISH)
    assert me.page.inner_text("#reading .echo mark") == "Emmanuel Macron"
    assert me.page.is_disabled(".bar button.primary")
    me.page.click("text=Ask for “Golden waves at sunset with an invented statesman")
    me.page.wait_for_selector("#reading .engine:has-text('checked, allowed')")
    assert "invented statesman nobody would recognise" in me.page.input_value("#prompt")

    read(me, WISH)
    me.page.click("text=Ask a person")
    me.page.wait_for_url(re.compile(r"/requests/\d+$"))
    assert "Nothing was charged" in me.page.inner_text("main")
    me.page.fill("textarea[name=words]", "It is a cartoon lookalike for a satire programme.")
    me.page.click("text=Ask a person")
    me.page.wait_for_selector("text=A person looks at it")

    lead = visit()
    lead.sign_in("lead@example.com")
    lead.open("/desk")
    lead.page.wait_for_selector(".lively")
    shown = lead.page.inner_text("main")
    assert "satire programme" in shown
    assert WISH in shown
    lead.page.keyboard.press("a")
    lead.page.wait_for_selector("#undo form")
    assert not Override.objects.exists()  # until it can't be taken back any more
    assert carried_out() == 1

    me.page.reload()
    me.page.click("text=Make this clip")
    me.page.wait_for_selector("#reading .engine:has-text('checked, allowed')")
    assert RenderRequest.objects.get().state == "refused"  # what was refused stays on record
    assert [me.complaints, lead.complaints] == [[], []]


def test_whoever_probes_is_slowed_and_shown_at_the_desk(visit, settings):
    from catalog.models import Review
    from generation.models import Refusal, RenderRequest

    settings.REFUSALS_SLOW_AFTER, settings.REFUSALS_DESK_AFTER = 2, 3
    me = visit()
    me.sign_in()
    wish = "golden waves with a pool of blood and a {} at sunset"
    for thing in ("knife", "body"):
        read(me, wish.format(thing))
        me.page.click("text=Ask a person")
        me.page.wait_for_url(re.compile(r"/requests/\d+$"))
    read(me, wish.format("corpse"))
    me.page.fill("#prompt", "golden waves with a pool of bl00d at sunset")
    me.page.wait_for_selector("#reading .errors:has-text('wait for')")
    assert me.page.input_value("#prompt") == "golden waves with a pool of bl00d at sunset"
    assert RenderRequest.objects.count() == 2

    Refusal.objects.update(at=timezone.now() - timedelta(minutes=5))  # the wait is over
    read(me, "golden waves with a p o o l of blood at sunset")
    case = Review.objects.get(kind=Review.Kind.PROBING)
    mo = visit()
    mo.sign_in("moderator@example.com")
    mo.open(f"/desk/{case.pk}")
    assert "corpse" in mo.page.inner_text("main")
    # The browser itself says that an answer was 429; nothing else may be wrong.
    assert [one for one in me.complaints if "429" not in one] == []
    assert mo.complaints == []


@pytest.mark.render
def test_a_held_clip_passes_a_person_and_proves_what_it_is(visit, media, tmp_path):
    from generation.jobs.claim import claim_next
    from generation.jobs.run import run
    from tests.browser.test_story import ask_for

    me = visit()
    me.sign_in()
    ask_for(me, "golden waves at sunset in the style of Greg Rutkowski")
    assert "a moderator will look" in me.page.inner_text("#reading")
    me.page.click(".bar button.primary")
    me.page.wait_for_url(re.compile(r"/requests/\d+$"))
    while (job := claim_next()) is not None:
        run(job)
    me.page.wait_for_selector("text=A moderator looks at this clip")
    assert me.page.locator("text=License this clip").count() == 0

    mo = visit()
    mo.sign_in("moderator@example.com")
    mo.open("/desk")
    mo.page.wait_for_selector(".lively")
    assert "Greg Rutkowski" in mo.page.inner_text("main")
    mo.page.keyboard.press("a")
    mo.page.wait_for_selector("#undo form")
    assert carried_out() == 1

    me.page.wait_for_selector("text=License this clip")
    me.page.click("text=License this clip")
    me.page.click("text=License · already paid for")
    with me.page.expect_download() as download:
        me.page.click("text=Download MP4")
    copy = tmp_path / "copy.mp4"
    download.value.save_as(copy)
    me.open("/verify")
    me.page.set_input_files("input[name=file]", copy)
    me.page.click("text=Look at this file")
    me.page.wait_for_selector("text=Yes, this was made here")
    assert [me.complaints, mo.complaints] == [[], []]
