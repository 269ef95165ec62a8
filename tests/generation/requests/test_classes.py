"""In which class a request waits: the fast lane, a paid plan's, or everybody's."""

from datetime import timedelta

import pytest
from django.utils import timezone

from billing.models import Dispute, FastMinutes, GrantedPlan, Subscription
from billing.models.subscription import Price
from billing.plans import catalogue
from catalog.models import Account
from generation.requests.classes import class_of, ordinary_class
from generation.scheduling.model import FAST, NORMAL, PAID

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def free_by_default(settings):
    settings.DEFAULT_PLAN = "free"


@pytest.fixture
def ada(make_account):
    return make_account("Ada")


def subscribed(account, status, **fields):
    price, _ = Price.objects.get_or_create(
        stripe_id="price_1", product="prod_1", plan="pro", cadence="month", currency="eur", amount=2_900,
        terms=catalogue().plan("pro").as_json(),
    )  # fmt: skip
    now = timezone.now()
    return Subscription.objects.create(
        stripe_id="sub_1", account=account, price=price, item_id="si_1", seats=1, status=status, started_at=now,
        period_start=now, period_end=now + timedelta(days=30), **fields,
    )  # fmt: skip


def test_without_a_plan_it_is_everybodys(ada):
    assert class_of(ada, 5_000) == ordinary_class(ada) == NORMAL


def test_a_guests_and_the_houses_too(make_account):
    assert class_of(None, 5_000) == NORMAL
    assert class_of(make_account("House", kind=Account.Kind.HOUSE), 5_000) == NORMAL


def test_a_plan_with_fast_minutes_left_has_the_fast_lane_for_what_fits(ada):
    GrantedPlan.objects.create(account=ada, plan="starter", note="test")
    assert class_of(ada, 5_000) == FAST
    assert class_of(ada, 600_001) == PAID
    FastMinutes.objects.create(account=ada, month=timezone.now().date().replace(day=1), used_ms=596_000)
    assert (class_of(ada, 4_000), class_of(ada, 5_000)) == (FAST, PAID)
    assert FastMinutes.used(ada) == 596_000


@pytest.mark.parametrize("status", ["active", "trialing"])
def test_a_subscription_in_force_is_ahead(ada, status):
    subscribed(ada, status)
    assert ordinary_class(ada) == PAID


def test_a_failed_payment_counts_as_paid_while_the_grace_lasts_and_no_longer(ada):
    row = subscribed(ada, "past_due", past_due_since=timezone.now() - timedelta(days=1))
    assert ordinary_class(ada) == PAID
    row.past_due_since -= timedelta(days=catalogue().grace_days)
    row.save()
    assert ordinary_class(ada) == NORMAL


def test_a_disputed_payment_puts_nobody_ahead(ada):
    subscribed(ada, "active")
    Dispute.objects.create(
        stripe_id="dp_1",
        account=ada,
        status="needs_response",
        amount=1,
        currency="eur",
        created_at=timezone.now(),
    )
    assert ordinary_class(ada) == NORMAL


def test_a_plan_that_everybody_has_puts_nobody_ahead(ada, settings):
    settings.DEFAULT_PLAN = "pro"
    assert ordinary_class(ada) == NORMAL
    subscribed(ada, "unpaid", past_due_since=timezone.now() - timedelta(days=99))
    assert ordinary_class(ada) == NORMAL


def test_a_gift_that_has_ended_puts_nobody_ahead(ada):
    GrantedPlan.objects.create(account=ada, plan="pro", note="test", until=timezone.now() - timedelta(days=1))
    assert ordinary_class(ada) == NORMAL
