"""Telling the workers: once the work is committed, and without needing them to hear it."""

import pytest
from celery import current_app
from django.db import transaction

from generation.jobs.hint import hint_later, send_hint
from generation.models import Job, RenderRequest
from generation.requests.follow import follow
from tests.generation.asking import ask_for, begun

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture
def queue():
    yield from queue_named("render")


@pytest.fixture
def model_queue():
    yield from queue_named("render.stand-in")


def queue_named(name):
    with current_app.connection_for_write() as connection:
        queue = connection.SimpleQueue(name)
        queue.clear()
        yield queue
        queue.clear()


def test_a_submit_hints_once_it_is_committed(team, queue, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        request = ask_for(team)
        assert queue.qsize() == 0
    assert queue.get(timeout=1).headers["task"] == "generation.tasks.render_next"
    request.job.refresh_from_db()
    assert request.job.hinted_at is not None
    assert not follow(request).waiting_for_queue


@pytest.mark.django_db(transaction=True)
def test_work_that_was_rolled_back_is_not_hinted(make_account, queue):
    account = make_account("Ada", credits=10)
    job = ask_for(account).job
    queue.clear()
    with transaction.atomic():
        hint_later(job)
        transaction.set_rollback(True)
    assert queue.qsize() == 0


def test_with_the_broker_down_the_request_waits_and_says_so(
    team, dead_broker, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        request = ask_for(team)
    request.refresh_from_db()
    assert (request.state, request.job.hinted_at) == (RenderRequest.State.QUEUED, None)
    assert follow(request).waiting_for_queue
    assert request.hold.state == "held"


def test_a_hint_that_fails_takes_back_the_earlier_one(team, dead_broker):
    request = ask_for(team)
    Job.objects.update(hinted_at=request.created_at)
    assert send_hint(request.job_id, "studio") is False
    assert Job.objects.get().hinted_at is None


def test_a_hint_for_a_job_that_began_meanwhile_leaves_it_alone(team, queue):
    request = ask_for(team)
    begun(request)
    assert send_hint(request.job_id, "studio") is True
    assert Job.objects.get().hinted_at is None


def test_joining_a_render_under_way_needs_no_hint(team, charlie, queue, django_capture_on_commit_callbacks):
    begun(ask_for(team))
    with django_capture_on_commit_callbacks(execute=True):
        ask_for(charlie.accounts.get())
    assert queue.qsize() == 0


@pytest.mark.usefixtures("gpu_worker")
def test_a_models_job_is_hinted_to_its_own_workers(
    team, queue, model_queue, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        ask_for(team, engine="stand-in", duration_ms=2_000, resolution="360p")
    assert model_queue.get(timeout=1).headers["task"] == "generation.tasks.render_next"
    assert queue.qsize() == 0


def test_of_an_engine_that_is_not_offered_nobody_is_told(team, queue):
    request = ask_for(team)
    assert send_hint(request.job_id, "gone") is False
    assert queue.qsize() == 0
