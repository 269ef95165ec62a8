"""Claims: one moderator at a time, for ten minutes, one case and the next."""

from functools import partial

import pytest

from catalog import desk
from catalog.models import Review
from tests.threads import at_once

from .conftest import acts, later

pytestmark = [pytest.mark.database, pytest.mark.django_db]


class TestClaims:
    def test_the_first_has_it_and_it_is_on_record(self, review, mo, ada):
        assert desk.claim(review, mo) is True
        assert desk.claim(review, ada) is False
        assert desk.claim(review, mo) is True
        assert acts(review) == [("opened", None), ("claimed", "Mo")]

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
        assert desk.escalate(review, ada, "Look.") is False
        review.refresh_from_db()
        assert (review.decided_at, review.escalated, review.claimed_by) == (None, False, mo)

    def test_a_decided_one_cannot_be_claimed(self, review, mo, ada):
        desk.decide(review, mo, approve=True)
        assert desk.claim(review, ada) is False


@pytest.mark.django_db(transaction=True)
class TestRaces:
    def test_of_two_claims_at_once_one_counts(self, review, mo, ada):
        calls = [partial(desk.claim, Review.objects.get(), one) for one in (mo, ada)]
        assert sorted(at_once(calls)) == [False, True]
