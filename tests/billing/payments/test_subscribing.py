"""From a plan's card to credits: what is paid is what was shown, once, whatever is clicked twice."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from billing.audit import audit
from billing.ledger import balance
from billing.models import Invoice, Order, Subscription
from billing.payments.orders import carry_out_left
from billing.standing import standing

pytestmark = pytest.mark.django_db


def credits(account):
    return balance(account).available


def test_a_plan_is_paid_and_its_credits_are_here(account, buy):
    page = buy("starter")
    assert "You are subscribed" in page.content.decode()
    assert (standing(account).plan.id, standing(account).state) == ("starter", "active")
    assert credits(account) == 40
    invoice = Invoice.objects.get(account=account)
    assert (invoice.status, invoice.total, invoice.currency, invoice.amount_paid) == (
        "paid",
        1200,
        "eur",
        1200,
    )
    assert audit() == []


def test_the_webhooks_that_follow_change_nothing_more(account, buy, news):
    buy("starter")
    for _ in range(2):
        news.catch_up(account)
    assert credits(account) == 40
    assert Subscription.objects.count() == Invoice.objects.count() == 1


def test_webhooks_alone_are_enough_where_the_person_never_comes_back(account, sandbox, browser, news):
    answer = browser.post("/billing/subscribe", {"plan": "starter", "per": "month", "currency": "usd"})
    sandbox.pay(answer["Location"])
    assert credits(account) == 0
    news.catch_up(account)
    assert (credits(account), standing(account).plan.id) == (40, "starter")
    assert Order.objects.get().state == Order.State.DONE


def test_a_declined_card_pays_nothing_and_another_does(account, sandbox, browser, news):
    answer = browser.post("/billing/subscribe", {"plan": "starter", "per": "month", "currency": "eur"})
    declined = sandbox.pay(answer["Location"], "4000000000000002")
    assert declined.status_code == 402
    assert "declined" in declined.text
    news.catch_up(account)
    assert (credits(account), standing(account).state) == (0, "none")
    sandbox.pay(answer["Location"])
    news.catch_up(account)
    assert credits(account) == 40


def test_three_d_secure(account, buy):
    buy("starter", number="4000002500003155")
    assert credits(account) == 40


def test_a_trial_brings_its_own_credits_and_is_paid_when_it_ends(account, buy, sandbox, news):
    buy("pro")
    assert (standing(account).state, credits(account)) == ("trial", 20)
    assert Invoice.objects.get().total == 0
    sandbox.advance(days=8)
    news.catch_up(account)
    assert (standing(account).state, credits(account)) == ("active", 170)
    assert audit() == []


def test_a_second_trial_is_not_given(account, buy, sandbox, browser, news):
    buy("pro")
    browser.post("/billing/cancel")
    sandbox.advance(days=8)
    news.catch_up(account)
    assert standing(account).state == "none"
    buy("pro")
    assert standing(account).state == "active"


def test_what_the_form_says_of_prices_counts_for_nothing(account, sandbox, browser):
    answer = browser.post(
        "/billing/subscribe",
        {
            "plan": "starter",
            "per": "month",
            "currency": "eur",
            "amount": "1",
            "price": "price_x",
            "quantity": "0",
            "seats": "-3",
        },
    )
    session = sandbox.client().v1.checkout.sessions.retrieve(Order.objects.get().stripe_id)
    assert (session.amount_total, session.currency) == (1200, "eur")
    assert answer.status_code == 303


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"plan": "free"}, 404),
        ({"plan": "gold"}, 404),
        ({"plan": "starter", "currency": "xxx"}, 422),
        ({"plan": "team", "seats": "1"}, 422),
        ({"plan": "team", "seats": "1000000"}, 422),
        ({"plan": "starter", "seats": "7"}, 422),
    ],
)
def test_what_is_not_sold_is_refused_before_stripe_is_asked(account, sandbox, browser, fields, status):
    answer = browser.post("/billing/subscribe", {"per": "month", "currency": "eur"} | fields)
    assert answer.status_code == status
    assert not Order.objects.exists()


def test_two_tabs_leave_one_checkout_that_can_be_paid(account, sandbox, browser, news):
    first = browser.post("/billing/subscribe", {"plan": "starter", "per": "month", "currency": "eur"})[
        "Location"
    ]
    second = browser.post("/billing/subscribe", {"plan": "pro", "per": "month", "currency": "eur"})[
        "Location"
    ]
    assert sandbox.pay(first).status_code == 410
    sandbox.pay(second)
    news.catch_up(account)
    assert standing(account).held.id == "pro"
    assert Subscription.objects.count() == 1


def test_whoever_has_a_plan_is_sent_to_billing(account, buy, browser):
    buy("starter")
    answer = browser.post("/billing/subscribe", {"plan": "pro", "per": "month", "currency": "eur"})
    assert answer.status_code == 422
    assert "You have a plan already" in answer.content.decode()


def test_a_second_subscription_behind_our_back_ends_with_its_money_back(account, buy, sandbox, news):
    buy("starter")
    stripe = sandbox.client()
    first = Subscription.objects.get()
    session = stripe.v1.checkout.sessions.create(
        {
            "mode": "subscription", "customer": account.customer.stripe_id, "success_url": "http://testserver/",
            "line_items": [{"price": first.price.stripe_id, "quantity": 1}],
        }
    )  # fmt: skip
    sandbox.pay(session.url)
    news.catch_up(account)
    Order.objects.filter(kind="second").update(written_at=timezone.now() - timedelta(minutes=5))
    assert carry_out_left() == 1
    news.catch_up(account)
    kept = Subscription.objects.get(status="active")
    assert kept.stripe_id == first.stripe_id
    assert Invoice.objects.get(refunded__gt=0).refunded == 1200
    assert credits(account) == 40
    assert audit() == []


def test_a_members_click_is_refused(shop, sandbox, bob):
    client = Client()
    client.force_login(bob)
    answer = client.post("/billing/subscribe", {"plan": "team", "per": "month", "currency": "eur"})
    assert answer.status_code == 403
    assert "Ask one of them" in answer.content.decode()
    assert not Order.objects.exists()


def test_a_double_click_on_pay_pays_once(account, sandbox, browser, news):
    page = browser.post("/billing/subscribe", {"plan": "starter", "per": "month", "currency": "eur"})[
        "Location"
    ]
    sandbox.pay(page)
    sandbox.pay(page)
    news.catch_up(account)
    charges = sandbox.client().v1.charges.list({"customer": account.customer.stripe_id}).data
    assert (len(charges), credits(account)) == (1, 40)
