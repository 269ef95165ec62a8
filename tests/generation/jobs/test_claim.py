"""Whose turn it is, and that a job has one owner."""

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from generation.engine import registry
from generation.engine.diffusion.configured import ConfiguredModel
from generation.engine.diffusion.families import wan
from generation.jobs.claim import claim, claim_next, waiting
from generation.jobs.served import Served
from generation.jobs.settle import give_back
from generation.models import EngineTiming, Job, RenderRequest
from generation.requests.ask import Ask
from generation.requests.submit import submit
from generation.scheduling.model import NORMAL, PAID
from tests.generation.asking import PROMPT, ask_for
from tests.threads import at_once

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture
def accounts(make_account):
    return [make_account(name, credits=100) for name in ("Ada", "Ben", "Cleo")]


@pytest.fixture
def models():
    kind = wan.KINDS[0]
    registry.configure(ConfiguredModel(name, kind, "/nowhere", kind.presets[0]) for name in ("wan", "ltx"))
    for name in ("wan", "ltx"):
        EngineTiming.objects.create(key=f"load/{name} on H200", seconds_per_unit=60)
    yield
    registry.configure([])


def asked(account, seed, priority=5):
    return submit(account, None, Ask(PROMPT, seed=seed), f"{seed}", priority=priority).job


def turns(count):
    """Claims that many, one after the other."""
    return [claim_next() for _ in range(count)]


def test_nothing_waits_and_nobody_gets_anything(db):
    assert claim_next() is None


def test_the_oldest_goes_first(accounts):
    jobs = [asked(accounts[0], seed) for seed in range(3)]
    assert turns(4) == [*jobs, None]


def test_the_more_urgent_goes_before_the_older(accounts):
    background, normal = asked(accounts[0], 1, priority=9), asked(accounts[0], 2)
    assert turns(2) == [normal, background]


def test_accounts_take_turns(accounts):
    ada, ben, cleo = accounts
    a1, a2, a3 = (asked(ada, seed) for seed in range(3))
    b1, b2 = (asked(ben, seed) for seed in range(10, 12))
    c1 = asked(cleo, 20)
    assert turns(6) == [a1, b1, c1, a2, b2, a3]


def test_who_was_served_longest_ago_goes_first(accounts):
    ada, ben, _ = accounts
    for account, ago in ((ada, 60), (ben, 1_800)):
        job = claim(asked(account, 1).pk)
        Job.objects.filter(pk=job.pk).update(
            state=Job.State.DONE, ended_at=timezone.now() - timedelta(seconds=ago), render_seconds=20
        )
    a2, b2 = asked(ada, 2), asked(ben, 3)
    assert turns(2) == [b2, a2]


def test_a_flood_waits_while_another_account_has_had_less(accounts):
    ada, ben, _ = accounts
    flood = [asked(ada, seed) for seed in range(5)]
    single = asked(ben, 10)
    assert turns(3) == [flood[0], single, flood[1]]


def test_those_who_waited_an_hour_get_one_turn_in_four(accounts):
    late, *jobs = [asked(accounts[0], seed) for seed in range(5)]
    Job.objects.filter(pk=late.pk).update(priority=NORMAL, created_at=timezone.now() - timedelta(minutes=61))
    for job in jobs:
        Job.objects.filter(pk=job.pk).update(priority=PAID)
    assert turns(1) == [late]
    too = asked(accounts[1], 9)
    Job.objects.filter(pk=too.pk).update(
        priority=NORMAL, created_at=timezone.now() - timedelta(minutes=60, seconds=1)
    )
    assert turns(4) == [*jobs[:3], too]


def test_a_worker_gets_what_it_serves(accounts):
    studio, wan, ltx = (asked(accounts[0], seed) for seed in range(3))
    for job, engine in ((wan, "wan"), (ltx, "ltx")):
        Job.objects.filter(pk=job.pk).update(engine=engine)
    assert claim_next(Served(frozenset({"ltx", "hunyuan"}))) == ltx
    assert turns(2) == [studio, None]
    assert claim_next(Served(frozenset({"studio", "wan"}))) == wan


def test_a_loaded_model_goes_first_while_it_spares_a_reload(accounts, models):
    due, loaded = asked(accounts[0], 1), asked(accounts[1], 2)
    for job, engine in ((due, "wan"), (loaded, "ltx")):
        Job.objects.filter(pk=job.pk).update(engine=engine, seconds_expected=10, deadline=None)
    both = frozenset({"wan", "ltx"})
    assert list(waiting(Served(both))) == [due.pk, loaded.pk]
    assert list(waiting(Served(both, frozenset({"ltx"})))) == [loaded.pk, due.pk]
    for number in range(2):  # a run as long as three times both loads
        begun = claim(asked(accounts[2], 10 + number).pk)
        Job.objects.filter(pk=begun.pk).update(engine="ltx", seconds_expected=200)
    assert list(waiting(Served(both, frozenset({"ltx"})))) == [due.pk, loaded.pk]


def test_what_was_cancelled_in_the_queue_counts_for_nothing(accounts):
    Job.objects.filter(pk=asked(accounts[0], 1).pk).update(
        state=Job.State.CANCELLED, ended_at=timezone.now(), started_at=None
    )
    assert claim_next() is None
    job = asked(accounts[0], 2)
    assert claim_next() == job


def test_looking_takes_the_same_few_queries_however_long_the_queue(accounts, django_assert_num_queries):
    for seed in range(12):
        asked(accounts[seed % 3], seed)
    with django_assert_num_queries(2):
        assert len(list(waiting())) == 12


def test_a_retry_waits_until_its_time(accounts):
    job = asked(accounts[0], 1)
    Job.objects.update(not_before=timezone.now() + timedelta(minutes=1))
    assert list(waiting()) == []
    Job.objects.update(not_before=timezone.now() - timedelta(seconds=1))
    assert claim_next() == job


@pytest.mark.parametrize("fields", [{"cancel_requested": True}, {"state": "done"}, {"state": "failed"}])
def test_what_is_over_is_nobodys_turn(accounts, fields):
    job = asked(accounts[0], 1)
    Job.objects.update(**fields)
    assert claim_next() is None
    assert claim(job.pk) is None


def test_a_claim_takes_a_lease_and_tells_those_who_wait(accounts, settings):
    settings.JOB_LEASE_SECONDS = 30
    request = ask_for(accounts[0])
    job = claim(request.job_id)
    row = Job.objects.get(pk=job.pk)
    assert (row.state, row.attempts, row.phase, row.progress) == (Job.State.RENDERING, 1, "rendering", 0)
    assert row.lease_token == job.lease_token is not None
    assert timedelta(seconds=28) < row.lease_until - timezone.now() <= timedelta(seconds=30)
    assert row.seconds_left == row.seconds_expected
    assert RenderRequest.objects.get(pk=request.pk).state == RenderRequest.State.RENDERING
    assert row.events.last().note.startswith("attempt 1 by ")


def test_a_job_that_came_back_gets_another_lease(accounts):
    first = claim(asked(accounts[0], 1).pk)
    give_back(first, "worker drained")
    second = claim(first.pk)
    assert second.lease_token != first.lease_token
    assert second.attempts == 2


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_one_gets_the_job(make_account):
    job = asked(make_account("Ada", credits=10), 1)
    won = [one for one in at_once([partial(claim, job.pk)] * 6) if one is not None]
    assert len(won) == 1
    row = Job.objects.get()
    assert (row.lease_token, row.attempts, row.events.filter(note__startswith="attempt").count()) == (
        won[0].lease_token, 1, 1,
    )  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_many_workers_share_a_queue_without_sharing_a_job(make_account):
    account = make_account("Ada", credits=100)
    jobs = {asked(account, seed).pk for seed in range(6)}
    taken = [one.pk for one in at_once([claim_next] * 6) if one is not None]
    assert len(taken) == len(set(taken))
    assert set(taken) <= jobs
    left = [job.pk for job in turns(6 - len(taken))]
    assert sorted([*taken, *left]) == sorted(jobs)


@pytest.mark.usefixtures("gpu_worker")
def test_a_worker_gets_jobs_of_its_own_engines_alone(accounts):
    studio = asked(accounts[0], 1)
    model = ask_for(accounts[1], engine="stand-in", duration_ms=2_000, resolution="360p").job
    other = Served(frozenset({"other"}), frozenset())
    assert claim_next(other) is None
    assert claim_next(Served(frozenset({"stand-in", "other"}), frozenset())) == model
    assert claim_next() == studio
    assert claim_next() is None


@pytest.mark.usefixtures("gpu_worker")
def test_the_studio_takes_no_job_of_a_model(accounts):
    ask_for(accounts[0], engine="stand-in", duration_ms=2_000, resolution="360p")
    assert claim_next() is None
