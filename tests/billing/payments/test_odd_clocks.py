"""Clocks that differ or jump: nothing is granted twice, and nothing that is over comes back."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from billing import ledger, periods
from billing.audit import audit
from billing.ledger import balance
from billing.models import Bucket, PlanPeriod, SandboxClock
from billing.payments import sandbox_clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def sandbox_time(settings):
    """`sandbox_time(days)`: so far ahead is the sandbox's clock."""
    settings.STRIPE_SANDBOX = "http://127.0.0.1:9"
    return lambda days: SandboxClock.objects.update_or_create(pk=1, defaults={"ahead": days * 86_400})


@pytest.fixture
def account(make_account, settings):
    settings.DEFAULT_PLAN = "free"
    return make_account("Ada")


def test_free_months_come_once_each_however_the_clock_jumps(account, sandbox_time):
    seen = []
    for days in (0, 35, 0, 35, 70, 35):
        sandbox_time(days)
        periods.begin_free_months()
        ledger.expire_due()
        seen.append(PlanPeriod.objects.filter(account=account).count())
    assert seen == [1, 2, 2, 2, 3, 3]
    assert Bucket.objects.filter(account=account, remaining__gt=0).count() == 1
    assert audit() == []


def test_what_expired_stays_expired_when_the_clock_goes_back(account, sandbox_time):
    sandbox_time(0)
    periods.begin_free_months()
    assert balance(account).available == 5
    sandbox_time(40)
    assert balance(account).available == 0  # not swept yet, and not shown any more
    ledger.expire_due()
    sandbox_time(0)
    assert balance(account).available == 0
    assert audit() == []


def test_a_month_that_begins_a_little_later_by_stripes_clock_is_granted_with_its_payment(account):
    start = timezone.now() + timedelta(minutes=2)
    PlanPeriod.objects.create(
        account=account, key="k", plan="free", starts_at=start, ends_at=start + timedelta(days=30),
        expires_at=start + timedelta(days=30), credits=7, cap=7,
    )  # fmt: skip
    assert periods.begin_due(account) == 1
    assert balance(account).available == 7


def test_a_sandbox_clock_behind_ours_is_ours(settings):
    settings.STRIPE_SANDBOX = "http://127.0.0.1:9"
    sandbox_clock.follow(int(time.time()) - 1000)
    assert SandboxClock.objects.get().ahead == 0


def test_without_the_sandbox_its_clock_counts_for_nothing(account):
    SandboxClock.objects.create(pk=1, ahead=10**8)
    periods.begin_free_months()
    assert PlanPeriod.objects.get().starts_at <= timezone.now()
