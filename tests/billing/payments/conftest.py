"""The product against the sandbox: a process of its own for the session, its events taken in by hand."""

from __future__ import annotations

import json

import pytest
import requests
from django.test import Client

from billing.models import WebhookEvent
from billing.payments import sandbox_clock, sync, webhooks
from catalog.models import Account, Membership
from tests.sandbox.conformance import Witness, stripe_mock  # noqa: F401 (a fixture)
from tests.sandbox.process import SECRET, Sandbox
from tests.sandbox.signing import signed


@pytest.fixture
def sandbox(settings, db, tmp_path, stripe_mock):  # noqa: F811 (the fixture)
    """A sandbox of this test's own, to which payments go; every price of the plans file is on sale."""
    process = Sandbox(tmp_path / "sandbox")
    witness = Witness(process.url)
    settings.STRIPE_SANDBOX = witness.url
    settings.STRIPE_WEBHOOK_SECRETS = [SECRET]
    settings.PAYMENTS = True
    settings.DEFAULT_PLAN = "free"
    settings.SITE_URL = "http://testserver"
    sync.sync_plans()
    sandbox_clock.learn()
    yield process
    witness.close()
    faults = witness.faults(stripe_mock) if process.process.poll() is None else []
    process.kill()
    assert faults == []


@pytest.fixture
def ada(make_user):
    return make_user("Ada")


@pytest.fixture
def account(make_account, ada):
    """Ada's own account, with nothing."""
    return make_account("Ada", users=[ada])


@pytest.fixture
def browser(ada):
    client = Client()
    client.force_login(ada)
    return client


@pytest.fixture
def shop(make_account, alice, bob):
    """Alice's team; Bob is a member."""
    account = make_account("Alice & Co", users=[alice], kind=Account.Kind.TEAM)
    Membership.objects.create(account=account, user=bob, role=Membership.Role.MEMBER)
    return account


class News:
    """What the sandbox has to tell about one customer, delivered when the test says so."""

    def __init__(self, sandbox):
        self.sandbox = sandbox
        self.seen = set()

    def events(self, customer_id):
        """Events of the customer that were not taken yet, the oldest first."""
        found = []
        for event in self.sandbox.client().v1.events.list({"limit": 100}).auto_paging_iter():
            raw = event.to_dict()
            thing = raw["data"]["object"]
            owner = thing["id"] if thing["object"] == "customer" else thing.get("customer")
            is_clock = thing["object"] == "test_helpers.test_clock"
            if raw["id"] in self.seen or not (
                is_clock or owner == customer_id or thing["object"] == "dispute"
            ):
                continue
            found.append(raw)
        self.seen |= {raw["id"] for raw in found}
        return found[::-1]

    def deliver(self, events, client=None):
        """Through the real view, signed, then processed as the worker does."""
        client = client or Client()
        for raw in events:
            body = json.dumps(raw, default=str)
            answer = client.post(
                "/billing/stripe/webhook",
                body,
                content_type="application/json",
                headers={"Stripe-Signature": signed(body)},
            )
            assert answer.status_code == 200, answer.content
        return self.process()

    def process(self):
        for pk in webhooks.due():
            webhooks.process(pk)
        failed = WebhookEvent.objects.filter(state__in=["failed", "given up"])
        assert not failed.exists(), list(failed.values_list("type", "error"))

    def catch_up(self, account):
        self.deliver(self.events(account.customer.stripe_id))


@pytest.fixture
def news(sandbox):
    news = News(sandbox)
    for event in sandbox.client().v1.events.list({"limit": 100}).auto_paging_iter():
        news.seen.add(event.id)
    return news


@pytest.fixture
def buy(sandbox, browser):
    """`buy("pro")` subscribes Ada by the pages and pays; returns the page that she comes back to."""

    def buy(plan, *, per="month", currency="eur", number="4242424242424242", client=None, **fields):
        client = client or browser
        answer = client.post("/billing/subscribe", {"plan": plan, "per": per, "currency": currency} | fields)
        assert answer.status_code == 303, answer.content.decode()[:2000]
        paid = sandbox.pay(answer["Location"], number)
        back = sandbox_location(sandbox, paid)
        return client.get(back.removeprefix("http://testserver"), follow=True) if back else paid

    return buy


def sandbox_location(sandbox, answer):
    """Where a hosted page sends the person at the end; empty while it keeps them."""

    page = (
        requests.get(sandbox.url + answer.headers["Location"], timeout=30, allow_redirects=False)
        if answer.is_redirect
        else answer
    )
    return page.headers.get("Location", "")
