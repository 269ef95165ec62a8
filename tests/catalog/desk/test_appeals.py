"""Appeals of rejected clips: once, with a reason, decided by somebody else, and without touching money."""

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from catalog import appeals, desk
from catalog.models import Clip, IndexChange, Review
from tests.threads import at_once

from .conftest import acts, later, state

pytestmark = [pytest.mark.database, pytest.mark.django_db]

WORDS = "It is a bowl of fruit, nothing else."


@pytest.fixture
def rejected(make_review, team, mo):
    """A clip of Alice's and Bob's that Mo rejected."""
    review = make_review(account=team)
    desk.decide(review, mo, approve=False, reason="It is sexual.")
    later(review, 11)
    desk.carry_out_due()
    return Clip.objects.get()


def decide(review, user, **decision):
    desk.decide(review, user, **decision)
    later(review, 11)
    desk.carry_out_due()


class TestAppealing:
    def test_it_opens_a_case_with_the_persons_words(self, rejected, alice):
        case = appeals.appeal(rejected, alice, f"  {WORDS} ")
        assert (case.kind, case.evidence["appeal"], case.reason) == (
            "appeal",
            WORDS,
            "Rejected: It is sexual.",
        )
        assert case.appeal_of == Review.objects.get(kind=Review.Kind.CLIP)
        assert acts(case) == [("opened", "Alice")]

    def test_a_colleague_may(self, rejected, bob):
        assert appeals.appeal(rejected, bob, WORDS).account.users.contains(bob)

    @pytest.mark.parametrize("name", ["charlie", "mo"])
    def test_others_may_not(self, rejected, request, name):
        with pytest.raises(appeals.CannotAppeal, match="Only the account"):
            appeals.appeal(rejected, request.getfixturevalue(name), WORDS)

    @pytest.mark.parametrize("words", ["", "   ", "Why?", "x" * 2001])
    def test_words_are_needed_and_not_too_many(self, rejected, alice, words):
        with pytest.raises(appeals.CannotAppeal, match="characters"):
            appeals.appeal(rejected, alice, words)
        assert not Review.objects.filter(kind=Review.Kind.APPEAL).exists()

    def test_what_was_not_rejected_is_not_appealed(self, make_clip, team, alice):
        with pytest.raises(appeals.CannotAppeal, match="not rejected"):
            appeals.appeal(make_clip(team), alice, WORDS)

    def test_each_decision_is_appealed_once(self, rejected, alice, bob, ada):
        case = appeals.appeal(rejected, alice, WORDS)
        with pytest.raises(appeals.CannotAppeal, match="already"):
            appeals.appeal(rejected, bob, WORDS)
        decide(case, ada, approve=False, reason="It is sexual.")
        with pytest.raises(appeals.CannotAppeal, match="already"):
            appeals.appeal(Clip.objects.get(), bob, WORDS)

    def test_the_database_says_so_too(self, rejected, alice):
        case = appeals.appeal(rejected, alice, WORDS)
        Review.objects.filter(pk=case.pk).update(state="rejected", decided_at=case.opened_at)
        with pytest.raises(IntegrityError), transaction.atomic():
            Review.objects.create(
                kind="appeal", clip=rejected, account=rejected.account, appeal_of=case.appeal_of, rule="r"
            )

    def test_only_an_appeal_questions_a_decision(self, rejected):
        decision = Review.objects.get()
        with pytest.raises(IntegrityError), transaction.atomic():
            Review.objects.create(
                kind="report", clip=rejected, account=rejected.account, appeal_of=decision, rule="r"
            )


class TestDeciding:
    def test_a_granted_one_publishes_the_clip(self, rejected, alice, ada):
        changes = IndexChange.objects.count()
        case = appeals.appeal(rejected, alice, WORDS)
        decide(case, ada, approve=True)
        assert state(case) == (Review.State.APPROVED, Clip.State.PUBLISHED)
        assert IndexChange.objects.count() == changes + 1
        assert appeals.standing(Clip.objects.get()).state == "granted"

    def test_one_that_is_turned_down_leaves_it_rejected(self, rejected, alice, ada):
        case = appeals.appeal(rejected, alice, WORDS)
        decide(case, ada, approve=False, reason="It is sexual.")
        assert state(case) == (Review.State.REJECTED, Clip.State.REJECTED)
        assert appeals.standing(Clip.objects.get()).state == "turned down"

    def test_a_clip_that_was_withdrawn_meanwhile_stays_so(self, rejected, alice, ada):
        case = appeals.appeal(rejected, alice, WORDS)
        Clip.objects.update(state=Clip.State.WITHDRAWN)
        decide(case, ada, approve=True)
        assert state(case)[1] == Clip.State.WITHDRAWN

    @pytest.mark.parametrize(
        ("decision", "said"),
        [
            ({"approve": True}, "was granted"),
            ({"approve": False, "reason": "It is sexual."}, "It is sexual."),
        ],
    )
    def test_the_answer_comes_by_mail(
        self, rejected, alice, ada, decision, said, django_capture_on_commit_callbacks
    ):
        case = appeals.appeal(rejected, alice, WORDS)
        with django_capture_on_commit_callbacks(execute=True):
            decide(case, ada, **decision)
        [sent] = mail.outbox
        assert sent.to == ["alice@example.com"]
        assert said in sent.subject + sent.body

    def test_other_decisions_are_not_mailed_as_appeals(
        self, make_review, mo, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            decide(make_review(), mo, approve=True)
        assert mail.outbox == []


class TestPage:
    def test_why_and_what_follows_is_said(self, client, rejected, alice):
        client.force_login(alice)
        page = client.get(f"/clips/{rejected.pk}/appeal").content.decode()
        assert "It is sexual." in page
        assert "nothing is charged" in page

    def test_appeal_and_see_how_it_stands(self, client, rejected, alice, ada):
        client.force_login(alice)
        page = client.post(f"/clips/{rejected.pk}/appeal", {"words": WORDS}, follow=True).content.decode()
        assert "with a moderator who did not decide before" in page
        decide(Review.objects.get(kind="appeal"), ada, approve=True)
        assert "was granted" in client.get(f"/clips/{rejected.pk}/appeal").content.decode()

    def test_too_short_keeps_what_was_written(self, client, rejected, alice):
        client.force_login(alice)
        answer = client.post(f"/clips/{rejected.pk}/appeal", {"words": "<b>no"})
        assert answer.status_code == 400
        assert "&lt;b&gt;no" in answer.content.decode()

    @pytest.mark.parametrize(("name", "status"), [("bob", 200), ("charlie", 404), ("mo", 404)])
    def test_it_is_the_accounts_own(self, client, rejected, request, name, status):
        client.force_login(request.getfixturevalue(name))
        assert client.get(f"/clips/{rejected.pk}/appeal").status_code == status

    def test_guests_sign_in_first(self, client, rejected):
        assert client.get(f"/clips/{rejected.pk}/appeal").status_code == 302

    def test_there_is_none_of_a_clip_that_was_never_rejected(self, client, make_clip, team, alice):
        client.force_login(alice)
        assert client.get(f"/clips/{make_clip(team).pk}/appeal").status_code == 404

    def test_the_desk_shows_the_words_and_the_earlier_decision(self, client, rejected, alice, ada, index):
        case = appeals.appeal(rejected, alice, WORDS)
        client.force_login(ada)
        page = client.get(f"/desk/{case.pk}").content.decode()
        for part in (WORDS, "Grant the appeal", "Turn down", "rejected by Mo"):
            assert part in page


@pytest.mark.django_db(transaction=True)
def test_two_colleagues_appeal_at_once_and_one_case_opens(rejected, alice, bob):
    results = at_once(
        [lambda user=user: appeals.appeal(Clip.objects.get(), user, WORDS) for user in (alice, bob)]
    )
    assert sum(isinstance(one, Review) for one in results) >= 1
    assert all(isinstance(one, Review | appeals.CannotAppeal) for one in results)
    assert Review.objects.filter(kind="appeal").count() == 1
