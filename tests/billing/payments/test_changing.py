"""Changing a plan: the preview is the bill, upwards at once, downwards at the renewal, and back."""

import re

import pytest
from django.test import Client

from billing.audit import audit
from billing.ledger import balance
from billing.models import Invoice, Order, Subscription
from billing.money import money
from billing.payments.sync import sync_plans
from billing.periods import begin_due
from billing.plans.reading import SHIPPED
from billing.standing import standing

pytestmark = pytest.mark.django_db


def credits(account):
    return balance(account).available


def form_of(page):
    """The hidden fields that the page would send back."""
    return dict(
        re.findall(r'<input type="hidden" name="(plan|per|seats|proration_date)" value="([^"]*)"', page)
    )


def test_an_upgrade_bills_exactly_what_the_page_said(account, buy, browser, sandbox, news):
    buy("starter")
    sandbox.advance(days=10)
    news.catch_up(account)
    page = browser.get("/billing/change", {"plan": "pro", "per": "month"}).content.decode()
    assert "Unused time on 1 × Oddreel Starter" in page
    browser.post("/billing/change", form_of(page))
    latest = Invoice.objects.filter(account=account).first()
    assert latest.status == "paid"
    assert f"Change now · {money(latest.total, 'eur')}" in page
    assert standing(account).plan.id == "pro"
    assert audit() == []


def test_an_upgrade_brings_the_share_of_credits_that_was_paid_for(account, buy, browser, sandbox, news):
    buy("starter")
    sandbox.advance(days=15)
    news.catch_up(account)
    browser.post(
        "/billing/change", form_of(browser.get("/billing/change?plan=pro&per=month").content.decode())
    )
    lines = sandbox.client().v1.invoices.retrieve(Invoice.objects.first().stripe_id).lines.data
    unused, rest = (line.amount for line in lines)
    assert credits(account) == 40 + round(150 * rest / 2900) + round(40 * unused / 1200)


def test_changing_there_and_back_within_a_day_earns_nothing(account, buy, browser, sandbox, news):
    buy("starter")
    browser.post(
        "/billing/change", form_of(browser.get("/billing/change?plan=pro&per=month").content.decode())
    )
    before = credits(account)
    browser.post(
        "/billing/change", form_of(browser.get("/billing/change?plan=starter&per=month").content.decode())
    )
    browser.post("/billing/resume")
    browser.post("/billing/change", {"plan": "pro", "per": "month"})
    assert (credits(account), standing(account).plan.id) == (before, "pro")


def test_a_downgrade_waits_for_the_renewal_and_charges_nothing_before(account, buy, browser, sandbox, news):
    buy("starter")
    browser.post(
        "/billing/change", form_of(browser.get("/billing/change?plan=pro&per=month").content.decode())
    )
    page = browser.get("/billing/change?plan=starter&per=month").content.decode()
    assert "Nothing is charged now" in page
    browser.post("/billing/change", form_of(page))
    stand = standing(account)
    assert (stand.plan.id, stand.subscription.next_price.plan) == ("pro", "starter")
    assert "Changes then to" in browser.get("/billing").content.decode()
    sandbox.advance(days=32)
    news.catch_up(account)
    assert standing(account).plan.id == "starter"
    assert Invoice.objects.filter(account=account).first().total == 1200
    assert audit() == []


def test_a_planned_change_can_be_taken_back(account, buy, browser, sandbox, news):
    buy("starter", per="year")
    browser.post("/billing/change", {"plan": "starter", "per": "month"})
    assert standing(account).subscription.next_price is not None
    browser.post("/billing/resume")
    assert standing(account).subscription.next_price is None
    sandbox.advance(days=366)
    news.catch_up(account)
    assert standing(account).subscription.price.cadence == "year"


def test_cancelling_is_one_click_and_can_be_undone_until_the_end(account, buy, browser, sandbox, news):
    buy("starter")
    page = browser.post("/billing/cancel", follow=True).content.decode()
    assert "Keep Starter" in page
    assert (standing(account).state, standing(account).plan.id) == ("cancelled", "starter")
    browser.post("/billing/resume")
    assert standing(account).state == "active"
    browser.post("/billing/cancel")
    sandbox.advance(days=32)
    news.catch_up(account)
    assert (standing(account).state, standing(account).plan.id) == ("none", "free")
    assert Invoice.objects.filter(account=account).count() == 1
    assert credits(account) == 40  # what was paid for stays until its own date


def test_a_pause_begins_after_the_paid_month_and_ends_by_itself(account, buy, browser, sandbox, news):
    buy("starter")
    browser.post("/billing/pause", {"months": "1"})
    assert (standing(account).state, standing(account).plan.id) == ("paused", "starter")
    sandbox.advance(days=32)
    news.catch_up(account)
    assert (standing(account).state, standing(account).plan.id) == ("paused", "free")
    assert credits(account) == 40
    sandbox.advance(days=31)
    news.catch_up(account)
    assert (standing(account).state, standing(account).plan.id) == ("active", "starter")
    assert credits(account) == 80
    paid = Invoice.objects.filter(account=account, status="paid")
    assert paid.count() == 2


def test_going_on_early_begins_a_new_paid_month(account, buy, browser, sandbox, news):
    buy("starter")
    browser.post("/billing/pause", {"months": "3"})
    sandbox.advance(days=40)
    news.catch_up(account)
    browser.post("/billing/unpause")
    assert (standing(account).state, standing(account).plan.id, credits(account)) == ("active", "starter", 80)
    assert audit() == []


def test_seats_are_added_at_once_and_taken_at_the_renewal(shop, buy, alice, sandbox, news):
    client = Client()
    client.force_login(alice)
    buy("team", client=client, seats="2")
    assert (standing(shop).seats, credits(shop)) == (2, 240)
    client.post(
        "/billing/change", form_of(client.get("/billing/change?plan=team&per=month&seats=5").content.decode())
    )
    assert (standing(shop).seats, credits(shop)) == (5, 600)
    client.post("/billing/change", {"plan": "team", "per": "month", "seats": "2"})
    assert (standing(shop).seats, standing(shop).subscription.next_seats) == (5, 2)
    sandbox.advance(days=32)
    news.catch_up(shop)
    assert standing(shop).seats == 2


@pytest.mark.parametrize("seats", ["1", "0", "-2", "2.5", "1000", "many"])
def test_seats_that_can_not_be(shop, buy, alice, sandbox, seats):
    client = Client()
    client.force_login(alice)
    buy("team", client=client, seats="2")
    answer = client.post("/billing/change", {"plan": "team", "per": "month", "seats": seats})
    assert answer.status_code == 422
    assert standing(shop).seats == 2


def test_a_declined_upgrade_changes_nothing(account, buy, browser, sandbox, news):
    buy("starter")
    change_card(browser, sandbox, "4000000000000341")
    answer = browser.post("/billing/change", {"plan": "pro", "per": "month"})
    assert answer["Location"].startswith(sandbox.url)
    assert (standing(account).plan.id, credits(account)) == ("starter", 40)
    sandbox.pay(answer["Location"])
    news.catch_up(account)
    assert (standing(account).plan.id, credits(account)) == ("pro", 150)
    assert audit() == []


def test_an_upgrade_that_the_bank_asks_about(account, buy, browser, sandbox, news):
    buy("starter", number="4000002760003184")
    answer = browser.post("/billing/change", {"plan": "pro", "per": "month"})
    assert standing(account).plan.id == "starter"
    sandbox.pay(answer["Location"], "4000002760003184")
    news.catch_up(account)
    assert standing(account).plan.id == "pro"


def change_card(browser, sandbox, number):
    portal = browser.post("/billing/portal", {"flow": "card"})
    assert portal.status_code == 303
    sandbox.pay(portal["Location"], number)


def test_from_month_to_year_and_the_year_brings_credits_month_by_month(account, buy, browser, sandbox, news):
    buy("starter", per="year")
    assert credits(account) == 40
    assert account.periods.count() == 12
    sandbox.advance(days=62)
    news.catch_up(account)
    begin_due()
    assert credits(account) == 80  # the cap
    assert account.periods.filter(granted=True).count() == 3
    assert Invoice.objects.filter(account=account).count() == 1
    assert audit() == []


def test_prices_that_rose_leave_subscribers_where_they_are(
    account, buy, browser, sandbox, news, settings, tmp_path
):
    buy("starter")
    dearer = tmp_path / "plans.toml"
    dearer.write_text(SHIPPED.read_text().replace("eur = 1200, usd = 1200", "eur = 1500, usd = 1500"))
    settings.PLANS_FILE = str(dearer)
    assert any(line.startswith("Replaced oddreel_starter_month_eur") for line in sync_plans())
    assert sync_plans() == []
    sandbox.advance(days=32)
    news.catch_up(account)
    assert [one.total for one in Invoice.objects.filter(account=account)] == [1200, 1200]
    assert "€12.00" in browser.get("/billing").content.decode()


def test_a_plan_taken_out_of_the_file_stays_with_whoever_holds_it(
    account, buy, browser, sandbox, news, settings, tmp_path
):
    buy("starter")
    without = tmp_path / "plans.toml"
    text = SHIPPED.read_text()
    begin = text.index('[[plan]]\nid = "starter"')
    without.write_text(text[:begin] + text[text.index("[[plan]]", begin + 5) :])
    settings.PLANS_FILE = str(without)
    assert any("Retired oddreel_starter_month_eur" in line for line in sync_plans())
    sandbox.advance(days=32)
    news.catch_up(account)
    stand = standing(account)
    assert (stand.state, stand.plan.name, stand.plan.allows.resolution) == ("active", "Starter", 1080)
    assert credits(account) == 80
    assert browser.get("/billing").status_code == 200
    assert "Starter" not in browser.get("/plans").content.decode()


def test_a_plan_that_comes_back_into_the_file_is_sold_again(account, buy, sandbox, settings, tmp_path):
    without = tmp_path / "plans.toml"
    text = SHIPPED.read_text()
    begin = text.index('[[plan]]\nid = "starter"')
    without.write_text(text[:begin] + text[text.index("[[plan]]", begin + 5) :])
    settings.PLANS_FILE = str(without)
    sync_plans()
    settings.PLANS_FILE = ""
    assert "Made oddreel_starter_month_eur: 1200 eur." in sync_plans()
    buy("starter")
    assert credits(account) == 40


def test_orders_are_closed(account, buy, browser):
    buy("starter")
    browser.post("/billing/cancel")
    assert set(Order.objects.values_list("kind", "state")) == {("subscribe", "done"), ("cancel", "done")}
    assert Subscription.objects.get().cancel_at is not None
