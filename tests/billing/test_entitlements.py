"""May this account do this, and if not, why and what would: one answer for every plan and state."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from billing import fastlane
from billing.entitlements import may, plan_allows, seats
from billing.models import FastMinutes, GrantedPlan
from billing.standing import standing
from catalog.models import Account

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def free_by_default(settings):
    settings.DEFAULT_PLAN = "free"


@pytest.fixture
def ada(make_account):
    return make_account("Ada")


def give(account, plan, **fields):
    GrantedPlan.objects.update_or_create(account=account, defaults={"plan": plan, "note": "test"} | fields)


@pytest.mark.parametrize(
    ("what", "value", "least"),
    [
        ("resolution", 720, "free"),
        ("resolution", 1080, "starter"),
        ("resolution", 2160, "pro"),
        ("download_height", 1080, "starter"),
        ("takes", 1, "free"),
        ("takes", 2, "starter"),
        ("takes", 4, "pro"),
        ("licence_tier", "standard", "free"),
        ("licence_tier", "extended", "starter"),
        ("licence_tier", "exclusive", "pro"),
        ("private", None, "pro"),
        ("api", None, "pro"),
        ("fast_lane", 5_000, "starter"),
    ],
)
def test_each_plan_allows_what_the_file_says_and_names_the_plan_that_does(ada, what, value, least):
    order = ["free", "starter", "pro", "team"]
    for plan in order:
        give(ada, plan)
        if plan == "free":
            GrantedPlan.objects.all().delete()
        answer = may(ada, what, value)
        assert answer.allowed == (order.index(plan) >= order.index(least)), plan
        if not answer.allowed:
            assert answer.reason
            assert least.capitalize() in answer.remedy
            assert answer.sentence.endswith(".")


def test_what_no_plan_has_is_said_without_a_promise(ada):
    answer = may(ada, "resolution", 4320)
    assert (answer.allowed, answer.remedy, answer.plan) == (False, "", "")


def test_the_house_may_do_everything(make_account):
    house = make_account("House", kind=Account.Kind.HOUSE)
    assert may(house, "resolution", 2160).allowed
    assert may(house, "fast_lane", 10**9).allowed


def test_a_gift_ends_on_its_day(ada):
    give(ada, "pro", until=timezone.now() + timedelta(days=1))
    assert standing(ada).state == "granted"
    give(ada, "pro", until=timezone.now() - timedelta(seconds=1))
    assert (standing(ada).state, standing(ada).plan.id) == ("none", "free")


def test_seats(ada):
    assert seats(ada) == 1
    assert "for one person" in may(ada, "seats", 2).reason
    give(ada, "team", seats=3)
    assert (seats(ada), may(ada, "seats", 3).allowed) == (3, True)
    assert may(ada, "seats", 4).remedy == "Add seats under Billing."
    assert "at most 100 seats" in may(ada, "seats", 101).reason


def test_minutes_in_the_fast_lane_are_used_up_and_come_back_next_month(ada):
    give(ada, "starter")
    assert fastlane.take(ada, 9 * 60_000)
    assert not fastlane.take(ada, 2 * 60_000)
    assert fastlane.take(ada, 60_000)
    assert FastMinutes.used(ada) == 600_000
    assert "10 minutes in the fast lane are used" in may(ada, "fast_lane", 1).reason
    FastMinutes.objects.update(month=(timezone.now() - timedelta(days=40)).date().replace(day=1))
    assert fastlane.take(ada, 60_000)


def test_whoever_runs_a_site_without_payments_may_open_a_plan_to_everybody(ada, settings):
    settings.DEFAULT_PLAN = "team"
    assert plan_allows(ada).private
    assert standing(ada).state == "none"


def test_the_command_gives_and_takes_back(ada, capsys):
    call_command("grant_plan", "Ada", "pro", "--until", "2030-01-31", "--note", "A prize")
    assert capsys.readouterr().out == "Ada has the Pro plan until 2030-01-31.\n"
    assert standing(ada).plan.id == "pro"
    call_command("grant_plan", "Ada", "free")
    assert standing(ada).plan.id == "free"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["Nobody", "pro"], "no account"),
        (["Ada", "gold"], "choose one of: free, starter, pro, team"),
        (["Ada", "pro", "--until", "tomorrow"], "no day"),
        (["Ada", "team", "--seats", "0"], "at least one seat"),
    ],
)
def test_the_command_says_what_is_wrong(ada, arguments, words):
    with pytest.raises(CommandError, match=words):
        call_command("grant_plan", *arguments)
    assert not GrantedPlan.objects.exists()
