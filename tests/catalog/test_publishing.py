"""How a clip enters the catalogue and leaves it: each change once, told to the index and to whom it concerns."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from catalog import publishing
from catalog.models import AuditLine, Clip, IndexChange, Review
from catalog.signals import clip_published, clip_rejected
from tests.threads import at_once

pytestmark = [pytest.mark.database, pytest.mark.django_db]

CASE = {"rule": "faces", "rule_name": "Faces", "reason": "There may be a face.", "evidence": {"score": 0.7}}


@pytest.fixture
def clip(make_clip):
    return make_clip(state=Clip.State.REVIEWING)


@pytest.fixture
def news():
    """What the catalogue's signals said, as (signal, clip, reason)."""
    heard = []

    def published(sender, clip, actor, **kwargs):
        heard.append(("published", clip, actor))

    def rejected(sender, clip, actor, reason, **kwargs):
        heard.append(("rejected", clip, reason))

    clip_published.connect(published)
    clip_rejected.connect(rejected)
    yield heard
    clip_published.disconnect(published)
    clip_rejected.disconnect(rejected)


def changes(clip):
    return IndexChange.objects.filter(clip_id=clip.pk).count()


def test_publishing_makes_a_clip_findable_once(clip, mo, news):
    assert publishing.publish(clip, mo) is True
    assert publishing.publish(clip, mo) is False
    row = Clip.objects.get(pk=clip.pk)
    assert (row.state, row.published_at) == (Clip.State.PUBLISHED, clip.published_at)
    assert changes(clip) == 1
    assert news == [("published", clip, mo)]


def test_rejecting_closes_a_clip_once(clip, mo, news):
    assert publishing.reject(clip, mo, "A face after all") is True
    assert publishing.reject(clip, mo, "Again") is False
    assert Clip.objects.get(pk=clip.pk).state == Clip.State.REJECTED
    assert changes(clip) == 1
    assert news == [("rejected", clip, "A face after all")]


def test_what_was_decided_stays_decided(clip, mo, news):
    publishing.reject(clip, mo, "No")
    assert publishing.publish(Clip.objects.get(pk=clip.pk), mo) is False
    assert Clip.objects.get(pk=clip.pk).published_at is None
    assert len(news) == 1


def test_withdrawing_takes_a_published_clip_out_once(make_clip, clip):
    shown = make_clip()
    assert publishing.withdraw(shown) is True
    assert publishing.withdraw(shown) is False
    assert Clip.objects.get(pk=shown.pk).state == Clip.State.WITHDRAWN
    assert publishing.withdraw(clip) is False
    assert Clip.objects.get(pk=clip.pk).state == Clip.State.REVIEWING


def test_a_receiver_that_fails_undoes_the_publishing(clip):
    def refuse(sender, **kwargs):
        raise RuntimeError("no room")

    clip_published.connect(refuse)
    try:
        with pytest.raises(RuntimeError, match="no room"):
            publishing.publish(clip)
    finally:
        clip_published.disconnect(refuse)
    assert Clip.objects.get(pk=clip.pk).state == Clip.State.REVIEWING
    assert changes(clip) == 0


def test_a_broker_that_is_down_does_not_stop_a_clip(clip, django_capture_on_commit_callbacks, dead_broker):
    with django_capture_on_commit_callbacks(execute=True):
        assert publishing.publish(clip) is True
    assert changes(clip) == 1


def test_opening_a_review_records_the_case(clip):
    review = publishing.open_review(clip, **CASE)
    assert (review.rule, review.reason, review.evidence) == ("faces", "There may be a face.", {"score": 0.7})
    assert list(review.audit.values_list("action", "note", "actor")) == [("opened", "Faces", None)]


def test_a_clip_that_waits_already_keeps_its_review(clip):
    first = publishing.open_review(clip, **CASE)
    assert publishing.open_review(clip, **{**CASE, "rule": "text"}) == first
    assert (Review.objects.count(), AuditLine.objects.count()) == (1, 1)


def test_a_decided_clip_may_be_reviewed_again(clip, mo):
    first = publishing.open_review(clip, **CASE)
    Review.objects.update(state=Review.State.REJECTED, decided_at=timezone.now(), decided_by=mo)
    assert publishing.open_review(clip, **CASE) != first


def test_the_database_holds_one_open_review_a_clip(clip):
    publishing.open_review(clip, **CASE)
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.create(clip=clip, account=clip.account, rule="r", rule_name="R", reason="")


@pytest.mark.django_db(transaction=True)
def test_of_many_who_decide_at_once_one_does(make_clip, news):
    clip = make_clip(state=Clip.State.REVIEWING)

    def fresh():
        return Clip.objects.get(pk=clip.pk)

    calls = [lambda: publishing.publish(fresh()), lambda: publishing.reject(fresh(), None, "No")] * 3
    assert sorted(at_once(calls)) == [False] * 5 + [True]
    assert len(news) == changes(clip) == 1
