"""The customer's own page, and what a site may set about it."""

import re

import pytest
import requests
import stripe as sdk

from .process import Sandbox
from .shop import Shop, item_of

CARD = {"number": "5555555555554444", "expiry": "12/44", "cvc": "123", "country": "DE"}


@pytest.fixture
def subscription(shop):
    return shop.subscribe()


@pytest.fixture
def portal(stripe, subscription):
    def portal(**more):
        return stripe.v1.billing_portal.sessions.create({"customer": subscription.customer, **more})

    return portal


def do(session, **form):
    return requests.post(session.url, data=form, timeout=10, allow_redirects=False)


def test_cancel_and_take_it_back(portal, subscription, shop):
    session = portal(return_url="http://shop.test/billing")
    assert "Renews on" in requests.get(session.url, timeout=10).text
    assert do(session, cancel="1", subscription=subscription.id).status_code == 303
    assert shop.fresh(subscription).cancel_at == item_of(subscription).current_period_end
    assert "Ends on" in requests.get(session.url, timeout=10).text
    do(session, renew="1", subscription=subscription.id)
    assert shop.fresh(subscription).cancel_at_period_end is False


def test_nobody_cancels_another_ones_subscription(portal, shop):
    other = shop.subscribe()
    assert do(portal(), cancel="1", subscription=other.id).status_code == 400
    assert shop.fresh(other).cancel_at_period_end is False


def test_where_the_site_does_not_let_people_cancel(portal, stripe, subscription, shop):
    configuration = stripe.v1.billing_portal.configurations.create(
        {"features": {"subscription_cancel": {"enabled": False}, "invoice_history": {"enabled": True}}}
    )
    session = portal(configuration=configuration.id)
    assert "Cancel at the end" not in requests.get(session.url, timeout=10).text
    assert do(session, cancel="1", subscription=subscription.id).status_code == 400
    assert shop.fresh(subscription).cancel_at_period_end is False


def test_a_new_card_is_the_card_from_then_on(portal, subscription, shop, stripe, sandbox):
    assert do(portal(), **CARD).status_code == 303
    after = shop.fresh(subscription, "default_payment_method", "customer")
    assert after.default_payment_method.card.last4 == "4444"
    assert after.customer.invoice_settings.default_payment_method == after.default_payment_method.id
    sandbox.advance(days=32)
    [last, _] = stripe.v1.charges.list({"customer": after.customer.id}).data
    assert last.payment_method_details.card.last4 == "4444"


def test_a_declined_card_changes_nothing(portal, subscription, shop):
    answer = do(portal(), **CARD | {"number": "4000000000000002"})
    assert answer.status_code == 402
    assert 'role="alert"' in answer.text
    assert shop.fresh(subscription).default_payment_method == subscription.default_payment_method


def test_straight_to_the_card_and_back(portal, subscription):
    session = portal(return_url="http://shop.test/billing", flow_data={
        "type": "payment_method_update",
        "after_completion": {"type": "redirect", "redirect": {"return_url": "http://shop.test/saved"}},
    })  # fmt: skip
    page = requests.get(session.url, timeout=10).text
    assert "Card number" in page
    assert "Billing address" not in page
    assert do(session, **CARD).headers["Location"] == "http://shop.test/saved"


def test_straight_to_cancelling(portal, subscription, shop):
    session = portal(return_url="http://shop.test/billing", flow_data={
        "type": "subscription_cancel", "subscription_cancel": {"subscription": subscription.id},
    })  # fmt: skip
    assert "Card number" not in requests.get(session.url, timeout=10).text
    assert (
        do(session, cancel="1", subscription=subscription.id).headers["Location"]
        == "http://shop.test/billing"
    )
    assert shop.fresh(subscription).cancel_at_period_end is True


def test_the_billing_address(portal, subscription, stripe):
    do(portal(), address="1", name="Ada Lovelace", line1="Weg 1", city="Berlin", country="DE")
    customer = stripe.v1.customers.retrieve(subscription.customer)
    assert (customer.name, customer.address.city, customer.address.line2) == ("Ada Lovelace", "Berlin", None)


def test_invoices_on_paper(portal):
    page = requests.get(portal().url, timeout=10).text
    [address] = re.findall(r'href="([^"]+/pdf)"', page)
    paper = requests.get(address, timeout=10)
    assert paper.headers["Content-Type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF-")


def test_configurations_change_and_are_listed(stripe):
    made = stripe.v1.billing_portal.configurations.create(
        {"features": {"invoice_history": {"enabled": False}}}
    )
    changed = stripe.v1.billing_portal.configurations.update(
        made.id, {"default_return_url": "http://shop.test/", "active": False}
    )
    assert (changed.default_return_url, changed.active) == ("http://shop.test/", False)
    assert changed.features.invoice_history.enabled is False
    assert made.id not in [
        one.id for one in stripe.v1.billing_portal.configurations.list({"active": True}).data
    ]


def test_a_flow_that_it_has_not_is_refused(portal):
    with pytest.raises(sdk.InvalidRequestError, match="flow"):
        portal(flow_data={"type": "subscription_update", "subscription_update": {"subscription": "sub_1"}})


class TestTheControlRoom:
    @pytest.fixture
    def room(self, tmp_path):
        """A sandbox with nobody else's subscriptions in it."""
        sandbox = Sandbox(tmp_path)
        yield sandbox
        sandbox.stop()

    def test_time_money_and_disputes(self, room):
        client = room.client()
        shop = Shop(room, client)
        subscription = shop.subscribe()
        requests.post(f"{room.url}/clock", {"by": "renewal"}, timeout=10)
        assert [one.status for one in shop.invoices(subscription)] == ["paid", "paid"]
        [second, first] = client.v1.charges.list().data
        requests.post(f"{room.url}/charges/{first.id}", {"refund": "1"}, timeout=10)
        assert client.v1.charges.retrieve(first.id).refunded is True
        again = requests.post(f"{room.url}/charges/{first.id}", {"refund": "1"}, timeout=10)
        assert (again.status_code, "already been refunded" in again.text) == (400, True)
        requests.post(f"{room.url}/charges/{second.id}", {"dispute": "1"}, timeout=10)
        [dispute] = client.v1.disputes.list().data
        requests.post(f"{room.url}/disputes/{dispute.id}", {"won": "1"}, timeout=10)
        assert client.v1.disputes.retrieve(dispute.id).status == "won"
        assert requests.post(f"{room.url}/clock", {"by": "sometime"}, timeout=10).status_code == 400
