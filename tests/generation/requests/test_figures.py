"""How good the estimates are, counted from the jobs themselves."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from generation.models import Job
from generation.requests.figures import Figure, figures, sentence, waits

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture
def finished(make_account):
    """`finished(10, 12)`: told 10 seconds, took 12."""
    account = make_account("Ada")

    def make(told, took, *, engine="studio", ago=timedelta(hours=1), waited=(0, 0), **fields):
        ended = timezone.now() - ago
        job = Job.objects.create(
            account=account, spec={}, spec_hash=str(Job.objects.count()), engine=engine, seconds_expected=told,
            render_seconds=took, wait_expected=waited[0],
            **({"state": Job.State.DONE, "ended_at": ended, "started_at": ended, "attempts": 1} | fields),
        )  # fmt: skip
        Job.objects.filter(pk=job.pk).update(created_at=ended - timedelta(seconds=waited[1]))

    return make


def said(*arguments):
    out = StringIO()
    call_command("estimates", *arguments, stdout=out)
    return out.getvalue()


def test_nothing_made_yet(db):
    assert figures() == []
    assert waits() == Figure("", 0, 0)
    assert sentence() == said().strip() == "No clip was made in 30 days."


@pytest.mark.parametrize(
    ("took", "good"), [(7.9, False), (8.1, True), (10, True), (11.9, True), (12.1, False)]
)
def test_a_fifth_more_or_less_is_good(finished, took, good):
    finished(10, took)
    assert figures()[0] == Figure("", 1, int(good))


def test_by_engine_the_busiest_first(finished):
    for took in (10, 10, 99):
        finished(10, took, engine="wan")
    finished(10, 10)
    assert figures() == [Figure("", 4, 3), Figure("wan", 3, 2), Figure("studio", 1, 1)]


@pytest.mark.parametrize(
    "fields",
    [{"state": "failed"}, {"state": "cancelled"}, {"render_seconds": None}, {"ago": timedelta(days=31)}],
)
def test_what_was_not_finished_or_is_too_old_does_not_count(finished, fields):
    finished(10, **({"took": 10} | fields) if "render_seconds" not in fields else {"took": None})
    assert figures() == []


def test_a_wait_is_good_within_a_fifth_or_ten_seconds(finished):
    for waited in ((0, 9), (0, 11), (100, 119), (100, 121)):
        finished(10, 10, waited=waited)
    finished(10, 10, waited=(0, 0), attempts=2)
    assert waits() == Figure("", 4, 2)


def test_the_command_says_it_in_lines_and_as_json(finished):
    for took in (10, 10, 10, 20):
        finished(10, took)
    assert said().splitlines() == [
        "all engines: 75.0% of 4 took within a fifth of what was told; the goal is 90%",
        "studio: 75.0% of 4 took within a fifth of what was told; the goal is 90%",
        "the wait before: 100.0% of 4 took within a fifth of what was told; goal reached",
    ]
    value = json.loads(said("--json"))
    assert value["rendering"][0] == {"engine": "", "jobs": 4, "within": 3, "share": 0.75}
    assert (value["goal"], value["days"], value["waiting"]["jobs"]) == (0.9, 30, 4)


def test_the_status_page_has_the_line(finished, client):
    finished(10, 10)
    assert "100% of 1 took within a fifth" in client.get("/status").content.decode()
