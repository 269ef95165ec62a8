"""What becomes of the jobs of a process in which one hangs. That it ends is seen with a real process (tests/flows)."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from billing import ledger
from billing.audit import audit
from generation.jobs import watchdog
from generation.jobs.heartbeat import Heartbeat
from generation.jobs.lease import LeaseLost
from generation.jobs.settle import give_back
from generation.jobs.store import key_of
from generation.models import Job, RenderRequest
from tests.generation.asking import ask_for, begun

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture
def request_(team, media):
    return ask_for(team)


def of(job):
    return Heartbeat(job, takes=1)


def test_the_job_that_hangs_goes_back_at_once_and_at_the_cost_of_an_attempt(request_, team):
    job = begun(request_)
    stray = default_storage.save(key_of(job.takes.get(), "master"), ContentFile(b"half"))
    watchdog._let_go(of(job), 130.0)
    job.refresh_from_db()
    assert (job.state, job.attempts, job.lease_token) == (Job.State.QUEUED, 1, None)
    assert job.events.last().note == "no step for 130 s: its worker hangs"
    assert not default_storage.exists(stray)
    assert ledger.balance(team).held == 2


def test_the_others_lose_no_attempt(request_):
    job = begun(request_)
    watchdog._let_go(of(job), None)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (Job.State.QUEUED, 0)


def test_a_job_that_hangs_every_time_ends_and_the_credits_come_back(
    request_, team, settings, django_capture_on_commit_callbacks
):
    settings.JOB_ATTEMPTS = 2
    watchdog._let_go(of(begun(request_)), 130.0)
    watchdog._let_go(of(begun(request_)), 130.0)
    request_.refresh_from_db()
    assert (request_.state, request_.job.attempts) == (RenderRequest.State.FAILED, 2)
    assert "stopped answering" in request_.job.error
    assert (ledger.balance(team).available, ledger.balance(team).held) == (20, 0)
    assert audit() == []


def test_a_job_that_is_somebody_elses_by_now_is_left_alone(request_):
    job = begun(request_)
    give_back(Job.objects.get(), "worker is gone")
    later = begun(request_)
    stored = default_storage.save(key_of(later.takes.get(), "master"), ContentFile(b"theirs"))
    with pytest.raises(LeaseLost):
        watchdog._let_go(of(job), 130.0)
    assert default_storage.exists(stored)
    assert Job.objects.get().lease_token == later.lease_token


def test_a_render_is_looked_at_while_it_runs(request_):
    with of(begun(request_)) as heartbeat:
        assert heartbeat in watchdog._running
    assert heartbeat not in watchdog._running
