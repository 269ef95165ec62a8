"""How an account answers a takedown: a counter-notice with its clock, or an appeal."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from catalog import desk
from catalog.models import AuditLine, Clip, CounterNotice, Report, Review
from catalog.reports import answering
from catalog.reports.answering import AlreadyAnswered, Counter, appeal, counter, put_back_due, went_to_court
from catalog.reports.strikes import strikes
from catalog.takedown import hide, put_back, take_down
from tests.threads import at_once

pytestmark = [pytest.mark.database, pytest.mark.django_db]
SAYS = Counter(
    name="Alice Liddell", address="2 Side Street", phone="555 0199", email="alice@example.com",
    words="It is made by a computer from my own words.", signature="Alice Liddell",
)  # fmt: skip


def state(clip):
    return Clip.objects.get(pk=clip.pk).state


@pytest.fixture
def notice(clip, reported, decide, mo):
    """A copyright notice that was upheld."""
    report = reported("copyright")
    decide(report.review, mo, approve=False, reason="The waves are copied.")
    report.refresh_from_db()
    return report


def test_the_claimant_gets_it_as_it_is_and_its_day_is_set(clip, notice, alice, mails):
    mails()
    sent = counter(clip, alice, SAYS)
    assert (sent.account, sent.user, sent.state) == (clip.account, alice, CounterNotice.State.WAITING)
    body = mails()["eve@example.com"].body
    for said in ("Alice Liddell", "2 Side Street", "555 0199", "alice@example.com", "made by a computer"):
        assert said in body
    assert f"comes back on {sent.back_at:%-d %B %Y}" in body
    assert mails() == {}
    assert state(clip) == Clip.State.TAKEN_DOWN


def test_before_its_day_nothing_happens_and_on_it_the_clip_is_back_once(clip, notice, alice, mails):
    sent = counter(clip, alice, SAYS)
    assert put_back_due() == 0
    assert strikes(clip.account) == 1
    CounterNotice.objects.update(back_at=timezone.now() - timedelta(seconds=1))
    mails()
    assert put_back_due() == 1
    assert put_back_due() == 0
    assert state(clip) == Clip.State.PUBLISHED
    notice.refresh_from_db()
    sent.refresh_from_db()
    assert (notice.state, sent.state) == (Report.State.ANSWERED, CounterNotice.State.DONE)
    assert strikes(clip.account) == 0
    assert "is back" in mails()["eve@example.com"].subject
    assert AuditLine.objects.filter(action="put back", actor=None, clip_id=clip.pk).count() == 1


def test_a_claimant_who_goes_to_court_keeps_it_down(clip, notice, alice):
    sent = counter(clip, alice, SAYS)
    assert went_to_court(sent, "N.D. Cal., 26-cv-0042") is True
    assert went_to_court(sent, "again") is False
    CounterNotice.objects.update(back_at=timezone.now() - timedelta(days=1))
    assert put_back_due() == 0
    assert state(clip) == Clip.State.TAKEN_DOWN
    sent.refresh_from_db()
    assert sent.court == "N.D. Cal., 26-cv-0042"


def test_after_its_day_the_court_is_too_late(clip, notice, alice):
    sent = counter(clip, alice, SAYS)
    CounterNotice.objects.update(back_at=timezone.now() - timedelta(days=1))
    put_back_due()
    assert went_to_court(sent, "late") is False
    assert state(clip) == Clip.State.PUBLISHED


def test_one_that_was_put_back_by_hand_and_down_again_for_more_stays_down(clip, notice, alice, mo):
    counter(clip, alice, SAYS)
    put_back(clip, actor=mo, reason="We were wrong.")
    take_down(clip, actor=mo, reason="It shows a real person.", cause="likeness")
    CounterNotice.objects.update(back_at=timezone.now() - timedelta(days=1))
    assert put_back_due() == 0
    assert state(clip) == Clip.State.TAKEN_DOWN


def test_one_answer_to_a_takedown(clip, notice, alice, bob):
    counter(clip, alice, SAYS)
    for again in (lambda: counter(clip, bob, SAYS), lambda: appeal(clip, bob, "Please.")):
        with pytest.raises(AlreadyAnswered):
            again()
    assert (CounterNotice.objects.count(), Review.objects.filter(kind="appeal").count()) == (1, 0)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_answer_at_once_one_does(clip, notice, alice, bob):
    sent = at_once([lambda: counter(clip, alice, SAYS), lambda: counter(clip, bob, SAYS)])
    assert sorted(type(one).__name__ for one in sent) == ["AlreadyAnswered", "CounterNotice"]


def test_what_is_only_hidden_needs_no_answer(clip, alice):
    hide(clip, reason="It was reported.", cause="law")
    with pytest.raises(AlreadyAnswered):
        appeal(clip, alice, "Please.")


class TestAppeals:
    @pytest.fixture
    def appealed(self, clip, alice, mo):
        take_down(clip, actor=mo, reason="Too cruel.", cause="policy")
        return appeal(clip, alice, "It is a toy.")

    def test_it_is_a_case_for_somebody_else(self, appealed, clip, mo):
        assert (appealed.kind, appealed.clip, appealed.reason) == (Review.Kind.APPEAL, clip, "It is a toy.")
        with pytest.raises(PermissionDenied, match="a decision of yours"):
            desk.decide(appealed, mo, approve=True)
        assert appealed not in desk.queue(mo)

    def test_heard_the_clip_is_back(self, appealed, clip, decide, make_moderator):
        decide(appealed, make_moderator("Max"), approve=True)
        assert state(clip) == Clip.State.PUBLISHED

    def test_refused_it_stays_down_and_there_is_no_second(
        self, appealed, clip, alice, decide, make_moderator
    ):
        decide(appealed, make_moderator("Max"), approve=False, reason="It is not.")
        assert state(clip) == Clip.State.TAKEN_DOWN
        with pytest.raises(AlreadyAnswered):
            appeal(clip, alice, "Please.")

    def test_heard_too_late_for_another_takedown_it_changes_nothing(
        self, appealed, clip, decide, make_moderator, mo
    ):
        put_back(clip, actor=mo, reason="Looked at.")
        take_down(clip, actor=mo, reason="It shows a real person.", cause="likeness")
        decide(appealed, make_moderator("Max"), approve=True)
        assert state(clip) == Clip.State.TAKEN_DOWN


def test_a_takedown_without_a_notice_is_appealed(clip, mo, notice, make_clip, team):
    other = make_clip(team, seed=9)
    take_down(other, actor=mo, reason="Copied.", cause="copyright")
    assert not answering.takes_counter_notice(other.takedowns.get())
    assert answering.takes_counter_notice(clip.takedowns.get())
