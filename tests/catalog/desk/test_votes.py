"""Two people: one alone lets nothing through, one alone stops it, and a lead decides where they disagree."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from catalog import desk
from catalog.models import AuditLine, Clip, Review, ReviewVote
from tests.threads import at_once

from .conftest import acts, later, state

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture
def review(make_review):
    return make_review(votes_needed=2)


class TestApproving:
    def test_the_first_one_is_a_vote_and_publishes_nothing(self, review, mo, ada):
        assert desk.decide(review, mo, approve=True) is True
        later(review, 60)
        assert desk.carry_out_due() == 0
        assert state(review) == (Review.State.OPEN, Clip.State.REVIEWING)
        assert review.decided_by is None
        assert review in desk.queue(ada)

    def test_the_second_one_decides(self, review, mo, ada):
        desk.decide(review, mo, approve=True)
        desk.decide(review, ada, approve=True)
        later(review, 11)
        assert desk.carry_out_due() == 1
        assert state(review) == (Review.State.APPROVED, Clip.State.PUBLISHED)
        assert [action for action, _ in acts(review)] == ["opened", "voted", "approved"]

    def test_it_takes_another_person(self, review, mo):
        desk.decide(review, mo, approve=True)
        assert review not in desk.queue(mo)
        assert desk.claim(review, mo) is False
        with pytest.raises(PermissionDenied, match="a second person"):
            desk.decide(review, mo, approve=True)
        assert ReviewVote.objects.count() == 1

    def test_the_database_takes_one_vote_a_person(self, review, mo):
        ReviewVote.objects.create(review=review, voter=mo, approve=True)
        with pytest.raises(IntegrityError), transaction.atomic():
            ReviewVote.objects.create(review=review, voter=mo, approve=False, reason="No.")

    def test_the_first_ones_claim_is_free_again(self, review, mo, ada):
        desk.claim(review, mo)
        desk.decide(review, mo, approve=True)
        assert desk.claim(review, ada) is True


class TestRejecting:
    def test_one_is_enough_to_stop_it(self, review, mo):
        desk.decide(review, mo, approve=False, reason="It is hateful.")
        later(review, 11)
        desk.carry_out_due()
        assert state(review) == (Review.State.REJECTED, Clip.State.REJECTED)

    def test_two_who_disagree_leave_it_to_a_lead(self, review, mo, ada, lena):
        desk.decide(review, mo, approve=True)
        desk.decide(review, ada, approve=False, reason="It is hateful.")
        review.refresh_from_db()
        assert (review.escalated, review.decided_at) == (True, None)
        assert acts(review)[-1] == ("escalated", None)
        assert review not in desk.queue(ada)
        desk.decide(review, lena, approve=False, reason="It is hateful.")
        later(review, 11)
        desk.carry_out_due()
        assert state(review)[1] == Clip.State.REJECTED

    def test_a_lead_who_voted_leaves_it_to_another(self, review, mo, lena):
        desk.decide(review, mo, approve=True)
        desk.decide(review, lena, approve=False, reason="It is hateful.")
        review.refresh_from_db()
        assert not desk.may_decide(lena, review)

    def test_a_leads_decision_of_an_escalated_one_stands_alone(self, review, mo, lena):
        desk.escalate(review, mo, "Look.")
        desk.decide(review, lena, approve=True)
        later(review, 11)
        desk.carry_out_due()
        assert state(review)[1] == Clip.State.PUBLISHED


class TestUndo:
    def test_a_vote_is_taken_back(self, review, mo):
        desk.decide(review, mo, approve=True)
        last = desk.last_act(mo)
        assert (last.review, last.vote) == (review, True)
        assert desk.undo(review, mo) is True
        assert not ReviewVote.objects.exists()
        assert review in desk.queue(mo)
        assert desk.last_act(mo) is None

    def test_a_vote_that_disagreed_takes_its_escalation_with_it(self, review, mo, ada):
        desk.decide(review, mo, approve=True)
        desk.decide(review, ada, approve=False, reason="No.")
        assert desk.undo(review, ada) is True
        review.refresh_from_db()
        assert review.escalated is False
        assert [vote.voter for vote in review.votes.all()] == [mo]

    def test_the_deciding_vote_is_taken_back_and_the_first_stays(self, review, mo, ada):
        desk.decide(review, mo, approve=True)
        desk.decide(review, ada, approve=True)
        assert desk.undo(review, ada) is True
        review.refresh_from_db()
        assert review.decided_at is None
        assert [vote.voter for vote in review.votes.all()] == [mo]
        assert desk.decide(review, ada, approve=True) is True

    def test_after_the_second_vote_the_first_stands(self, review, mo, ada):
        desk.decide(review, mo, approve=True)
        desk.decide(review, ada, approve=True)
        assert desk.undo(review, mo) is False
        assert ReviewVote.objects.count() == 2

    def test_after_ten_seconds_it_stands(self, review, mo):
        desk.decide(review, mo, approve=True)
        later(review, 11)
        assert desk.undo(review, mo) is False
        assert ReviewVote.objects.count() == 1


class TestHidden:
    def test_the_first_opinion_is_not_shown_before_the_second(self, client, review, mo, ada, index):
        desk.decide(review, mo, approve=True)
        client.force_login(ada)
        page = client.get(f"/desk/{review.pk}").content.decode()
        assert "You are the second of two" in page
        case = desk.case_of(Review.objects.get(), ada)
        assert [(line.action, note) for line, note in case.lines if line.action == "voted"] == [("voted", "")]
        assert AuditLine.objects.get(action="voted").details == {"approve": True}


@pytest.mark.django_db(transaction=True)
def test_two_first_votes_at_once_are_two_people(review, mo, ada):
    results = at_once(
        [lambda user=user: desk.decide(Review.objects.get(), user, approve=True) for user in (mo, ada)]
    )
    assert results == [True, True]
    review.refresh_from_db()
    assert (ReviewVote.objects.count(), review.decided_at is not None) == (2, True)
    assert sorted(action for action, _ in acts(review)) == ["approved", "opened", "voted"]
