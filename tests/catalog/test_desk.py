"""The desk's rules: one moderator at a time, one decision, ten seconds to think again, everything on record."""

from datetime import timedelta
from functools import partial

import pytest
from django.db.models import F
from django.utils import timezone

from catalog import desk
from catalog.models import Clip, IndexChange, Review
from catalog.publishing import open_review
from catalog.signals import clip_published, clip_rejected
from tests.threads import at_once

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture
def make_review(make_clip):
    def make(**fields):
        clip = make_clip(state=Clip.State.REVIEWING, **fields)
        return open_review(
            clip, rule="likeness", rule_name="Real people", reason="It may mean somebody.", evidence={}
        )

    return make


@pytest.fixture
def review(make_review):
    return make_review()


@pytest.fixture
def ada(make_user):
    """Another moderator; the desk's services leave permissions to the page."""
    return make_user("Ada")


def later(review, seconds):
    """Let time pass for a review."""
    Review.objects.filter(pk=review.pk).update(
        **{
            name: F(name) - timedelta(seconds=seconds)
            for name in ("decided_at", "claimed_until", "opened_at")
        }
    )


def actions(review):
    return [(event.action, event.actor.name if event.actor else None) for event in review.events.all()]


def state(review):
    review.refresh_from_db()
    return review.state, review.clip.__class__.objects.get(pk=review.clip_id).state


class TestClaims:
    def test_the_first_has_it_and_it_is_on_record(self, review, mo, ada):
        assert desk.claim(review, mo) is True
        assert desk.claim(review, ada) is False
        assert desk.claim(review, mo) is True
        assert actions(review) == [("opened", None), ("claimed", "Mo")]

    def test_a_claim_ends_after_ten_minutes(self, review, mo, ada):
        desk.claim(review, mo)
        later(review, 599)
        assert desk.claim(review, ada) is False
        later(review, 2)
        assert desk.claim(review, ada) is True
        assert desk.decide(review, mo, approve=True) is False

    def test_one_claim_a_person(self, make_review, mo, ada):
        first, second = make_review(), make_review()
        desk.claim(first, mo)
        desk.claim(second, mo)
        assert desk.claim(first, ada) is True
        assert desk.claim(second, ada) is False

    def test_what_another_has_claimed_is_out_of_reach(self, review, mo, ada):
        desk.claim(review, mo)
        assert desk.decide(review, ada, approve=True) is False
        assert desk.decide(review, ada, approve=False, reason="No.") is False
        assert desk.escalate(review, ada) is False
        review.refresh_from_db()
        assert (review.decided_at, review.escalated, review.claimed_by) == (None, False, mo)

    def test_a_decided_one_cannot_be_claimed(self, review, mo, ada):
        desk.decide(review, mo, approve=True)
        assert desk.claim(review, ada) is False


class TestDecisions:
    def test_nothing_happens_for_ten_seconds(self, review, mo):
        assert desk.decide(review, mo, approve=True) is True
        later(review, 9)
        assert desk.carry_out_due() == 0
        assert state(review) == (Review.State.OPEN, Clip.State.REVIEWING)
        assert not IndexChange.objects.exists()

    def test_then_an_approved_clip_is_published_once(self, review, mo):
        heard = []
        listen = lambda sender, clip, actor, **kwargs: heard.append((clip.pk, actor))  # noqa: E731
        clip_published.connect(listen)
        try:
            desk.decide(review, mo, approve=True)
            later(review, 11)
            assert desk.carry_out_due() == 1
            assert desk.carry_out_due() == 0
        finally:
            clip_published.disconnect(listen)
        assert state(review) == (Review.State.APPROVED, Clip.State.PUBLISHED)
        assert heard == [(review.clip_id, mo)]
        assert IndexChange.objects.get().clip_id == review.clip_id

    def test_a_rejected_clip_is_rejected_with_its_reason(self, review, mo):
        heard = []
        listen = lambda sender, clip, actor, reason, **kwargs: heard.append(reason)  # noqa: E731
        clip_rejected.connect(listen)
        try:
            desk.decide(review, mo, approve=False, reason="  It shows a real person. ")
            later(review, 11)
            desk.carry_out_due()
        finally:
            clip_rejected.disconnect(listen)
        assert state(review) == (Review.State.REJECTED, Clip.State.REJECTED)
        assert heard == ["It shows a real person."]
        assert actions(review)[-1] == ("rejected", "Mo")

    @pytest.mark.parametrize("reason", ["", "  \n"])
    def test_a_rejection_needs_a_reason(self, review, mo, reason):
        with pytest.raises(ValueError, match="needs a reason"):
            desk.decide(review, mo, approve=False, reason=reason)
        assert actions(review) == [("opened", None)]

    def test_a_second_decision_does_not_count(self, review, mo, ada):
        assert desk.decide(review, mo, approve=True) is True
        assert desk.decide(review, ada, approve=False, reason="No.") is False
        assert desk.decide(review, mo, approve=False, reason="No.") is False
        later(review, 11)
        desk.carry_out_due()
        assert state(review)[1] == Clip.State.PUBLISHED
        assert actions(review) == [("opened", None), ("approved", "Mo")]

    def test_a_clip_that_was_withdrawn_meanwhile_is_not_published(self, review, mo):
        desk.decide(review, mo, approve=True)
        Clip.objects.filter(pk=review.clip_id).update(state=Clip.State.WITHDRAWN)
        later(review, 11)
        desk.carry_out_due()
        assert state(review)[1] == Clip.State.WITHDRAWN


class TestUndo:
    def test_within_ten_seconds_it_waits_again(self, review, mo):
        desk.decide(review, mo, approve=True)
        later(review, 8)
        assert desk.undo(review, mo) is True
        later(review, 60)
        assert desk.carry_out_due() == 0
        assert state(review) == (Review.State.OPEN, Clip.State.REVIEWING)
        assert [action for action, _ in actions(review)] == ["opened", "approved", "undone"]

    def test_then_the_other_decision_counts(self, review, mo):
        desk.decide(review, mo, approve=True)
        desk.undo(review, mo)
        assert desk.decide(review, mo, approve=False, reason="Broken.") is True
        later(review, 11)
        desk.carry_out_due()
        assert state(review)[1] == Clip.State.REJECTED

    def test_later_it_is_too_late_even_if_nothing_was_carried_out(self, review, mo):
        desk.decide(review, mo, approve=True)
        later(review, 11)
        assert desk.undo(review, mo) is False
        assert desk.carry_out_due() == 1

    def test_only_ones_own(self, review, mo, ada):
        desk.decide(review, mo, approve=True)
        assert desk.undo(review, ada) is False
        later(review, 11)
        assert desk.carry_out_due() == 1

    def test_there_is_nothing_to_undo(self, review, mo):
        assert desk.undo(review, mo) is False
        assert actions(review) == [("opened", None)]


class TestQueue:
    def test_escalated_first_then_the_oldest(self, make_review, mo):
        first, second, third = make_review(), make_review(), make_review()
        desk.escalate(third, mo, "Ask the lawyer")
        assert list(desk.queue()) == [third, first, second]
        assert third.events.last().note == "Ask the lawyer"

    def test_an_escalated_one_is_free_for_others(self, review, mo, ada):
        desk.claim(review, mo)
        desk.escalate(review, mo)
        assert desk.claim(review, ada) is True

    def test_what_is_decided_waits_no_more(self, make_review, mo):
        first, second = make_review(), make_review()
        desk.decide(first, mo, approve=True)
        assert list(desk.queue()) == [second]

    def test_figures(self, make_review, mo, ada):
        reviews = [make_review() for _ in range(4)]
        for review, minutes in zip(reviews, (60, 10, 20, 5), strict=True):
            later(review, minutes * 60)
        desk.decide(reviews[0], mo, approve=True)
        desk.decide(reviews[3], ada, approve=True)
        figures = desk.figures(mo)
        assert (figures.waiting, figures.oldest, figures.median, figures.decisions_an_hour) == (2, 20, 15, 1)

    def test_figures_of_an_empty_desk(self, mo):
        figures = desk.figures(mo)
        assert (figures.waiting, figures.oldest, figures.median, figures.decisions_an_hour) == (0, 0, 0, 0)


@pytest.mark.django_db(transaction=True)
class TestRaces:
    def test_of_two_decisions_at_once_one_counts(self, review, mo, ada):
        results = at_once(
            [
                lambda: desk.decide(review, mo, approve=True),
                lambda: desk.decide(review, ada, approve=False, reason="No."),
            ]
        )
        assert sorted(results) == [False, True]
        decided = [action for action, _ in actions(review) if action in ("approved", "rejected")]
        assert decided == ["approved" if results[0] else "rejected"]

    def test_of_two_claims_at_once_one_counts(self, review, mo, ada):
        calls = [partial(desk.claim, Review.objects.get(), one) for one in (mo, ada)]
        assert sorted(at_once(calls)) == [False, True]

    def test_two_schedulers_carry_it_out_once(self, review, mo):
        desk.decide(review, mo, approve=True)
        later(review, 11)
        assert sum(at_once([desk.carry_out_due] * 3)) == 1
        assert IndexChange.objects.count() == 1

    def test_an_undo_beside_the_scheduler_is_either_or(self, review, mo):
        desk.decide(review, mo, approve=True)
        Review.objects.update(decided_at=timezone.now() - desk.UNDO)
        undone, carried = at_once([lambda: desk.undo(review, mo), desk.carry_out_due])
        assert (bool(undone), bool(carried)) == (False, True)
        assert state(review)[1] == Clip.State.PUBLISHED
