"""How long a render will take, learnt from what renders took."""

from datetime import timedelta

import pytest
from django.utils import timezone

from generation.brief.parse import parse
from generation.jobs.served import GONE
from generation.models import EngineTiming, Job, RenderWorker
from generation.requests import estimate
from generation.requests.ask import Ask
from generation.requests.timing import timing_key
from tests.generation.asking import PROMPT, ask_for, begun

pytestmark = [pytest.mark.database, pytest.mark.django_db]

BRIEF = parse(PROMPT)
ASK = Ask(PROMPT)
WORK = estimate.work_of(ASK, BRIEF)


@pytest.fixture
def job(team):
    return begun(ask_for(team))


def worker(name, device, seen=timedelta(0), engines=("studio",)):
    return RenderWorker.objects.create(
        name=name, device=device, engines=list(engines), seen_at=timezone.now() - seen
    )


def test_before_the_first_render_the_engines_own_figure_counts():
    assert estimate.seconds(ASK, BRIEF) == pytest.approx(WORK.units * WORK.seconds_per_unit)


def test_after_one_render_the_measured_time_counts(job):
    estimate.record(job, WORK, ASK, 12.0)
    assert estimate.seconds(ASK, BRIEF) == pytest.approx(12.0)
    assert estimate.seconds(Ask(PROMPT, takes=4), BRIEF) == pytest.approx(48.0)


def test_a_longer_clip_of_the_same_kind_takes_longer_in_proportion(job):
    estimate.record(job, WORK, ASK, 12.0)
    assert estimate.seconds(Ask(PROMPT, duration_ms=10_000), BRIEF) == pytest.approx(24.0)


@pytest.mark.parametrize(
    "other", [Ask(PROMPT, resolution="720p"), Ask(PROMPT, quality="high"), Ask("Blue bokeh")]
)
def test_other_sizes_qualities_and_scenes_learn_for_themselves(other, job):
    before = estimate.seconds(other, parse(other.prompt))
    estimate.record(job, WORK, ASK, 1_000.0)
    assert estimate.seconds(other, parse(other.prompt)) == before


def test_what_a_clip_takes_whatever_its_length_is_learnt_from_different_lengths(job):
    for _ in range(5):
        for seconds in (2, 10, 30):
            ask = Ask(PROMPT, duration_ms=seconds * 1_000)
            estimate.record(job, estimate.work_of(ask, BRIEF), ask, 8 + 1.5 * seconds)
    for seconds in (2, 5, 20, 60):
        told = estimate.seconds(Ask(PROMPT, duration_ms=seconds * 1_000), BRIEF)
        assert told == pytest.approx(8 + 1.5 * seconds, rel=0.1)
    assert EngineTiming.objects.get().renders == 15


def test_a_row_from_before_lengths_were_kept_goes_by_length(job):
    EngineTiming.objects.create(key=timing_key(WORK, ASK.size), seconds_per_unit=12 / WORK.units, renders=9)
    assert estimate.seconds(ASK, BRIEF) == pytest.approx(12.0)
    assert estimate.seconds(Ask(PROMPT, duration_ms=10_000), BRIEF) == pytest.approx(24.0)
    estimate.record(job, WORK, ASK, 12.0)
    assert estimate.seconds(Ask(PROMPT, duration_ms=10_000), BRIEF) == pytest.approx(24.0)


class TestDevices:
    def test_times_are_kept_by_kind_of_device(self, job):
        for device, took in (("H200", 4.0), ("L4", 40.0)):
            job.device = device
            estimate.record(job, WORK, ASK, took)
        fast = worker("a:1", "H200")
        assert estimate.seconds(ASK, BRIEF) == pytest.approx(4.0)
        worker("b:1", "L4")
        assert estimate.seconds(ASK, BRIEF) == pytest.approx(22.0)
        fast.delete()
        assert estimate.seconds(ASK, BRIEF) == pytest.approx(40.0)

    def test_a_device_that_rendered_nothing_yet_has_the_engines_own_figure(self, job):
        job.device = "L4"
        estimate.record(job, WORK, ASK, 40.0)
        worker("a:1", "H200")
        assert estimate.seconds(ASK, BRIEF) == pytest.approx(WORK.units * WORK.seconds_per_unit)

    def test_while_no_worker_is_there_the_last_measured_counts(self, job):
        job.device = "L4"
        estimate.record(job, WORK, ASK, 40.0)
        worker("a:1", "H200", seen=GONE + timedelta(seconds=1))
        assert estimate.seconds(ASK, BRIEF) == pytest.approx(40.0)

    def test_workers_of_other_engines_do_not_count(self, job):
        job.device = "L4"
        estimate.record(job, WORK, ASK, 40.0)
        worker("a:1", "H200", engines=["wan"])
        assert estimate.seconds(ASK, BRIEF) == pytest.approx(40.0)

    def test_a_size_that_begins_like_another_is_not_taken_for_it(self):
        EngineTiming.objects.create(key=timing_key(WORK, ASK.size) + "0", seconds_per_unit=99)
        assert estimate.seconds(ASK, BRIEF) == pytest.approx(WORK.units * WORK.seconds_per_unit)


class TestWhatIsKeptWithTheJob:
    def test_the_seconds_of_all_takes(self, job):
        estimate.record(job, WORK, ASK, 12.0)
        estimate.record(job, WORK, ASK, 13.0)
        assert Job.objects.get(pk=job.pk).render_seconds == pytest.approx(25.0)

    def test_loading_a_model_is_no_rendering(self, job):
        estimate.record(job, WORK, ASK, 112.0, loading=100.0)
        assert Job.objects.get(pk=job.pk).render_seconds == pytest.approx(12.0)
        assert estimate.seconds(ASK, BRIEF) == pytest.approx(12.0)
        assert EngineTiming.objects.get(key="load/studio").seconds_per_unit == pytest.approx(100.0)

    def test_a_clock_that_stood_still_breaks_nothing(self, job):
        estimate.record(job, WORK, ASK, 0.0)
        estimate.record(job, WORK, ASK, 5.0, loading=9.0)
        assert 0 < estimate.seconds(ASK, BRIEF) < 1
