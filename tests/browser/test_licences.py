"""Licences as a person meets them: chosen, proven, named in public, checked by a stranger, withdrawn."""

import json
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.files.storage import default_storage
from playwright.sync_api import expect

from billing.licensing import issue
from billing.models import Licence
from catalog.models import Account

pytestmark = pytest.mark.browser

WINDOWS = [("light", 1920, 1000), ("dark", 360, 740)]


@pytest.fixture
def clip(visit, make_clip):
    made = make_clip(Account.objects.get_or_create(kind="house", defaults={"name": "Oddreel"})[0])
    poster = made.renditions.get(kind="poster_jpeg")
    poster.pk, poster.kind = None, "poster"
    poster.key = default_storage.save("poster", default_storage.open(poster.key))
    poster.save()
    return made


def serious(page):
    found = Axe().run(page).response["violations"]
    return [
        (one["id"], one["nodes"][0]["html"][:160])
        for one in found
        if one["impact"] in ("serious", "critical")
    ]


def test_from_the_button_to_a_certificate_that_a_stranger_checks(visit, clip, tmp_path):
    me = visit()
    me.sign_in()
    me.open(f"/clips/{clip.pk}/license")
    me.page.get_by_role("button", name="License · 1 credit").click()
    me.page.get_by_text("This licence is valid").wait_for()
    licence = Licence.objects.get()

    with me.page.expect_download() as saved:
        me.page.get_by_role("link", name="Signed JSON").click()
    certificate = tmp_path / saved.value.suggested_filename
    saved.value.save_as(certificate)
    with me.page.expect_download() as saved:
        me.page.get_by_role("link", name="Certificate (PDF)").click()
    assert Path(saved.value.path()).read_bytes().startswith(b"%PDF-")

    stranger = visit()
    stranger.open(licence.get_absolute_url())
    assert "Marketer" not in stranger.page.inner_text("main")
    me.page.get_by_role("button", name="Name us to everybody").click()
    me.page.get_by_role("button", name="Stop naming us").wait_for()
    stranger.page.reload()
    assert "Marketer" in stranger.page.inner_text("main")

    stranger.open("/verify")
    stranger.page.set_input_files("input[type=file]", certificate)
    stranger.page.get_by_role("button", name="Look at this file").click()
    expect(stranger.page.locator("main")).to_contain_text("Yes, this certificate is genuine")
    forged = json.loads(certificate.read_text())
    forged["payload"] = forged["payload"][:-40] + "A" * 40
    (tmp_path / "forged.json").write_text(json.dumps(forged))
    stranger.open("/verify")
    stranger.page.set_input_files("input[type=file]", tmp_path / "forged.json")
    stranger.page.get_by_role("button", name="Look at this file").click()
    expect(stranger.page.locator("main")).to_contain_text("This certificate was altered")
    assert me.complaints == stranger.complaints == []


def test_without_scripts_everything_works(visit, clip):
    me = visit(java_script_enabled=False)
    me.sign_in()
    me.open(f"/clips/{clip.pk}/license")
    me.page.get_by_role("button", name="License · 4 credits").click()
    expect(me.page.locator("h1")).to_contain_text("Extended licence")
    me.open("/library")
    me.page.get_by_label("Clip, number or member").fill(Licence.objects.get().number.lower())
    me.page.get_by_role("button", name="Find").click()
    expect(me.page.locator("main")).to_contain_text("1 licence found")


def test_staff_withdraw_in_the_admin_and_everybody_sees_it(visit, clip):
    account = Account.objects.get(name="Marketer")
    licence = issue(account, account.users.get(), clip, "extended")
    staff = visit()
    staff.sign_in("admin@example.com")
    staff.open(f"/admin/billing/licence/{licence.pk}/change/")
    staff.page.get_by_role("link", name="Withdraw this licence").click()
    staff.page.get_by_label("The clip infringes somebody's rights or the law").check()
    staff.page.get_by_label("What the holder is told").fill("A sign in it is a trade mark.")
    staff.page.get_by_role("button", name=f"Withdraw {licence.number}").click()
    expect(staff.page.get_by_text("is withdrawn. The owners get a mail.")).to_be_visible()
    stranger = visit()
    stranger.open(licence.get_absolute_url())
    assert "This licence was withdrawn on" in stranger.page.inner_text("main")
    assert "trade mark" not in stranger.page.inner_text("[role=status]")


@pytest.mark.parametrize(("scheme", "width", "height"), WINDOWS)
def test_the_pages_of_licences_are_accessible_and_fit(visit, clip, scheme, width, height):
    account = Account.objects.get(name="Marketer")
    licence = issue(account, account.users.get(), clip, "standard")
    me = visit(scheme, width, height)
    me.sign_in()
    problems = {}
    for path in (
        f"{licence.get_absolute_url()}/receipt", "/library?q=waves", "/licences/terms/2026-11/exclusive",
        "/licences/ODR-2222-2222-2222", licence.get_absolute_url(),
    ):  # fmt: skip
        me.open(path)
        me.page.wait_for_load_state("networkidle")
        for fold in me.page.locator("main details").all():
            fold.evaluate("fold => { fold.open = true }")
        found = serious(me.page)
        wide = me.page.evaluate("document.documentElement.scrollWidth") > width
        if found or wide:
            problems[path] = (found, "too wide" if wide else "")
    assert problems == {}
