"""A job from claim to end with an engine that does as it is told: pictures, faults, checkpoints, devices."""

import pytest
from django.core.files.storage import default_storage

from billing import ledger
from billing.audit import audit
from catalog.models import Clip
from generation.engine.base import Bench, RenderControl
from generation.finishing.context import last_frames, read_context
from generation.jobs import failing
from generation.jobs.claim import claim
from generation.jobs.drain import broken
from generation.jobs.inline import render_here
from generation.jobs.run import run
from generation.models import Job, RenderRequest
from tests.generation.asking import ask_for, begun
from tests.generation.stand_in import StandIn, model

pytestmark = [
    pytest.mark.database,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("folders", "gpu_worker"),
]

SHORT = {"engine": "stand-in", "duration_ms": 2_000, "resolution": "360p", "quality": "draft", "fps": 24}
State = RenderRequest.State


@pytest.fixture
def ask(make_account):
    """A function: a request of an account with 20 credits, for two seconds of noise."""
    account = make_account("Ada", credits=20)
    return lambda **settings: ask_for(account, **{**SHORT, "seed": 7, **settings})


def credits(request):
    row = ledger.balance(request.account)
    return row.available, row.held


def again(job):
    """The next attempt, by whichever worker."""
    Job.objects.filter(pk=job.pk).update(not_before=None)
    return claim(job.pk)


def test_a_take_goes_on_from_its_last_whole_segment_and_tells_how_it_was_made(ask, orders, settings):
    request = ask()
    orders.lose_at = 2
    run(begun(request))
    assert orders.made == [(7, 0), (7, 1)]
    assert len(list(settings.CHECKPOINT_DIR.iterdir())) == 1
    orders.lose_at = None
    broken.clear()
    run(again(request.job))
    request.refresh_from_db()
    clip = Clip.objects.get()
    assert request.state == State.READY
    assert orders.made == [(7, 0), (7, 1), (7, 2), (7, 3)]
    assert (clip.engine, clip.renderer, clip.seed, clip.source_type) == (
        "stand-in", "A device", 7, "trainedAlgorithmicMedia",
    )  # fmt: skip
    take, job = clip.take, request.job
    assert (take.made_with, take.reseeded) == ({"model": "stand-in", "segments": 4}, False)
    assert job.device == "A device"
    assert job.render_seconds > 0
    context = clip.renditions.get(kind="context")
    with default_storage.open(context.key) as file:
        kept = read_context(file)
    made = list(frames_of(orders.settings[-1]))
    last = last_frames(len(made), orders.settings[-1].fps)
    assert kept.last.shape == (len(last), 360, 640, 3)
    assert (kept.first == made[0]).all()
    assert all((one == made[index]).all() for one, index in zip(kept.last, last, strict=True))
    assert list(settings.CHECKPOINT_DIR.iterdir()) == []


def frames_of(settings):
    """The frames that the stand-in makes of these settings."""
    return StandIn(model())._frames(settings, RenderControl(), Bench(), {})


def test_a_take_without_a_picture_is_made_once_more_with_another_seed(ask, orders):
    orders.black.add(7)
    request = ask()
    run(begun(request))
    request.refresh_from_db()
    take = request.job.takes.get()
    assert (request.state, take.reseeded) == (State.READY, True)
    assert take.seed == take.clip.seed != 7
    assert [one.seed for one in orders.settings] == [7, take.seed]
    assert orders.benches[0].checkpoints != orders.benches[1].checkpoints


def test_a_picture_that_stays_bad_fails_and_the_credits_come_back(ask, orders, settings):
    request = ask()
    orders.all_bad = True
    run(begun(request))
    request.refresh_from_db()
    assert (request.state, request.job.attempts, len(orders.settings)) == (State.FAILED, 1, 2)
    assert "no usable picture" in request.job.error
    assert credits(request) == (20, 0)
    assert audit() == []
    assert not Clip.objects.exists()
    assert list(settings.CHECKPOINT_DIR.iterdir()) == []


def test_a_lost_device_gives_the_job_back_without_an_attempt_and_breaks_the_process(ask, orders):
    orders.lose_device = True
    request = ask()
    run(begun(request))
    job = Job.objects.get()
    assert (job.state, job.attempts, job.lease_token) == (Job.State.QUEUED, 0, None)
    assert broken.is_set()
    assert credits(request)[1] > 0


def test_a_job_that_every_device_falls_over_ends(ask, orders, settings):
    settings.JOB_ATTEMPTS = 2
    orders.lose_device = True
    request = ask()
    job = request.job
    for _ in range(4):
        run(again(job))
    request.refresh_from_db()
    assert (request.state, request.job.events.filter(note=failing.DEVICE_LOST).count()) == (State.FAILED, 2)
    assert credits(request) == (20, 0)


def test_a_full_disk_is_tried_again_and_said(ask, orders):
    orders.full_disk = True
    request = ask()
    run(begun(request))
    job = Job.objects.get()
    assert (job.state, job.attempts) == (Job.State.QUEUED, 1)
    assert "disk is full" in job.events.last().note
    assert job.not_before is not None


def test_on_the_command_line_a_lost_device_ends_it_with_the_credits_returned(ask, orders):
    orders.lose_device = True
    request = ask()
    said = []
    render_here(request, said.append)
    request.refresh_from_db()
    assert request.state == State.CANCELLED
    assert "device can't be used any more" in said[-1]
    assert credits(request) == (20, 0)
    assert len(orders.settings) == 1
