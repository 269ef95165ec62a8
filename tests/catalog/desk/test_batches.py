"""Batches: one decision on what is alike, each for itself, and one undo for all."""

import pytest

from catalog import desk
from catalog.models import AuditLine, Clip, Review

from .conftest import acts, later

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture
def three(make_review, team):
    return [make_review(account=team, prompt=f"Wave number {i}") for i in range(3)]


class TestAlike:
    def test_one_account_and_rule(self, three):
        assert desk.alike(three[0], three[1])

    def test_nearly_the_same_prompt_of_others(self, make_review):
        one = make_review(prompt="The president waves at a crowd at dawn in the rain")
        near = make_review(prompt="the PRESIDENT waves at a crowd, at dawn, in the rain!")
        far = make_review(prompt="the president waves")
        assert desk.alike(one, near)
        assert not desk.alike(one, far)

    @pytest.mark.parametrize("other", [{"rule": "gore"}, {"votes_needed": 2}])
    def test_another_rule_and_what_takes_two_are_not(self, make_review, team, other):
        assert not desk.alike(make_review(account=team), make_review(account=team, **other))

    def test_what_was_escalated_is_not(self, three, mo):
        desk.escalate(three[1], mo, "Look.")
        three[1].refresh_from_db()
        assert not desk.alike(three[0], three[1])

    def test_cases_without_words_of_two_accounts_are_not(self, make_prompt_case):
        kind = Review.Kind.PROBING
        one, other = (make_prompt_case(n, kind=kind, subject=f"account {n}", prompt="") for n in (1, 2))
        assert not desk.alike(one, other)

    def test_which_of_the_queue_are_like_it(self, three, make_review):
        other = make_review(prompt="Something else entirely")
        assert desk.like_it(three[0], [*three, other]) == [three[1].pk, three[2].pk]


class TestDeciding:
    def test_each_is_decided_and_on_record_by_itself(self, three, mo):
        result = desk.decide_together(three, mo, approve=False, reason="It is sexual.")
        assert (result.decided, result.taken) == ([one.pk for one in three], [])
        for one in three:
            one.refresh_from_db()
            assert (one.decided_by, one.decision_reason) == (mo, "It is sexual.")
            assert acts(one)[-1] == ("rejected", "Mo")
        lines = AuditLine.objects.filter(action="rejected")
        assert len({line.details["batch"] for line in lines}) == 1

    def test_what_others_have_stays_and_is_named(self, three, mo, ada):
        desk.claim(three[1], ada)
        result = desk.decide_together(three, mo, approve=True)
        assert (result.decided, result.taken) == ([three[0].pk, three[2].pk], [three[1].pk])
        three[1].refresh_from_db()
        assert (three[1].decided_at, three[1].claimed_by) == (None, ada)

    def test_ones_own_stay(self, three, mo, team, make_review):
        own = make_review(account=mo.accounts.get(), prompt=three[0].prompt)
        result = desk.decide_together([three[0], own], mo, approve=True)
        assert (result.decided, result.taken) == ([three[0].pk], [own.pk])

    def test_what_is_not_alike_is_refused_as_a_whole(self, three, make_review, mo):
        with pytest.raises(desk.NotAlike):
            desk.decide_together([*three, make_review(prompt="A castle")], mo, approve=True)
        assert not Review.objects.exclude(decided_at=None).exists()

    def test_a_rejection_needs_a_reason(self, three, mo):
        with pytest.raises(ValueError, match="needs a reason"):
            desk.decide_together(three, mo, approve=False, reason=" ")
        assert not Review.objects.exclude(decided_at=None).exists()

    def test_too_many_at_once_are_refused(self, three, mo):
        with pytest.raises(desk.NotAlike, match="At most 100"):
            desk.decide_together(three * 40, mo, approve=True)

    def test_undo_takes_all_of_them_back(self, three, mo):
        desk.decide_together(three, mo, approve=True)
        assert desk.last_act(mo).count == 3
        assert desk.undo(Review.objects.get(pk=three[1].pk), mo) is True
        assert not Review.objects.exclude(decided_at=None).exists()
        later(three[0], 20)
        assert desk.carry_out_due() == 0
        assert AuditLine.objects.filter(action="undone").count() == 3

    def test_undo_leaves_the_earlier_batch_alone(self, three, mo, make_review, team):
        desk.decide_together(three[:2], mo, approve=True)
        desk.decide_together(three[2:], mo, approve=True)
        desk.undo(Review.objects.get(pk=three[2].pk), mo)
        assert Review.objects.exclude(decided_at=None).count() == 2


class TestPage:
    @pytest.fixture
    def page(self, client, mo, index):
        client.force_login(mo)
        return client

    def post(self, page, reviews, **data):
        return page.post("/desk/batch", {"review": [one.pk for one in reviews], **data}, follow=True)

    def test_approve_what_is_marked(self, page, three):
        answer = self.post(page, three, action="approve").content.decode()
        assert "3 decided together" in answer
        assert "3 cases are decided together" in answer
        for one in three:
            later(one, 11)
        desk.carry_out_due()
        assert Clip.objects.filter(state=Clip.State.PUBLISHED).count() == 3

    def test_reject_with_a_reason(self, page, three):
        self.post(page, three, action="reject", reason="3")
        assert {one.decision_reason for one in Review.objects.all()} == {desk.REASONS["3"]}

    def test_which_were_taken_is_said(self, page, three, ada):
        desk.claim(three[2], ada)
        answer = self.post(page, three, action="approve").content.decode()
        assert "2 decided together" in answer
        assert f"review {three[2].pk}" in answer

    @pytest.mark.parametrize(
        ("data", "said"),
        [({"action": "reject"}, "Say why"), ({"action": "reject", "reason": "99"}, "Say why")],
    )
    def test_a_missing_reason_is_asked_for(self, page, three, data, said):
        assert said in self.post(page, three, **data).content.decode()
        assert not Review.objects.exclude(decided_at=None).exists()

    @pytest.mark.parametrize("chosen", [[], ["x"], ["-1"], ["9" * 30]])
    def test_nothing_marked_is_said(self, page, three, chosen):
        answer = page.post("/desk/batch", {"review": chosen, "action": "approve"}, follow=True)
        assert "Nothing is selected" in answer.content.decode()

    def test_what_is_not_alike_is_said(self, page, three, make_review):
        other = make_review(prompt="A castle")
        answer = self.post(page, [*three, other], action="approve")
        assert "not of one rule" in answer.content.decode()
        assert not Review.objects.exclude(decided_at=None).exists()

    def test_others_are_refused(self, client, three, alice):
        client.force_login(alice)
        assert self.post(client, three, action="approve").status_code == 403
        assert not Review.objects.exclude(decided_at=None).exists()
