"""The starter catalogue asks for itself once, and every prompt of it can be shown."""

import pytest

from billing.models import Hold
from catalog.models import Account
from generation import starter
from generation.brief.parse import parse
from generation.engine.registry import engine
from generation.models import Job, RenderRequest
from generation.scheduling.model import BACKGROUND
from tests.generation.asking import ask_for

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def wanted(settings):
    settings.STARTER_CATALOGUE = True


def test_planting_twice_asks_once():
    assert starter.plant() == 12
    assert starter.plant() == 0
    assert RenderRequest.objects.count() == Job.objects.count() == 12


def test_it_costs_nobody_anything_and_lets_people_go_first(team):
    starter.plant()
    assert not Hold.objects.exists()
    assert set(Job.objects.values_list("priority", flat=True)) == {BACKGROUND}
    assert ask_for(team).job.priority < BACKGROUND


def test_it_belongs_to_the_one_house():
    starter.plant()
    assert starter.house() == Account.objects.get(kind=Account.Kind.HOUSE)
    assert set(RenderRequest.objects.values_list("account__kind", flat=True)) == {"house"}


def test_what_is_missing_is_asked_for_again():
    starter.plant()
    RenderRequest.objects.filter(key="starter-3").delete()
    Job.objects.filter(requests=None).delete()
    assert starter.plant() == 1


@pytest.mark.parametrize("prompt", [prompt for prompt, _ in starter.PROMPTS])
def test_every_starter_prompt_is_shown_and_allowed(prompt):
    coverage = engine("studio").cover(parse(prompt))
    assert (coverage.subject, coverage.offer) == ("shown", "")


def test_progress_counts_what_is_ready():
    assert starter.progress() == (0, 12)
    starter.plant()
    RenderRequest.objects.filter(key__in=["starter-1", "starter-2"]).update(state=RenderRequest.State.READY)
    assert starter.progress() == (2, 12)


def test_who_wants_none_gets_none(settings):
    settings.STARTER_CATALOGUE = False
    assert (starter.plant(), starter.progress()) == (0, (0, 0))
    assert not RenderRequest.objects.exists()
