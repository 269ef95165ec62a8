"""A text-to-video model is for a plan and the later ones: who may use it, who may not, and what would help them."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from billing.entitlements import may, plans_within
from billing.models import GrantedPlan, Price, Subscription
from billing.plans import catalogue
from catalog.models import Account

pytestmark = pytest.mark.django_db

ORDER = ["free", "starter", "pro", "team"]


@pytest.fixture(autouse=True)
def free_by_default(settings):
    settings.DEFAULT_PLAN = "free"


@pytest.fixture
def ada(make_account):
    return make_account("Ada")


@pytest.fixture
def subscribe(ada):
    """`subscribe("pro", status="past_due")`: what Stripe would have told of Ada's subscription."""

    def make(plan, terms=None, **fields):
        price = Price.objects.create(
            stripe_id=f"price_{plan}", product="prod", plan=plan, cadence="month", currency="eur", amount=2900,
            terms=terms or catalogue().plan(plan).as_json(),
        )  # fmt: skip
        now = timezone.now()
        told = {
            "status": "active",
            "started_at": now,
            "period_start": now,
            "period_end": now + timedelta(days=30),
        }
        return Subscription.objects.create(
            stripe_id="sub", account=ada, price=price, item_id="si", seats=1, **(told | fields)
        )

    return make


@pytest.mark.parametrize("own", ORDER)
@pytest.mark.parametrize("least", ["", *ORDER])
def test_a_model_is_for_its_plan_and_every_later_one(ada, own, least):
    if own != "free":
        GrantedPlan.objects.create(account=ada, plan=own, note="test")
    answer = may(ada, "engine", least)
    assert answer.allowed == (not least or ORDER.index(own) >= ORDER.index(least))
    assert (least in plans_within(ada)) == answer.allowed
    if not answer.allowed:
        assert answer.sentence == (
            f"The {own.capitalize()} plan does not have this engine. {least.capitalize()} does: see Plans."
        )
        assert answer.plan == least


def test_whoever_pays_has_what_the_plan_has(ada, subscribe):
    subscribe("pro")
    assert may(ada, "engine", "pro").allowed
    assert not may(ada, "engine", "team").allowed


def test_a_failed_payment_changes_nothing_within_the_grace_and_says_how_to_come_back_after(ada, subscribe):
    row = subscribe("pro", status="past_due", past_due_since=timezone.now())
    assert may(ada, "engine", "pro").allowed
    row.past_due_since -= timedelta(days=catalogue().grace_days, hours=1)
    row.save()
    answer = may(ada, "engine", "pro")
    assert not answer.allowed
    assert answer.remedy == "The last payment for Pro failed: pay it under Billing and everything is back."
    assert plans_within(ada) == {"", "free"}
    assert may(ada, "engine", "team").remedy == "Team does: see Plans."  # paying would not help with this one


def test_a_paused_plan_is_to_be_gone_on_with(ada, subscribe):
    subscribe("pro", paused=True)
    answer = may(ada, "engine", "starter")
    assert (answer.allowed, answer.plan) == (False, "pro")
    assert answer.remedy == "Your Pro plan is paused: let it go on under Billing."


def test_a_gift_that_ended_is_a_gift_no_more(ada):
    GrantedPlan.objects.create(account=ada, plan="pro", until=timezone.now() - timedelta(days=1), note="test")
    assert not may(ada, "engine", "starter").allowed


def test_the_plan_that_everybody_has_counts(ada, settings):
    settings.DEFAULT_PLAN = "pro"
    assert may(ada, "engine", "pro").allowed
    assert plans_within(None) == {"", "free", "starter", "pro"}


def test_a_guest_is_shown_what_an_account_without_a_plan_may_use():
    assert plans_within(None) == {"", "free"}


def test_the_house_may_use_every_model_even_of_a_plan_that_is_none(make_account):
    house = make_account("House", kind=Account.Kind.HOUSE)
    assert may(house, "engine", "team").allowed
    assert may(house, "engine", "gold").allowed
    assert plans_within(house) == {"", *ORDER}


def test_a_model_of_no_known_plan_is_for_nobody_and_no_promise_is_made(ada):
    answer = may(ada, "engine", "gold")
    assert (answer.allowed, answer.remedy, answer.plan) == (False, "", "")
    assert "gold" in answer.reason


@pytest.mark.parametrize(
    ("cents", "reaches"), [(2900, "pro"), (9900, "team"), (1500, "starter"), (900, "free")]
)
def test_a_plan_that_is_sold_no_more_reaches_as_far_as_its_price(ada, subscribe, cents, reaches):
    old = replace(catalogue().plan("pro"), id="gold", name="Gold", prices={"month": {"eur": cents}})
    subscribe("gold", terms=old.as_json())
    assert plans_within(ada) == {"", "gold", *ORDER[: ORDER.index(reaches) + 1]}
    for least in ORDER:
        assert may(ada, "engine", least).allowed == (ORDER.index(least) <= ORDER.index(reaches)), least
    assert may(ada, "engine", "gold").allowed
