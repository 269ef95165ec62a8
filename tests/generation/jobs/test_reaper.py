"""What a dead worker held is taken back, and a lost hint is sent again."""

from datetime import timedelta

import pytest
from celery import current_app
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from billing import ledger
from billing.audit import audit
from catalog.models import Clip
from generation.jobs.cancel import cancel
from generation.jobs.claim import claim
from generation.jobs.reaper import end_unoffered, reap, wake
from generation.jobs.settle import complete
from generation.jobs.store import key_of
from generation.models import Job, RenderRequest, RenderWorker
from tests.generation.asking import ask_for, begun, give_clips, let_lease_run_out
from tests.threads import at_once

pytestmark = [pytest.mark.database, pytest.mark.django_db]

State = RenderRequest.State


def credits(account):
    row = ledger.balance(account)
    return row.available, row.held


def state(row):
    row.refresh_from_db()
    return row.state


def test_a_living_worker_is_left_alone(team):
    job = begun(ask_for(team))
    assert reap() == 0
    assert state(job) == Job.State.RENDERING


def test_a_dead_workers_job_goes_back_into_the_queue(team):
    request = ask_for(team)
    job = begun(request)
    let_lease_run_out(job)
    assert (reap(), reap()) == (1, 0)
    assert (state(job), state(request), job.lease_token) == (Job.State.QUEUED, State.QUEUED, None)
    assert credits(team) == (18, 2)
    assert claim(job.pk).attempts == 2


def test_its_half_stored_files_are_removed_and_finished_takes_are_kept(
    team, make_clip, django_capture_on_commit_callbacks
):
    job = begun(ask_for(team, takes=2))
    done, half = job.takes.all()
    done.clip = make_clip(team, state=Clip.State.REVIEWING)
    done.save()
    kept, stray = (default_storage.save(key_of(take, "master"), ContentFile(b"x")) for take in (done, half))
    let_lease_run_out(job)
    with django_capture_on_commit_callbacks(execute=True):
        reap()
    assert default_storage.exists(kept)
    assert not default_storage.exists(stray)
    assert Clip.objects.filter(pk=done.clip_id).exists()


def test_the_third_death_is_the_end_and_the_credits_come_back(team, settings):
    settings.JOB_ATTEMPTS = 3
    request = ask_for(team)
    for death in (1, 2, 3):
        let_lease_run_out(begun(request))
        reap()
        assert state(request) == (State.FAILED if death == 3 else State.QUEUED)
    assert state(request.job) == Job.State.FAILED
    assert "Your credits are back" in request.job.error
    assert credits(team) == (20, 0)
    assert audit() == []


def test_a_cancelled_job_whose_worker_died_ends(team):
    request = ask_for(team)
    job = begun(request)
    cancel(request)
    let_lease_run_out(job)
    assert reap() == 1
    assert (state(job), state(request)) == (Job.State.CANCELLED, State.CANCELLED)
    assert credits(team) == (20, 0)


@pytest.mark.django_db(transaction=True)
def test_several_reapers_take_a_job_back_once(make_account):
    job = begun(ask_for(make_account("Ada", credits=10)))
    let_lease_run_out(job)
    assert sum(at_once([reap] * 4)) == 1
    assert job.events.filter(note__endswith="is gone").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_finish_and_a_reaper_at_the_same_instant_agree(make_account, make_clip):
    account = make_account("Ada", credits=10)
    request = ask_for(account)
    job = begun(request)
    give_clips(job, make_clip)
    let_lease_run_out(job)
    at_once([lambda: complete(job), reap])
    assert (state(request), credits(account)) in ((State.READY, (8, 0)), (State.QUEUED, (8, 2)))
    assert audit() == []


@pytest.fixture
def messages():
    """How many hints lie in the render queue; emptied before and after."""
    with current_app.connection_for_write() as connection:
        queue = connection.SimpleQueue("render")
        queue.clear()
        yield queue.qsize
        queue.clear()


@pytest.mark.parametrize(
    ("hinted", "wakes"),
    [(None, 1), (timedelta(seconds=5), 0), (timedelta(seconds=31), 1)],
    ids=["never", "just now", "long ago"],
)
def test_a_queued_job_whose_hint_is_missing_or_old_is_hinted_again(team, messages, hinted, wakes):
    ask_for(team)
    Job.objects.update(hinted_at=timezone.now() - hinted if hinted else None)
    assert wake() == wakes
    assert messages() == wakes
    assert wake() == 0


def test_a_retry_is_not_hinted_before_its_time(team, messages):
    ask_for(team)
    Job.objects.update(not_before=timezone.now() + timedelta(minutes=1))
    assert (wake(), messages()) == (0, 0)


@pytest.mark.parametrize("over", ["rendering", "done"])
def test_only_what_is_queued_is_hinted(team, over):
    request = ask_for(team)
    begun(request)
    if over == "done":
        Job.objects.update(state=over)
    assert wake() == 0


def test_a_broker_that_is_down_is_asked_once_a_round(team, dead_broker):
    for seed in range(3):
        ask_for(team, seed=seed)
    assert wake() == 0
    assert not Job.objects.exclude(hinted_at=None).exists()


@pytest.fixture
def model_job(team, gpu_worker):
    return ask_for(team, engine="stand-in", duration_ms=2_000, resolution="360p").job


def test_hints_for_a_model_are_not_gathered_while_nobody_serves_it(model_job):
    Job.objects.update(hinted_at=timezone.now() - timedelta(minutes=5))
    RenderWorker.objects.update(seen_at=timezone.now() - timedelta(minutes=5))
    assert wake() == 0
    RenderWorker.objects.update(seen_at=timezone.now())
    assert wake() == 1


def test_a_job_of_an_engine_that_was_taken_away_ends_with_its_credits_returned(team, model_job, orders):
    Job.objects.update(engine="gone")
    assert wake() == 0
    assert (end_unoffered(), end_unoffered()) == (1, 0)
    assert (state(model_job), state(model_job.requests.get())) == (Job.State.FAILED, State.FAILED)
    assert "gone is not offered any more" in model_job.error
    assert credits(team) == (20, 0)
    assert audit() == []


def test_an_engine_that_a_worker_still_serves_is_offered(model_job):
    Job.objects.update(engine="gone")
    RenderWorker.objects.update(engines=["gone"])
    assert end_unoffered() == 0
    assert state(model_job) == Job.State.QUEUED


def test_what_waits_for_an_engine_that_is_there_is_left_alone(team, model_job):
    ask_for(team)
    RenderWorker.objects.all().delete()
    assert end_unoffered() == 0
