"""Two GPU workers and their hints: the idle one gets the next job."""

import pytest
from celery import current_app
from django.utils import timezone

from generation.jobs import serving
from generation.jobs.heartbeat import Heartbeat
from generation.jobs.passing import MOST, pass_on
from generation.jobs.presence import process_name
from generation.jobs.served import Served
from generation.models import Job, RenderWorker
from generation.tasks import render_next
from tests.generation.asking import ask_for, begun

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]

SHORT = {"engine": "stand-in", "duration_ms": 2_000, "resolution": "360p"}
SERVED = Served(frozenset({"stand-in"}), frozenset())


@pytest.fixture
def queue():
    with current_app.connection_for_write() as connection:
        queue = connection.SimpleQueue("render.stand-in")
        queue.clear()
        yield queue
        queue.clear()


@pytest.fixture
def account(make_account):
    return make_account("Ada", credits=50)


@pytest.fixture
def busy(gpu_worker, account, queue):
    """This process renders one job, the other worker none, and a second job waits."""
    RenderWorker.objects.create(
        name=process_name(), device="A device", engines=["stand-in"], seen_at=timezone.now()
    )
    job = begun(ask_for(account, seed=1, **SHORT))
    ask_for(account, seed=2, **SHORT)
    queue.clear()
    with Heartbeat(job, takes=1):
        yield


def test_a_busy_worker_leaves_the_job_to_an_idle_one(busy, queue):
    assert pass_on(SERVED, 0) is True
    assert queue.get(timeout=1).payload[0] == [1]


def test_the_task_takes_no_job_then(busy, queue):
    serving.serve(lambda: SERVED)
    try:
        render_next()
    finally:
        serving.serve(None)
    assert queue.qsize() == 1
    assert Job.objects.filter(state=Job.State.QUEUED).count() == 1


def test_it_does_not_go_round_for_ever(busy, queue):
    assert pass_on(SERVED, MOST) is False
    assert queue.qsize() == 0


@pytest.mark.parametrize("why", ["gone", "busy, too", "for another model", "nothing waits"])
def test_where_nobody_idle_could_do_it_the_busy_one_takes_it(busy, queue, why):
    other = RenderWorker.objects.filter(name="gpu-1:7")
    if why == "gone":
        other.delete()
    elif why == "busy, too":
        Job.objects.filter(state=Job.State.QUEUED).update(
            state=Job.State.RENDERING, worker="gpu-1:7", lease_token="0" * 32, lease_until=timezone.now()
        )
    elif why == "for another model":
        other.update(engines=["other"])
    else:
        Job.objects.filter(state=Job.State.QUEUED).update(state=Job.State.CANCELLED)
    assert pass_on(SERVED, 0) is False
    assert queue.qsize() == 0


def test_an_idle_worker_takes_it_itself(gpu_worker, account, queue):
    ask_for(account, **SHORT)
    queue.clear()
    assert pass_on(SERVED, 0) is False
    assert queue.qsize() == 0


def test_the_studio_never_passes_on(busy, queue):
    assert pass_on(None, 0) is False
