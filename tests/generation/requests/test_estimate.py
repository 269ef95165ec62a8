"""How long a render will take, learnt from what renders took."""

import pytest

from generation.brief.parse import parse
from generation.jobs.settle import fail
from generation.models import EngineTiming, Job
from generation.requests import estimate
from generation.requests.ask import Ask
from generation.requests.submit import BACKGROUND, FAST, NORMAL, submit
from tests.generation.asking import PROMPT, ask_for, begun

pytestmark = [pytest.mark.database, pytest.mark.django_db]

BRIEF = parse(PROMPT)
ASK = Ask(PROMPT)


def test_before_the_first_render_the_engines_own_figure_counts():
    work = estimate.work_of(ASK, BRIEF)
    assert estimate.seconds(ASK, BRIEF) == pytest.approx(work.units * work.seconds_per_unit)


def test_after_one_render_the_measured_time_counts():
    work = estimate.work_of(ASK, BRIEF)
    estimate.record(work, ASK, 12.0)
    assert estimate.seconds(ASK, BRIEF) == pytest.approx(12.0)
    assert estimate.seconds(Ask(PROMPT, takes=4), BRIEF) == pytest.approx(48.0)


def test_a_longer_clip_of_the_same_kind_takes_longer_in_proportion():
    estimate.record(estimate.work_of(ASK, BRIEF), ASK, 12.0)
    assert estimate.seconds(Ask(PROMPT, duration_ms=10_000), BRIEF) == pytest.approx(24.0)


@pytest.mark.parametrize(
    "other", [Ask(PROMPT, resolution="720p"), Ask(PROMPT, quality="high"), Ask("Blue bokeh")]
)
def test_other_sizes_qualities_and_scenes_learn_for_themselves(other):
    before = estimate.seconds(other, parse(other.prompt))
    estimate.record(estimate.work_of(ASK, BRIEF), ASK, 1_000.0)
    assert estimate.seconds(other, parse(other.prompt)) == before


def test_the_newest_render_moves_the_mean_and_one_outlier_does_not_own_it():
    work = estimate.work_of(ASK, BRIEF)
    estimate.record(work, ASK, 10.0)
    estimate.record(work, ASK, 110.0)
    assert estimate.seconds(ASK, BRIEF) == pytest.approx(40.0)
    assert EngineTiming.objects.get().renders == 2
    for _ in range(12):
        estimate.record(work, ASK, 20.0)
    assert estimate.seconds(ASK, BRIEF) == pytest.approx(20.0, rel=0.05)


def test_the_wait_is_what_is_left_of_the_jobs_that_go_first(team, make_account):
    assert estimate.wait_ahead(NORMAL) == (0, 0)
    running, queued = ask_for(team, seed=1), ask_for(team, seed=2)
    background = submit(make_account("B", credits=9), None, Ask(PROMPT, seed=3), "k", priority=BACKGROUND)
    begun(running)
    Job.objects.update(seconds_expected=10, seconds_left=None)
    Job.objects.filter(pk=running.job_id).update(seconds_left=4)
    assert estimate.wait_ahead(FAST) == (2, 14)
    assert estimate.wait_ahead(BACKGROUND) == (3, 24)
    assert background.job.priority == BACKGROUND
    fail(Job.objects.get(pk=running.job_id), "Broken.")
    assert estimate.wait_ahead(FAST) == (1, 10)
    assert queued.job.priority == FAST
