"""The thread beside a render: it keeps the lease, tells progress, and hears that it has to stop."""

import uuid

import numpy as np
import pytest
from django.utils import timezone

from generation.engine.base import Cancelled, Progress
from generation.jobs.cancel import cancel
from generation.jobs.drain import draining
from generation.jobs.heartbeat import Heartbeat
from generation.jobs.movement import WAITING
from generation.models import Job, JobPreview
from tests.generation.asking import ask_for, begun

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]

FRAME = np.full((720, 1280, 3), (200, 100, 50), np.uint8)
#: A cancellation has to be heard within this many seconds.
PROMISED = 2


@pytest.fixture
def request_(make_account):
    return ask_for(make_account("Ada", credits=10))


@pytest.fixture
def job(request_):
    return begun(request_)


def test_a_cancellation_stops_the_render_in_time(request_, job):
    with Heartbeat(job, takes=1) as heartbeat:
        cancel(request_)
        assert heartbeat.control.stop.wait(PROMISED)
        with pytest.raises(Cancelled):
            heartbeat.control.check()
    assert (heartbeat.cancelled, heartbeat.lost) == (True, False)


def test_progress_preview_and_lease_reach_the_database(request_, job):
    before = Job.objects.get().lease_until
    with Heartbeat(job, takes=2) as heartbeat:
        heartbeat.taken = 1
        heartbeat.control.report(Progress(done=30, total=60, phase="finishing"))
        heartbeat.control.on_preview(FRAME)
        cancel(request_)
        assert heartbeat.control.stop.wait(PROMISED)
    row = Job.objects.get()
    assert (row.progress, row.phase) == (0.75, "finishing")
    assert row.lease_until > before
    assert row.seconds_left > 0
    assert bytes(JobPreview.objects.get().jpeg).startswith(b"\xff\xd8")


def test_looking_at_the_frames_is_a_phase_of_its_own(request_, job):
    with Heartbeat(job, takes=1) as heartbeat:
        heartbeat.control.report(Progress(done=60, total=60))
        heartbeat.checking()
        heartbeat._beat()
        row = Job.objects.get(pk=job.pk)
    assert (row.progress, row.phase) == (1.0, "checking")


def test_a_job_that_somebody_else_owns_by_now_is_let_go_of_untouched(job):
    owner = uuid.uuid4()
    Job.objects.update(lease_token=owner, progress=0.2)
    with Heartbeat(job, takes=1) as heartbeat:
        heartbeat.control.report(Progress(done=9, total=10))
        assert heartbeat.control.stop.wait(PROMISED)
    row = Job.objects.get()
    assert (heartbeat.lost, row.lease_token, row.progress) == (True, owner, 0.2)


def test_a_worker_that_is_asked_to_go_stops_its_render(job):
    draining.set()
    try:
        with Heartbeat(job, takes=1) as heartbeat:
            assert heartbeat.control.stop.wait(PROMISED)
    finally:
        draining.clear()
    assert (heartbeat.lost, heartbeat.cancelled) == (False, False)


def test_an_undisturbed_render_is_not_stopped(job):
    with Heartbeat(job, takes=1) as heartbeat:
        assert not heartbeat.control.stop.wait(0.6)
    assert Job.objects.get().lease_until > timezone.now()


@pytest.mark.parametrize(
    ("share", "elapsed", "left"), [(0.0, 3.0, 100.0), (1.0, 80.0, 0.0), (0.25, 50.0, 112.5)]
)
def test_the_time_left_moves_from_the_estimate_to_the_renders_own_pace(job, share, elapsed, left):
    job.seconds_expected = 100.0
    assert Heartbeat(job, takes=1)._seconds_left(share, elapsed) == pytest.approx(left)


def test_waiting_for_the_gpu_is_said_and_is_not_the_renders_own_pace(job, monkeypatch):
    now = 1000.0
    monkeypatch.setattr("generation.jobs.heartbeat.time.monotonic", lambda: now)
    heartbeat = Heartbeat(job, takes=1)
    now += 5
    heartbeat.control.report(Progress(0, 10, WAITING))
    now += 300
    assert heartbeat.worked() == 5
    heartbeat._beat()
    row = Job.objects.get()
    assert (row.phase, row.seconds_left) == (WAITING, None)
    heartbeat.control.report(Progress(0, 10))
    now += 20
    heartbeat.control.report(Progress(10, 10))
    assert heartbeat.worked() == 25
    heartbeat._beat()
    assert Job.objects.get().phase == "rendering"


def test_a_phase_that_is_too_long_to_write_down_is_cut(job):
    heartbeat = Heartbeat(job, takes=1)
    heartbeat.control.report(Progress(0, 10, "compiling the model's blocks"))
    heartbeat._beat()
    assert Job.objects.get().phase == "compiling the model'"
