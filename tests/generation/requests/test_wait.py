"""How long one would wait: the queue played forward on the workers that are there."""

from datetime import timedelta

import pytest
from django.utils import timezone

from generation.engine import registry
from generation.engine.diffusion.configured import ConfiguredModel
from generation.engine.diffusion.families import wan
from generation.jobs.claim import claim_next
from generation.jobs.presence import process_name
from generation.jobs.served import GONE
from generation.models import EngineTiming, Job, RenderWorker
from generation.requests.wait import wait_ahead
from generation.scheduling.model import BACKGROUND, FAST, NORMAL, PAID
from tests.generation.asking import ask_for, begun

pytestmark = [pytest.mark.database, pytest.mark.django_db]

KIND = wan.KINDS[0]
MODEL = ConfiguredModel("wan", KIND, "/nowhere", KIND.presets[0])


@pytest.fixture
def queued(make_account):
    """`queued(3)`: jobs of 10 s, each of an account of its own."""

    def put(count, **fields):
        ids = [ask_for(make_account(f"A{n}", credits=9), seed=n).job_id for n in range(count)]
        Job.objects.filter(pk__in=ids).update(
            **({"seconds_expected": 10, "priority": NORMAL, "deadline": None} | fields)
        )
        return ids

    return put


@pytest.fixture
def model():
    registry.configure([MODEL])
    yield MODEL
    registry.configure([])


def worker(name, *engines, resident=(), seen=timedelta(0)):
    return RenderWorker.objects.create(
        name=name,
        device="H200",
        engines=list(engines),
        resident=list(resident),
        seen_at=timezone.now() - seen,
    )


def told(engine="studio", priority=NORMAL, seconds=10.0):
    wait = wait_ahead(engine, priority, seconds)
    return wait.ahead, pytest.approx(wait.seconds, abs=0.5)


def test_nothing_waits_and_the_studio_is_taken_to_have_a_worker(db):
    assert wait_ahead("studio", NORMAL, 10.0).worker
    assert told() == (0, 0)


def test_those_of_ones_own_class_and_better_go_first(queued):
    queued(3)
    assert told() == (3, 30)
    assert told(priority=PAID) == (0, 0)
    assert told(priority=BACKGROUND) == (3, 30)


def test_two_workers_halve_the_wait(queued):
    queued(4)
    worker("a:1", "studio")
    worker("b:1", "studio")
    assert told() == (4, 20)


def test_a_worker_that_is_gone_does_not_count(queued):
    queued(4)
    worker("a:1", "studio")
    worker("b:1", "studio", seen=GONE + timedelta(seconds=1))
    assert told() == (4, 40)


def test_what_is_left_of_a_running_job_counts_once_for_the_worker_that_has_it(queued):
    queued(2)
    job = claim_next()
    Job.objects.filter(pk=job.pk).update(seconds_left=4)
    assert told() == (2, 14)
    worker(process_name(), "studio")
    assert told() == (2, 14)
    worker("b:1", "studio")
    assert told() == (2, 4)


def test_before_the_first_beat_its_progress_tells_what_is_left(queued):
    queued(1)
    Job.objects.filter(pk=claim_next().pk).update(seconds_left=None, progress=0.25)
    assert told() == (1, 7.5)


def test_more_had_means_a_longer_wait(queued, make_account):
    account = make_account("Busy", credits=9)
    job = begun(ask_for(account, seed=50))
    Job.objects.filter(pk=job.pk).update(seconds_left=5, seconds_expected=10)
    queued(2)
    assert told() == (3, 25)
    assert wait_ahead("studio", NORMAL, 10.0, account.pk).ahead == 3
    Job.objects.filter(state=Job.State.QUEUED).update(account=account)
    assert told() == (1, 5)
    assert wait_ahead("studio", NORMAL, 10.0, account.pk).ahead == 3


def test_other_engines_jobs_are_not_waited_for(queued):
    queued(3, engine="wan")
    assert told() == (0, 0)
    worker("a:1", "studio", "wan")
    assert told() == (3, 30)


class TestModels:
    def test_without_a_worker_it_is_said(self, model, queued):
        queued(2, engine="wan")
        wait = wait_ahead("wan", NORMAL, 10.0)
        assert (wait.worker, wait.ahead) == (False, 2)
        worker("a:1", "studio")
        assert not wait_ahead("wan", NORMAL, 10.0).worker

    def test_an_engine_that_is_not_configured_any_more_has_no_worker(self, queued):
        assert not wait_ahead("no-more", NORMAL, 10.0).worker

    def test_loading_is_part_of_the_wait_unless_the_model_is_loaded(self, model, db):
        EngineTiming.objects.create(key="load/wan on H200", seconds_per_unit=42)
        one = worker("a:1", "wan")
        assert told("wan") == (0, 42)
        one.resident = ["wan"]
        one.save()
        assert told("wan") == (0, 0)
        assert wait_ahead("wan", NORMAL, 10.0).worker

    def test_until_a_load_was_measured_its_weights_tell(self, model, db):
        worker("a:1", "wan")
        gib = KIND.transformer_gib + KIND.encoder.gib + KIND.vae_gib
        assert told("wan", FAST) == (0, gib)
