"""Money as a new user lives it: subscribe, run out, top up, license, download, upgrade, fail, recover, cancel, keep."""

import re
import subprocess
import time

import imageio_ffmpeg
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from playwright.sync_api import expect

from billing import ledger, licensing, periods
from billing.audit import audit
from billing.forms import making
from billing.models import Form, WebhookEvent
from billing.payments import buying, sandbox_clock, sync, webhooks
from billing.payments.checkout import settle_checkout
from billing.plans import catalogue
from billing.standing import standing
from catalog.models import Account
from tests.sandbox.process import SECRET, Sandbox

pytestmark = pytest.mark.browser


@pytest.fixture
def film(tmp_path):
    path = tmp_path / "film.mp4"
    source = ["-f", "lavfi", "-i", "testsrc2=size=640x360:rate=24:duration=2"]
    subprocess.run(
        [imageio_ffmpeg.get_ffmpeg_exe(), "-loglevel", "error", *source, "-pix_fmt", "yuv420p", str(path)],
        check=True,
    )
    return path.read_bytes()


@pytest.fixture
def market(visit, live_server, settings, tmp_path, make_clip, film):
    """A site on the sandbox, with clips to license; the marketer has no credits yet."""
    cache.clear()
    sandbox = Sandbox(tmp_path / "sandbox", webhook=f"{live_server.url}/billing/stripe/webhook")
    settings.STRIPE_SANDBOX, settings.PAYMENTS, settings.STRIPE_WEBHOOK_SECRETS = sandbox.url, True, [SECRET]
    settings.DEFAULT_PLAN, settings.SITE_URL = "free", live_server.url
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    settings.CONTENT_SECURITY_POLICY = {
        "DIRECTIVES": policy | {"form-action": [*policy["form-action"], sandbox.url]}
    }
    sync.sync_plans()
    sandbox_clock.learn()
    clips = [
        make_clip(
            prompt=f"Waves number {number}",
            master=film,
            width=640,
            height=360,
            frame_count=48,
            duration_ms=2_000,
        )
        for number in range(4)
    ]
    yield sandbox, clips
    sandbox.kill()


def take_in(sandbox):
    """What worker and scheduler do, once the sandbox has delivered its newest event."""
    newest = sandbox.client().v1.events.list({"limit": 1}).data[0].id
    end = time.monotonic() + 20
    while not WebhookEvent.objects.filter(event_id=newest).exists():
        assert time.monotonic() < end, "the sandbox delivered nothing"
        time.sleep(0.05)
    webhooks.process_due()
    periods.begin_due()


def pay(page, number="4242 4242 4242 4242"):
    page.fill("input[name=number]", number)
    page.fill("input[name=expiry]", "12 / 44")
    page.fill("input[name=cvc]", "123")
    page.click("form:has(input[name=number]) button.primary")


def mine():
    return Account.objects.get(name="Marketer")


def test_the_whole_life_of_a_subscription(visit, market, live_server):
    sandbox, clips = market
    me = visit()
    page = me.page
    me.sign_in()
    ledger.capture(ledger.hold(mine(), 40, key="spent before", note="Spent before"), note="Spent before")

    # Subscribe with a test card
    me.open("/plans")
    page.click("text=Subscribe to Starter")
    expect(page.locator("body")).to_contain_text("no real money")
    pay(page)
    page.wait_for_url("**/billing")
    assert "You are subscribed" in page.inner_text("main")
    assert "40 to spend" in page.inner_text("main").replace("\n", " ")

    # Run out of credits, and be told what it takes
    ledger.capture(ledger.hold(mine(), 40, key="all of it", note="A long film"), note="A long film")
    me.open(f"/clips/{clips[0].pk}/license")
    page.click("text=License · 1 credit")
    expect(page.locator("main")).to_contain_text("costs 1 credit")
    me.open("/billing")
    assert "Your credits run low" in page.inner_text("main")

    # Top up
    page.click("text=25 for €9.00")
    pay(page)
    page.wait_for_url("**/billing")
    assert "They never expire" in page.inner_text("main")

    # License, and download in four forms
    me.open(f"/clips/{clips[0].pk}/license")
    page.click("text=License · 1 credit")
    licence = page.url
    page.wait_for_selector("#forms")
    for label in ("GIF", "Slide (PPTX)", "1:1 360 × 360"):
        page.click(f"#forms button:text-is('{label}')")
        page.wait_for_selector("#forms progress")
    page.click("text=Cut, loop, take a still")
    page.click("#forms button:text-is('Take a still')")
    page.wait_for_selector("#forms tr >> nth=3")
    for pk in making.due():
        making.make(pk)
    assert not Form.objects.exclude(state="ready").exists()
    page.wait_for_selector("#forms a[download] >> nth=3")
    names = set()
    for number in range(4):
        with page.expect_download() as download:
            page.click(f"#forms a[download] >> nth={number}")
        names.add(download.value.suggested_filename.rsplit(".", 1)[1])
    assert names == {"gif", "pptx", "mp4", "png"}

    # Upgrade for what the page says
    me.open("/plans")
    page.click("text=Change to Pro")
    amount = re.search(r"Change now · (€[\d.]+)", page.inner_text("main"))[1]
    page.click("text=Change now")
    page.wait_for_url("**/billing")
    assert amount in page.inner_text("main")
    assert standing(mine()).plan.id == "pro"

    # A renewal fails
    page.click("text=Change card")
    pay(page, "4000 0000 0000 0341")
    page.wait_for_url("**/billing")
    control = visit()
    control.page.goto(sandbox.url)
    control.page.click("text=To the next renewal")
    control.page.click("text=One day on")
    control.page.wait_for_load_state()
    take_in(sandbox)
    me.open("/billing")
    assert "The last payment failed" in page.inner_text("main")
    assert standing(mine()).plan.id == "pro"  # within the grace

    # Recover
    page.click("text=Pay €29.00")
    pay(page)
    page.wait_for_load_state()
    expect(page.locator("main")).to_contain_text("paid", ignore_case=True)
    take_in(sandbox)
    me.open("/billing")
    assert "failed" not in page.inner_text("main").split("Every credit")[0]
    assert standing(mine()).state == "active"

    # Cancel, undo, cancel, and let it end
    for undo in (True, False):
        page.click("text=Pause or cancel")
        page.click("text=Cancel Pro")
        page.wait_for_selector("text=Keep Pro")
        if undo:
            page.click("text=Keep Pro")
            page.wait_for_selector("text=goes on as it was")
    control.page.click("text=One month on")
    control.page.click("text=One month on")
    control.page.wait_for_load_state()
    take_in(sandbox)
    me.open("/billing")
    assert page.inner_text("#your-plan") == "Free"

    # And still download
    page.goto(licence)
    with page.expect_download() as download:
        page.click("text=Download MP4")
    assert download.value.path().stat().st_size == clips[0].renditions.get(kind="master").size
    assert standing(mine()).state == "none"
    assert audit() == []
    # A licence refused for want of credits is an answer of 422, and the clips here have no posters.
    assert [one for one in me.complaints if "Failed to load resource" not in one] == []


@pytest.mark.parametrize("scheme_width", [("light", 1440), ("dark", 360)], ids=["light 1440", "dark 360"])
def test_every_page_about_money_is_accessible(visit, market, scheme_width, tmp_path):
    sandbox, clips = market
    scheme, width = scheme_width
    me = visit(scheme=scheme, width=width)
    me.sign_in()
    licence = licensing.issue(mine(), None, clips[0], "standard")
    addresses = ["/plans", "/billing", "/team", "/team/new", "/account", f"/licences/{licence.number}/forms"]
    check(me, addresses)
    order = buying.subscribe(mine(), None, catalogue().plan("starter"), "month", "eur")
    me.page.goto(order.page)
    assert_accessible(me.page)
    sandbox.pay(order.page)
    settle_checkout(order.stripe_id)
    check(me, ["/billing", "/billing/ledger", "/billing/invoices", "/billing/change?plan=pro&per=month"])
    me.page.goto(sandbox.url)
    assert_accessible(me.page)


def check(me, addresses):
    for address in addresses:
        me.open(address)
        assert_accessible(me.page)
        wide = me.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{address} is {wide} px wider than the screen"


def assert_accessible(page):
    found = Axe().run(page).response["violations"]
    grave = [
        f"{one['id']}: {one['nodes'][0]['html'][:120]}"
        for one in found
        if one["impact"] in ("serious", "critical")
    ]
    assert grave == [], (page.url, grave)
