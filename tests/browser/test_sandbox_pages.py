"""The sandbox's own pages in Chromium: small and large, light and dark, without JavaScript."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.sandbox.process import Sandbox
from tests.sandbox.shop import Shop

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory):
    running = Sandbox(tmp_path_factory.mktemp("sandbox"))
    yield running
    running.stop()


@pytest.fixture(scope="module")
def shop(sandbox):
    return Shop(sandbox, sandbox.client())


@pytest.fixture
def pages(shop, sandbox):
    """One of each, with something on it."""
    subscription = shop.subscribe()
    client = sandbox.client()
    bad = client.v1.payment_methods.attach("pm_card_chargeCustomerFail", {"customer": subscription.customer})
    client.v1.subscriptions.update(subscription.id, {"default_payment_method": bad.id})
    sandbox.advance(days=32)
    session = shop.session(shop.customer(), shop.price(), allow_promotion_codes=True)
    portal = client.v1.billing_portal.sessions.create({"customer": subscription.customer})
    return {
        "checkout": session.url,
        "bank": f"{session.url}/bank",
        "invoice": shop.invoices(subscription)[-1].hosted_invoice_url,
        "portal": portal.url,
        "control": sandbox.url,
    }


def test_a_person_subscribes_through_the_bank(chromium, shop, sandbox):
    session = shop.session(shop.customer(), shop.price())
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 360, "height": 800})
    page = context.new_page()
    page.route("http://shop.test/**", lambda route: route.fulfill(body="back"))
    page.goto(session.url)
    page.get_by_label("Card number").fill("4000 0025 0000 3155")
    page.get_by_label("Expires").fill("12 / 44")
    page.get_by_label("CVC").fill("123")
    page.get_by_role("button", name="Subscribe").click()
    page.get_by_role("button", name="Complete").click()
    page.wait_for_url("http://shop.test/**")
    assert page.url.endswith(session.id)
    assert shop.again(session).payment_status == "paid"
    context.close()


def test_they_fit_and_are_accessible(chromium, pages):
    for width, scheme in ((360, "light"), (1920, "dark")):
        context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        page = context.new_page()
        for name, address in pages.items():
            page.goto(address)
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, (name, width)
            assert "no real money" in page.inner_text("body")
            found = Axe().run(page)
            assert found.violations_count == 0, (name, scheme, found.generate_report())
        context.close()
