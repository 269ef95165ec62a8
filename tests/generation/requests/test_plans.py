"""What a plan allows decides what may be asked for; a refused ask writes and holds nothing."""

import pytest
from django.utils import timezone

from billing.models import FastMinutes, GrantedPlan, Hold
from catalog.models import Membership
from generation.models import RenderRequest
from generation.requests.refusal import AskRefused
from generation.scheduling.model import FAST, NORMAL, PAID
from tests.generation.asking import ask_for

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def free_by_default(settings):
    settings.DEFAULT_PLAN = "free"


@pytest.mark.parametrize(
    ("settings_", "field", "words"),
    [
        ({"resolution": "1080p"}, "resolution", "up to 720p, and this is 1080p. Starter does"),
        ({"resolution": "720p", "takes": 2}, "takes", "1 take of a request"),
        ({"resolution": "720p", "private": True}, "private", "no private clips. Pro does"),
    ],
)
def test_more_than_the_plan_has_is_refused_with_the_plan_that_does(team, settings_, field, words):
    with pytest.raises(AskRefused, match=words) as refused:
        ask_for(team, **settings_)
    assert refused.value.code == field
    assert not RenderRequest.objects.exists()
    assert not Hold.objects.exists()


def test_what_the_plan_has_is_taken(team):
    assert ask_for(team, resolution="720p").job.priority == NORMAL
    GrantedPlan.objects.create(account=team, plan="pro", note="test")
    assert ask_for(team, resolution="2160p", takes=4, private=True, duration_ms=2_000).job.priority == FAST
    assert FastMinutes.used(team) == 8_000


def test_when_the_fast_minutes_are_used_clips_queue_as_usual(team):
    GrantedPlan.objects.create(account=team, plan="starter", note="test")
    FastMinutes.objects.create(account=team, month=timezone.now().date().replace(day=1), used_ms=600_000)
    job = ask_for(team).job
    assert (job.priority, job.deadline) == (PAID, None)


def test_a_members_cap_ends_their_spending_and_nobody_elses(team, alice, bob):
    GrantedPlan.objects.create(account=team, plan="starter", note="test")
    Membership.objects.filter(account=team, user=bob).update(monthly_cap=3)
    ask_for(team, user=bob)
    with pytest.raises(AskRefused, match="1 are left of your monthly cap"):
        ask_for(team, user=bob, seed=2)
    assert Hold.objects.filter(user=bob).count() == 1
    assert ask_for(team, user=alice, seed=3).hold.user == alice
