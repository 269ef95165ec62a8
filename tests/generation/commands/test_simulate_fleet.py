"""The simulated fleet: what it says, that it says the same again, and what it turns down."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from generation.models import EngineTiming, Job
from tests.generation.asking import ask_for

pytestmark = pytest.mark.django_db

GIVEN = ("--engine", "studio=20")
TWO = ("--engine", "wan=60:60", "--engine", "ltx=20:40")


def said(*arguments, errors=None):
    out = StringIO()
    call_command("simulate_fleet", *arguments, stdout=out, stderr=errors or StringIO())
    return out.getvalue()


def measured(*arguments):
    return json.loads(said(*arguments, "--json"))["replays"]


def test_every_pattern_is_replayed_and_the_same_seed_says_the_same():
    first = said(*GIVEN)
    assert [line.partition(":")[0] for line in first.splitlines() if line.endswith(".")] == [
        "quiet", "rush", "team", "free", "fast",
    ]  # fmt: skip
    assert said(*GIVEN) == first
    assert said(*GIVEN, "--seed", "2") != first


def test_the_patterns_show_what_the_policy_is_for():
    team, free, fast = (measured(*GIVEN, "--pattern", name)[0] for name in ("team", "free", "fast"))
    assert team["policy"]["first_waits"]["p95"] < 60 < 300 < team["fifo"]["first_waits"]["p95"]
    assert (
        free["policy"]["by_class"]["paid"]["median"] < 60 < 600 < free["fifo"]["by_class"]["paid"]["median"]
    )
    assert fast["policy"]["in_time"] == fast["policy"]["promised"] > 100 > 0
    for one in (team, free, fast):
        assert one["policy"]["beyond"] == 0
        assert one["policy"]["utilisation"] == pytest.approx(one["fifo"]["utilisation"], rel=0.1)


def test_models_that_have_to_be_loaded_are_loaded_less_often():
    [rush] = measured(*TWO, "--pattern", "rush")
    assert 0 < rush["policy"]["reloads"] < 0.8 * rush["fifo"]["reloads"]


def test_more_workers_serve_more_people_as_well():
    [two], [eight] = (measured(*GIVEN, "--pattern", "rush", "--workers", n) for n in ("2", "8"))
    assert eight["policy"]["by_class"]["paid"]["jobs"] > 3 * two["policy"]["by_class"]["paid"]["jobs"]


def test_a_file_of_arrivals(tmp_path):
    path = tmp_path / "arrivals.csv"
    rows = [f"0,team,paid,studio,10,{'' if n else 12}" for n in range(20)] + ["1,Ada,paid,studio,10,"]
    path.write_text("at,account,class,engine,seconds,deadline\n" + "\n".join(rows))
    [one] = measured("--arrivals", str(path), "--workers", "1")
    assert (one["name"], one["policy"]["by_class"]["paid"]["jobs"]) == ("arrivals.csv", 21)
    assert one["policy"]["first_waits"]["worst"] == 9
    assert one["fifo"]["first_waits"]["worst"] == 199
    assert (one["policy"]["promised"], one["policy"]["in_time"]) == (1, 1)


def test_the_installations_own_history_is_replayed_and_not_changed(team, charlie):
    for number in range(4):
        ask_for(team, seed=number)
    cancelled = ask_for(charlie.accounts.get(), seed=9)
    old = ask_for(charlie.accounts.get(), seed=10)
    Job.objects.filter(pk=cancelled.job_id).update(state=Job.State.CANCELLED)
    Job.objects.filter(pk=old.job_id).update(created_at=timezone.now() - timedelta(days=9))
    Job.objects.filter(account=team).update(render_seconds=30)
    before = list(Job.objects.order_by("pk").values())
    [one] = measured("--from-history", "--workers", "1")
    assert one["policy"]["by_class"] == one["fifo"]["by_class"]
    assert one["policy"]["by_class"]["fast lane"]["jobs"] == 4
    assert one["policy"]["longest_wait"] == pytest.approx(90, abs=5)
    assert measured("--from-history", "--days", "10")[0]["policy"]["by_class"]["fast lane"]["jobs"] == 5
    assert list(Job.objects.order_by("pk").values()) == before


def test_without_seconds_what_was_measured_here_is_taken(make_account):
    errors = StringIO()
    said("--pattern", "quiet", errors=errors)
    assert "estimated for five seconds" in errors.getvalue()
    account = make_account("Ada")
    for number in range(5):
        Job.objects.create(
            account=account, spec={}, spec_hash=str(number), state=Job.State.DONE, seconds_expected=1,
            render_seconds=30 + number,
        )  # fmt: skip
    said("--pattern", "quiet", errors=(errors := StringIO()))
    assert "studio: 32.0 s a usual job, the median of its last 5 jobs." in errors.getvalue()
    assert not EngineTiming.objects.exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--pattern", "noon"), "There is no pattern “noon”; choose one of: quiet"),
        (("--workers", "0"), "--workers 0 is not possible; choose 1 to 1,000"),
        (("--workers", "two"), "--workers two is not possible"),
        (("--seed", "-1"), "--seed -1 is not possible"),
        (("--days", "0", "--from-history"), "--days 0 is not possible"),
        (("--from-history",), "Nothing was asked for here in 7 days"),
        (("--engine", "nowhere"), "There is no engine “nowhere” .*nowhere=60"),
        (("--engine", "=5"), "names no engine"),
        (("--engine", "a="), "“” is not a number of seconds"),
        (("--engine", "a=nan"), "“nan” is not a number"),
        (("--engine", "a=-5"), "“-5” is not a number"),
        (("--engine", "a=5:soon"), "“soon” is not a number"),
        (("--engine", "a=86400", "--pattern", "quiet"), "nobody comes within the pattern"),
        (("--engine", "a=0.01"), "more than 20,000 requests"),
        (("--arrivals", "/nowhere.csv"), "can't be read"),
        (("--arrivals", "a.csv", "--pattern", "quiet"), "not allowed with"),
    ],
)
def test_what_makes_no_sense_is_turned_down_with_what_would(arguments, sentence):
    with pytest.raises(CommandError, match=sentence):
        said(*arguments)
