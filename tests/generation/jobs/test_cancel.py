"""Changing one's mind, in every state, alone and among others."""

import pytest

from billing import ledger
from billing.audit import audit
from catalog.models import Clip
from generation.jobs.cancel import cancel
from generation.jobs.lease import LeaseLost
from generation.jobs.settle import complete
from generation.models import Job, RenderRequest
from tests.generation.asking import HELD, REFUSED, ask_for, begun, give_clips
from tests.threads import at_once

pytestmark = [pytest.mark.database, pytest.mark.django_db]

State = RenderRequest.State


def credits(account):
    row = ledger.balance(account)
    return row.available, row.held


def state(row):
    row.refresh_from_db()
    return row.state


def test_a_queued_request_ends_at_once_with_its_job(team):
    request = ask_for(team)
    assert cancel(request) is True
    assert (state(request), state(request.job)) == (State.CANCELLED, Job.State.CANCELLED)
    assert request.ended_at is not None
    assert credits(team) == (20, 0)
    assert [e.note for e in request.job.events.all()][-1] == "cancelled before it began"


def test_a_running_render_is_asked_to_stop_and_the_credits_come_back_at_once(team):
    request = ask_for(team)
    job = begun(request)
    assert cancel(request) is True
    job.refresh_from_db()
    assert (state(request), job.state, job.cancel_requested) == (State.CANCELLED, Job.State.RENDERING, True)
    assert credits(team) == (20, 0)


def test_what_the_worker_finished_too_late_counts_for_nothing(team, make_clip):
    request = ask_for(team)
    job = begun(request)
    [clip] = give_clips(job, make_clip)
    cancel(request)
    with pytest.raises(LeaseLost):
        complete(job)
    assert credits(team) == (20, 0)
    assert Clip.objects.get(pk=clip.pk).state == Clip.State.REVIEWING


def test_cancelling_twice_gives_the_credits_back_once(team):
    request = ask_for(team)
    stale = RenderRequest.objects.get(pk=request.pk)
    assert [cancel(request), cancel(stale), cancel(request)] == [True, False, False]
    assert team.entries.filter(kind="release").count() == 1
    assert audit() == []


@pytest.mark.parametrize("prompt", [HELD, "Golden waves at sunset"])
def test_what_is_finished_stays_as_it_ended(team, make_clip, prompt):
    request = ask_for(team, prompt)
    job = begun(request)
    give_clips(job, make_clip)
    complete(job)
    ended = state(request), credits(team)
    assert cancel(request) is False
    assert (state(request), credits(team)) == ended


def test_a_refused_request_has_nothing_to_cancel(team):
    request = ask_for(team, REFUSED)
    assert cancel(request) is False
    assert state(request) == State.REFUSED


@pytest.mark.parametrize("running", [False, True])
def test_one_of_several_leaves_and_the_render_goes_on_for_the_others(team, charlie, make_clip, running):
    other = charlie.accounts.get()
    mine, theirs = ask_for(team), ask_for(other)
    job = begun(mine) if running else None
    assert cancel(mine) is True
    job = job or begun(theirs)
    job.refresh_from_db()
    assert not job.cancel_requested
    give_clips(job, make_clip)
    complete(job)
    assert (state(mine), state(theirs)) == (State.CANCELLED, State.READY)
    assert (credits(team), credits(other)) == ((20, 0), (18, 0))
    assert not team.included.exists()


def test_the_last_one_to_leave_ends_the_render(team, charlie):
    mine, theirs = ask_for(team), ask_for(charlie.accounts.get())
    job = begun(mine)
    cancel(mine)
    cancel(theirs)
    job.refresh_from_db()
    assert job.cancel_requested


def test_the_same_clip_can_be_asked_for_again_right_away(team):
    request = ask_for(team)
    begun(request)
    cancel(request)
    again = ask_for(team)
    assert again.job != request.job
    assert (again.state, credits(team)) == (State.QUEUED, (18, 2))


@pytest.mark.django_db(transaction=True)
def test_of_a_cancellation_and_a_finish_at_the_same_instant_one_wins(make_account, make_clip):
    for turn in range(4):
        account = make_account(f"Ada {turn}", credits=10)
        request = ask_for(account, seed=turn)
        job = begun(request)
        give_clips(job, make_clip)
        cancelled, completed = at_once([lambda r=request: cancel(r), lambda j=job: complete(j)])
        if cancelled is True:
            assert isinstance(completed, LeaseLost)
            assert (state(request), credits(account)) == (State.CANCELLED, (10, 0))
        else:
            assert (cancelled, completed) == (False, None)
            assert (state(request), credits(account)) == (State.READY, (8, 0))
    assert audit() == []
