"""The end of a job: paid once where there is something to deliver, given back everywhere else."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from billing import ledger, licensing, offers, terms
from billing.audit import audit
from catalog.models import Account, Clip, IndexChange, Review
from catalog.publishing import publish, reject
from generation.jobs.claim import claim
from generation.jobs.lease import LeaseLost, own
from generation.jobs.settle import complete, fail, give_back, settle_reviewed
from generation.jobs.store import key_of
from generation.models import Job, JobPreview, RenderRequest
from tests.generation.asking import HELD, ask_for, begun, give_clips
from tests.threads import at_once

pytestmark = [pytest.mark.database, pytest.mark.django_db]

State = RenderRequest.State


@pytest.fixture(autouse=True)
def everything_adds_up():
    yield
    assert audit() == []


def credits(account):
    row = ledger.balance(account)
    return row.available, row.held


def state(row):
    row.refresh_from_db()
    return row.state


def finished(request, make_clip):
    """The request's job with all its clips, a moment before it is settled."""
    job = begun(request)
    return job, give_clips(job, make_clip)


def test_a_finished_job_is_published_paid_and_includes_its_licence(team, make_clip):
    request = ask_for(team, takes=2)
    job, clips = finished(request, make_clip)
    complete(job)
    assert (state(request), state(job)) == (State.READY, Job.State.DONE)
    assert [state(clip) for clip in clips] == [Clip.State.PUBLISHED] * 2
    assert credits(team) == (16, 0)
    assert licensing.issue(team, None, clips[0], "standard").credits == 0
    assert licensing.issue(team, None, clips[1], "extended").credits == 3
    assert (job.progress, job.lease_token, request.ended_at is not None) == (1.0, None, True)


def test_the_index_hears_of_each_clip(team, make_clip):
    job, clips = finished(ask_for(team, takes=2), make_clip)
    complete(job)
    assert sorted(IndexChange.objects.values_list("clip_id", flat=True)) == sorted(clip.pk for clip in clips)


def test_everybody_who_asked_pays_and_may_use_it(team, charlie, make_clip):
    other = charlie.accounts.get()
    one, two = ask_for(team), ask_for(other)
    job, [clip] = finished(one, make_clip)
    complete(job)
    assert (state(one), state(two)) == (State.READY, State.READY)
    assert (credits(team), credits(other)) == ((18, 0), (18, 0))
    assert [offers.price(account, clip, terms.terms()[0]) for account in (team, other)] == [0, 0]


def test_somebody_who_asked_twice_for_the_same_pays_as_often_as_they_asked(team, make_clip):
    one, two = ask_for(team), ask_for(team)
    job, _ = finished(one, make_clip)
    complete(job)
    assert (state(one), state(two), credits(team)) == (State.READY, State.READY, (16, 0))


def test_the_house_gets_its_clip_for_nothing(make_account, make_clip):
    house = make_account("Oddreel", kind=Account.Kind.HOUSE)
    request = ask_for(house)
    job, [clip] = finished(request, make_clip)
    complete(job)
    assert (state(request), state(clip)) == (State.READY, Clip.State.PUBLISHED)
    assert not house.entries.exists()


def test_a_job_completes_once(team, make_clip):
    job, _ = finished(ask_for(team), make_clip)
    complete(job)
    with pytest.raises(LeaseLost):
        complete(job)
    assert credits(team) == (18, 0)


@pytest.mark.parametrize(
    "end", [complete, lambda job: fail(job, "Broken."), lambda job: give_back(job, "drained"), own]
)
def test_a_worker_whose_lease_was_taken_changes_nothing(team, make_clip, end):
    request = ask_for(team)
    late, [clip] = finished(request, make_clip)
    give_back(Job.objects.get(pk=late.pk), "worker is gone")
    owner = claim(late.pk)
    with pytest.raises(LeaseLost):
        end(late)
    row = Job.objects.get(pk=late.pk)
    assert (row.state, row.lease_token, row.error) == (Job.State.RENDERING, owner.lease_token, "")
    assert (state(request), state(clip), credits(team)) == (State.RENDERING, Clip.State.REVIEWING, (18, 2))


def test_a_failure_gives_everybodys_credits_back_and_leaves_no_clip_or_file(
    team, charlie, make_clip, django_capture_on_commit_callbacks
):
    requests = [ask_for(team, takes=2), ask_for(charlie.accounts.get(), takes=2)]
    job, _ = finished(requests[0], make_clip)
    stored = default_storage.save(key_of(job.takes.first(), "master"), ContentFile(b"half a clip"))
    with django_capture_on_commit_callbacks(execute=True):
        fail(job, "The disk is full.")
    assert [state(request) for request in requests] == [State.FAILED] * 2
    assert [credits(account) for account in (team, charlie.accounts.get())] == [(20, 0)] * 2
    assert (state(job), job.error) == (Job.State.FAILED, "The disk is full.")
    assert not Clip.objects.exists()
    assert not default_storage.exists(stored)
    assert not team.included.exists()


def test_a_job_given_back_waits_again_with_everybody_in_it(team):
    request = ask_for(team)
    job = begun(request)
    Job.objects.update(progress=0.5, hinted_at=request.created_at)
    give_back(job, "worker drained", spend_attempt=False)
    job.refresh_from_db()
    assert (job.state, job.lease_token, job.progress, job.attempts, job.hinted_at) == (
        "queued",
        None,
        0,
        0,
        None,
    )
    assert (state(request), credits(team)) == (State.QUEUED, (18, 2))


def test_a_preview_does_not_outlive_its_job(team, make_clip):
    job, _ = finished(ask_for(team), make_clip)
    JobPreview.objects.create(job=job, jpeg=b"jpeg")
    complete(job)
    assert not JobPreview.objects.exists()


class TestReview:
    """What policy held is decided by a moderator before it is paid."""

    @pytest.fixture
    def request_(self, team):
        return ask_for(team, HELD, takes=4)

    @pytest.fixture
    def clips(self, request_, make_clip):
        job, clips = finished(request_, make_clip)
        complete(job)
        return clips

    def test_it_waits_for_a_moderator_unpaid_and_unpublished(self, team, request_, clips):
        assert state(request_) == State.REVIEW
        assert {state(clip) for clip in clips} == {Clip.State.REVIEWING}
        assert credits(team) == (12, 8)
        assert not team.included.exists()
        review = Review.objects.get(clip=clips[0])
        assert (review.state, review.rule) == (Review.State.OPEN, "trademarks")
        assert review.evidence["spans"][0]["text"] == "Lego"

    def test_nothing_is_settled_before_the_last_take_is_decided(self, team, request_, clips, mo):
        for clip in clips[:3]:
            publish(clip, mo)
        assert (state(request_), credits(team)) == (State.REVIEW, (12, 8))
        publish(clips[3], mo)
        assert (state(request_), credits(team)) == (State.READY, (12, 0))

    @pytest.mark.parametrize(("approved", "left"), [(4, 12), (3, 14), (1, 18)])
    def test_only_what_was_approved_is_paid(self, team, request_, clips, mo, approved, left):
        for clip in clips[approved:]:
            reject(clip, mo, "No")
        for clip in clips[:approved]:
            publish(clip, mo)
        assert (state(request_), credits(team)) == (State.READY, (left, 0))
        assert set(team.included.values_list("clip", flat=True)) == {clip.pk for clip in clips[:approved]}

    def test_what_was_rejected_altogether_costs_nothing(self, team, request_, clips, mo):
        for clip in clips:
            reject(clip, mo, "No")
        assert (state(request_), credits(team)) == (State.REJECTED, (20, 0))
        assert not team.included.exists()

    def test_settling_again_changes_nothing(self, team, request_, clips, mo):
        for clip in clips:
            publish(clip, mo)
        before = credits(team), team.entries.count()
        settle_reviewed(request_.job)
        assert (credits(team), team.entries.count()) == before

    def test_a_clip_that_no_request_waits_for_is_decided_all_the_same(self, make_clip, mo):
        assert publish(make_clip(state=Clip.State.REVIEWING), mo) is True


@pytest.mark.django_db(transaction=True)
def test_two_moderators_deciding_the_last_takes_settle_once(make_account, make_clip):
    account = make_account("Ada", credits=10)
    request = ask_for(account, HELD, takes=2)
    job, clips = finished(request, make_clip)
    complete(job)
    at_once([lambda clip=clip: publish(Clip.objects.get(pk=clip.pk)) for clip in clips])
    assert (state(request), credits(account)) == (State.READY, (6, 0))
    assert account.entries.filter(kind="capture").count() == 1
    assert account.included.count() == 2


@pytest.mark.django_db(transaction=True)
def test_renders_that_the_same_accounts_share_settle_at_the_same_instant(make_account, make_clip):
    ada, ben = (make_account(name, credits=100) for name in ("Ada", "Ben"))
    for turn in range(6):
        jobs = []
        for seed, order in ((2 * turn, (ada, ben)), (2 * turn + 1, (ben, ada))):
            first, _ = (ask_for(account, seed=seed) for account in order)
            job, _ = finished(first, make_clip)
            jobs.append(job)
        assert at_once([lambda job=job: complete(job) for job in jobs]) == [None, None]
    assert [credits(account) for account in (ada, ben)] == [(76, 0)] * 2
