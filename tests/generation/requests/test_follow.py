"""How a request stands, in every state it can be in."""

import pytest

from catalog.models import Clip, Review
from catalog.publishing import open_review, publish, reject
from generation.jobs.cancel import cancel
from generation.jobs.settle import complete, fail
from generation.models import Job, JobPreview, RenderWorker
from generation.requests.follow import Step, follow
from tests.generation.asking import HELD, REFUSED, ask_for, begun, give_clips

pytestmark = [pytest.mark.database, pytest.mark.django_db]


def now(request):
    request.refresh_from_db()
    return follow(request)


def line(following):
    return [(step.name, step.state) for step in following.steps]


def test_queued_and_next(team):
    request = ask_for(team)
    standing = now(request)
    assert line(standing) == [
        ("Checked", "done"),
        ("Queued", "now"),
        ("Rendering", "next"),
        ("Ready", "next"),
    ]
    assert standing.steps[1].note == "next"
    assert (standing.percent, standing.seconds_left, standing.ahead, standing.final) == (0, None, 0, False)
    assert standing.money == "2 credits held. Charged only when your clip is ready."


def test_queued_behind_others(team, charlie):
    begun(ask_for(charlie.accounts.get(), seed=1))
    ask_for(charlie.accounts.get(), seed=2)
    request = ask_for(team)
    assert (now(request).ahead, now(request).steps[1].note) == (1, "1 ahead of you")
    assert now(ask_for(team, seed=3)).ahead == 3  # by then the team had as much as Charlie, who asked earlier


def test_those_who_wait_for_another_engine_are_not_ahead(team, charlie):
    begun(ask_for(charlie.accounts.get(), seed=1))
    ask_for(charlie.accounts.get(), seed=2)
    Job.objects.update(engine="wan")
    request = ask_for(team)
    assert now(request).ahead == 0
    RenderWorker.objects.create(
        name="a:1", device="H200", engines=["studio", "wan"], seen_at=request.created_at
    )
    assert now(request).ahead == 1


def test_a_request_for_an_engine_that_is_gone_still_stands_in_line(team):
    request, other = ask_for(team, seed=1), ask_for(team, seed=2)
    Job.objects.update(engine="no-more")
    assert (now(request).ahead, now(other).ahead) == (0, 1)


def test_waiting_for_a_broker_that_took_no_message(team):
    request = ask_for(team)
    assert now(request).waiting_for_queue
    Job.objects.update(hinted_at=request.created_at)
    assert not now(request).waiting_for_queue


def test_rendering_with_progress_and_preview(team):
    request = ask_for(team)
    job = begun(request)
    Job.objects.filter(pk=job.pk).update(progress=0.427, seconds_left=7.6)
    assert not now(request).has_preview
    JobPreview.objects.create(job=job, jpeg=b"jpeg")
    standing = now(request)
    assert (standing.percent, standing.seconds_left, standing.has_preview) == (42, 8, True)
    assert standing.steps[2] == Step("Rendering", "now", "42 %")


def test_the_last_second_is_never_none_left(team):
    request = ask_for(team)
    Job.objects.filter(pk=begun(request).pk).update(seconds_left=0.1)
    assert now(request).seconds_left == 1


def test_ready_with_its_clips_in_order(team, make_clip):
    request = ask_for(team, takes=2)
    job = begun(request)
    clips = give_clips(job, make_clip)
    complete(job)
    standing = now(request)
    assert [state for _, state in line(standing)] == ["done"] * 4
    assert (standing.percent, standing.final, standing.clips) == (100, True, clips)
    assert standing.money == "4 of 4 credits charged."


def test_in_review(team, make_clip):
    request = ask_for(team, HELD)
    job = begun(request)
    clips = give_clips(job, make_clip)
    complete(job)
    standing = now(request)
    assert line(standing)[-2:] == [("Review", "now"), ("Ready", "next")]
    assert (standing.final, standing.clips) == (False, clips)
    assert "moderator" in standing.message
    assert standing.money.startswith("2 credits held")


def test_rejected_says_why_and_that_nothing_was_charged(team, mo, make_clip):
    request = ask_for(team, HELD)
    job = begun(request)
    [clip] = give_clips(job, make_clip)
    complete(job)
    Review.objects.update(
        state="rejected", decided_by=mo, decided_at=request.created_at, decision_reason="A castle logo."
    )
    reject(clip, mo, "A castle logo.")
    standing = now(request)
    assert line(standing) == [
        ("Checked", "done"),
        ("Queued", "done"),
        ("Rendering", "done"),
        ("Review", "stopped"),
    ]
    assert (standing.message, standing.clips, standing.final) == ("A castle logo.", [], True)
    assert standing.money == "Your 2 credits came back. Nothing was charged."


def test_refused_names_the_rule(team):
    standing = now(ask_for(team, REFUSED))
    assert line(standing) == [("Checked", "stopped")]
    assert standing.steps[0].note == "Graphic violence"
    assert standing.message.startswith("We make no graphic violence.")
    assert standing.money == "Nothing was charged."


def test_failed_says_so_in_a_safe_sentence(team):
    request = ask_for(team)
    fail(begun(request), "The disk is full.")
    standing = now(request)
    assert (standing.message, standing.final) == ("The disk is full.", True)
    assert line(standing)[-1] == ("Rendering", "stopped")
    assert standing.money == "Your 2 credits came back. Nothing was charged."


@pytest.mark.parametrize(("started", "where"), [(False, "Queued"), (True, "Rendering")])
def test_cancelled_shows_where_it_stopped(team, started, where):
    request = ask_for(team)
    if started:
        begun(request)
    cancel(request)
    standing = now(request)
    assert line(standing)[-1] == (where, "stopped")
    assert standing.money == "Your 2 credits came back. Nothing was charged."


def test_a_single_credit_is_one(team):
    assert now(ask_for(team, resolution="720p")).money.startswith("1 credit held.")


def test_a_clip_withdrawn_later_is_not_shown(team, make_clip):
    request = ask_for(team)
    job = begun(request)
    [clip] = give_clips(job, make_clip)
    complete(job)
    Clip.objects.filter(pk=clip.pk).update(state=Clip.State.WITHDRAWN)
    assert now(request).clips == []


def test_a_partial_approval_tells_what_was_charged(team, mo, make_clip):
    request = ask_for(team, HELD, takes=2)
    job = begun(request)
    good, bad = give_clips(job, make_clip)
    complete(job)
    publish(good, mo)
    reject(bad, mo, "No")
    standing = now(request)
    assert (standing.clips, standing.money) == ([good], "2 of 4 credits charged.")


def test_queries_do_not_grow_with_the_queue(team, django_assert_max_num_queries):
    request = ask_for(team)
    for seed in range(10):
        ask_for(team, seed=seed, resolution="360p")
    with django_assert_max_num_queries(8):
        now(request)


def test_a_review_of_another_request_is_not_told(team, make_clip, mo):
    other = make_clip(state=Clip.State.REVIEWING)
    open_review(other, rule="r", rule_name="R", reason="", evidence={})
    Review.objects.update(state="rejected", decided_at=other.created_at, decision_reason="Not yours.")
    request = ask_for(team, HELD)
    job = begun(request)
    [clip] = give_clips(job, make_clip)
    complete(job)
    reject(clip, mo, "")
    assert now(request).message == "A moderator decided that this clip can't be published."
