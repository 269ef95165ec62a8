"""Whose turn it is, and that a job has one owner."""

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from generation.jobs.claim import claim, claim_next, waiting
from generation.jobs.settle import give_back
from generation.models import Job, RenderRequest
from generation.requests.ask import Ask
from generation.requests.submit import submit
from tests.generation.asking import PROMPT, ask_for
from tests.threads import at_once

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture
def accounts(make_account):
    return [make_account(name, credits=100) for name in ("Ada", "Ben", "Cleo")]


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
    for account in (ada, ben):
        job = asked(account, 1)
        claim(job.pk)
        Job.objects.filter(pk=job.pk).update(state=Job.State.DONE)
    a2, b2 = asked(ada, 2), asked(ben, 3)
    Job.objects.filter(account=ada, state=Job.State.DONE).update(
        started_at=timezone.now() + timedelta(seconds=1)
    )
    assert turns(2) == [b2, a2]


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
