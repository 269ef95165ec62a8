"""Conflict of interest: nobody sees, claims or decides what is their own, and an escalated case is for leads."""

import pytest
from django.core.exceptions import PermissionDenied

from catalog import appeals, desk
from catalog.access import visible_clips
from catalog.models import Clip, Membership, Review
from catalog.publishing import open_case

from .conftest import CASE, acts, later

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture
def own(make_review, mo):
    """A case of Mo's own account."""
    return make_review(account=mo.accounts.get())


def refused(act):
    with pytest.raises(PermissionDenied) as caught:
        act()
    return str(caught.value)


class TestOwnClips:
    def test_they_are_in_nobody_elses_way(self, own, mo, ada):
        assert own not in desk.queue(mo)
        assert own in desk.queue(ada)
        assert desk.counts(mo).total == 0

    def test_they_cannot_be_claimed_or_decided(self, own, mo):
        assert desk.claim(own, mo) is False
        for act in (
            lambda: desk.decide(own, mo, approve=True),
            lambda: desk.decide(own, mo, approve=False, reason="No."),
            lambda: desk.escalate(own, mo, "Look."),
        ):
            assert "your own account" in refused(act)
        own.refresh_from_db()
        assert (own.decided_at, own.claimed_by, own.escalated) == (None, None, False)
        assert acts(own) == [("opened", None)]

    def test_who_joined_after_claiming_decides_no_more(self, review, mo):
        desk.claim(review, mo)
        Membership.objects.create(account=review.account, user=mo)
        assert "your own account" in refused(lambda: desk.decide(review, mo, approve=True))

    def test_their_moderator_sees_them_as_their_account_does(self, own, mo, ada):
        assert own.clip in visible_clips(mo)
        Clip.objects.filter(pk=own.clip_id).update(state=Clip.State.REJECTED)
        assert own.clip not in visible_clips(mo)
        assert own.clip in visible_clips(ada)

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_the_page_is_refused(self, client, own, mo, method):
        client.force_login(mo)
        address = f"/desk/{own.pk}" + ("/act" if method == "post" else "")
        answer = getattr(client, method)(address, {"action": "note", "note": "Nice clip."})
        assert answer.status_code == 403
        assert "your own account" in answer.content.decode()
        assert acts(own) == [("opened", None)]


class TestOwnDecisions:
    @pytest.fixture
    def appeal(self, make_review, mo, alice, team):
        review = make_review(account=team)
        desk.decide(review, mo, approve=False, reason="It is sexual.")
        later(review, 11)
        desk.carry_out_due()
        return appeals.appeal(Clip.objects.get(), alice, "It is a bowl of fruit.")

    def test_an_appeal_is_decided_by_somebody_else(self, appeal, mo, ada):
        assert appeal not in desk.queue(mo)
        assert desk.claim(appeal, mo) is False
        assert "a decision of yours" in refused(lambda: desk.decide(appeal, mo, approve=True))
        assert appeal in desk.queue(ada)
        assert desk.decide(appeal, ada, approve=True) is True

    def test_a_lead_does_not_decide_their_own_either(self, make_review, lena, alice, team):
        review = make_review(account=team)
        desk.decide(review, lena, approve=False, reason="It is sexual.")
        later(review, 11)
        desk.carry_out_due()
        appeal = appeals.appeal(Clip.objects.get(), alice, "It is a bowl of fruit.")
        assert desk.hindrance(lena, appeal)
        assert appeal not in desk.queue(lena)

    def test_nor_does_whoever_voted_on_it(self, make_review, mo, ada, lena, alice, team):
        review = make_review(account=team, votes_needed=2)
        desk.decide(review, mo, approve=True)
        desk.decide(review, ada, approve=False, reason="It is sexual.")
        desk.decide(review, lena, approve=False, reason="It is sexual.")
        later(review, 11)
        desk.carry_out_due()
        appeal = appeals.appeal(Clip.objects.get(), alice, "It is a bowl of fruit.")
        may = {user.name for user in (mo, ada, lena) if desk.may_decide(user, appeal)}
        assert may == set()
        assert not any(appeal in desk.queue(user) for user in (mo, ada, lena))


class TestTakedowns:
    @pytest.fixture
    def appeal(self, make_clip, mo):
        clip = make_clip(state=Clip.State.WITHDRAWN)
        case = CASE | {"evidence": {"decided_by": mo.pk, "decision": "It shows a real person."}}
        return open_case(Review.Kind.APPEAL, account=clip.account, clip=clip, **case)

    def test_whoever_took_a_clip_down_does_not_hear_its_appeal(self, appeal, mo, ada):
        assert appeal not in desk.queue(mo)
        assert "a decision of yours" in refused(lambda: desk.decide(appeal, mo, approve=True))
        assert appeal in desk.queue(ada)
        assert desk.may_decide(ada, appeal)

    def test_a_machines_takedown_is_nobodys_own(self, appeal, mo):
        Review.objects.update(evidence={"decided_by": None, "decision": "It was reported."})
        assert appeal in desk.queue(mo)


class TestRoles:
    def test_only_a_lead_decides_what_was_escalated(self, review, mo, ada, lena):
        desk.escalate(review, mo, "Is this a real bank?")
        review.refresh_from_db()
        assert desk.claim(review, ada) is False
        assert "A lead decides" in refused(lambda: desk.decide(review, ada, approve=True))
        assert desk.decide(review, lena, approve=True) is True

    @pytest.mark.parametrize("name", ["alice", "charlie"])
    def test_who_is_no_moderator_does_nothing(self, review, request, name):
        user = request.getfixturevalue(name)
        assert desk.claim(review, user) is False
        assert "Moderators alone" in refused(lambda: desk.decide(review, user, approve=True))

    def test_a_role_that_is_lost_ends_at_once_and_frees_the_claims(self, client, make_review, mo, ada):
        first, second = make_review(), make_review()
        client.force_login(mo)
        client.get("/desk")
        assert not desk.queue(ada).filter(claimed_by=None).exists()
        mo.user_permissions.clear()
        answer = client.post(f"/desk/{first.pk}/act", {"action": "approve"})
        assert answer.status_code == 403
        first.refresh_from_db()
        assert first.decided_at is None
        assert acts(first)[-1] == acts(second)[-1] == ("freed", None)
        assert desk.claim(first, ada) is True

    def test_and_so_for_somebody_who_was_switched_off(self, review, mo):
        desk.claim(review, mo)
        mo.is_active = False
        assert "Moderators alone" in refused(lambda: desk.decide(review, mo, approve=True))

    def test_a_superuser_is_a_lead(self, review, make_user, mo):
        root = make_user("Root")
        root.is_superuser = True
        root.save()
        desk.escalate(review, mo, "Look.")
        review.refresh_from_db()
        assert desk.may_decide(root, review)
        assert isinstance(desk.queue(root).get(), Review)
