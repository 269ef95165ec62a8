"""Decisions: one counts, nothing happens for ten seconds, and until then it can be taken back."""

import pytest
from django.utils import timezone

from catalog import desk
from catalog.models import Clip, IndexChange, Review
from catalog.publishing import open_case
from catalog.signals import clip_published, clip_rejected, review_decided
from tests.threads import at_once

from .conftest import CASE, acts, later, state

pytestmark = [pytest.mark.database, pytest.mark.django_db]


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
        assert acts(review)[-1] == ("rejected", "Mo")

    @pytest.mark.parametrize("reason", ["", "  \n"])
    def test_a_rejection_needs_a_reason(self, review, mo, reason):
        with pytest.raises(ValueError, match="needs a reason"):
            desk.decide(review, mo, approve=False, reason=reason)
        assert acts(review) == [("opened", None)]

    def test_a_second_decision_does_not_count(self, review, mo, ada):
        assert desk.decide(review, mo, approve=True) is True
        assert desk.decide(review, ada, approve=False, reason="No.") is False
        assert desk.decide(review, mo, approve=False, reason="No.") is False
        later(review, 11)
        desk.carry_out_due()
        assert state(review)[1] == Clip.State.PUBLISHED
        assert acts(review) == [("opened", None), ("approved", "Mo")]

    def test_a_clip_that_was_withdrawn_meanwhile_is_not_published(self, review, mo):
        desk.decide(review, mo, approve=True)
        Clip.objects.filter(pk=review.clip_id).update(state=Clip.State.WITHDRAWN)
        later(review, 11)
        desk.carry_out_due()
        assert state(review)[1] == Clip.State.WITHDRAWN


class TestEveryKind:
    @pytest.fixture
    def heard(self):
        found = []

        def listen(sender, review, approved, actor, reason, **kwargs):
            found.append((review.pk, approved, actor, reason))

        review_decided.connect(listen)
        yield found
        review_decided.disconnect(listen)

    @pytest.mark.parametrize("kind", ["prompt", "probing"])
    def test_what_has_no_clip_is_told_and_changes_none(self, make_prompt_case, mo, heard, kind):
        review = make_prompt_case(kind=Review.Kind(kind))
        desk.decide(review, mo, approve=False, reason="The rule applies.")
        assert heard == []
        later(review, 11)
        assert desk.carry_out_due() == 1
        assert desk.carry_out_due() == 0
        assert heard == [(review.pk, False, mo, "The rule applies.")]

    @pytest.mark.parametrize(
        ("approve", "left"), [(True, Clip.State.PUBLISHED), (False, Clip.State.TAKEN_DOWN)]
    )
    def test_a_report_is_told_and_takes_the_clip_down_or_leaves_it(self, make_clip, mo, heard, approve, left):
        clip = make_clip()
        review = open_case(Review.Kind.REPORT, clip=clip, account=clip.account, **CASE)
        desk.decide(review, mo, approve=approve, reason="It is sexual.")
        later(review, 11)
        desk.carry_out_due()
        assert state(review)[1] == left
        assert heard == [(review.pk, approve, mo, "" if approve else "It is sexual.")]

    def test_a_clip_is_published_before_its_review_is_told(self, review, mo):
        states = []

        def listen(sender, review, **kwargs):
            states.append(Clip.objects.get(pk=review.clip_id).state)

        review_decided.connect(listen)
        try:
            desk.decide(review, mo, approve=True)
            later(review, 11)
            desk.carry_out_due()
        finally:
            review_decided.disconnect(listen)
        assert states == [Clip.State.PUBLISHED]

    def test_one_that_fails_is_undone_and_tried_again_and_stops_no_other(self, make_review, mo, caplog):
        review, other = make_review(), make_review()

        def refuse(sender, review, **kwargs):
            if review.pk != other.pk:
                raise RuntimeError("no room")

        for one in (review, other):
            desk.decide(one, mo, approve=True)
            later(one, 11)
        review_decided.connect(refuse)
        try:
            assert desk.carry_out_due() == 1
        finally:
            review_decided.disconnect(refuse)
        assert state(review) == (Review.State.OPEN, Clip.State.REVIEWING)
        assert state(other) == (Review.State.APPROVED, Clip.State.PUBLISHED)
        assert f"review {review.pk} could not be carried out" in caplog.text
        assert desk.carry_out_due() == 1


class TestUndo:
    def test_within_ten_seconds_it_waits_again(self, review, mo):
        desk.decide(review, mo, approve=True)
        later(review, 8)
        assert desk.undo(review, mo) is True
        later(review, 60)
        assert desk.carry_out_due() == 0
        assert state(review) == (Review.State.OPEN, Clip.State.REVIEWING)
        assert [action for action, _ in acts(review)] == ["opened", "approved", "undone"]

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
        assert acts(review) == [("opened", None)]


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
        decided = [action for action, _ in acts(review) if action in ("approved", "rejected")]
        assert decided == ["approved" if results[0] else "rejected"]

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
