"""What a moderator's decision does to reports, to the clip, and who is told what."""

import pytest
from django.utils import timezone

from catalog import desk
from catalog.models import Account, Clip, Report, Review, Takedown
from catalog.publishing import open_case, open_review
from catalog.signals import review_decided

pytestmark = [pytest.mark.database, pytest.mark.django_db]
State = Report.State


def state(clip):
    return Clip.objects.get(pk=clip.pk).state


@pytest.mark.parametrize(
    ("kinds", "cause", "because"),
    [
        (["likeness"], "likeness", 0), (["copyright"], "copyright", 0), (["trademark"], "trademark", 0),
        (["minor"], "law", 0), (["sexual"], "policy", 0), (["other", "copyright", "violence"], "copyright", 1),
        (["copyright", "likeness"], "likeness", 1), (["trademark", "minor"], "law", 1),
    ],
)  # fmt: skip
def test_upheld_the_clip_goes_for_the_gravest_of_its_reports(
    clip, reported, decide, mo, kinds, cause, because
):
    reports = [reported(kind) for kind in kinds]
    decide(reports[0].review, mo, approve=False)
    assert state(clip) == Clip.State.TAKEN_DOWN
    takedown = Takedown.objects.get()
    assert (takedown.cause, takedown.actor, takedown.interim) == (cause, mo, False)
    assert (takedown.reason, takedown.report) == ("It shows a real person.", reports[because])
    assert set(Report.objects.values_list("state", flat=True)) == {State.UPHELD}


@pytest.mark.parametrize("kind", ["likeness", "minor"])
def test_dismissed_the_clip_stays_or_comes_back(clip, reported, decide, mo, kind):
    report = reported(kind)
    decide(report.review, mo, approve=True)
    report.refresh_from_db()
    assert (state(clip), report.state) == (Clip.State.PUBLISHED, State.DISMISSED)
    assert not Takedown.objects.filter(ended_at=None).exists()


def test_what_came_after_the_decision_is_a_case_of_its_own(clip, reported, mo):
    first = reported("sexual")
    assert desk.decide(first.review, mo, approve=True)
    late = reported("minor")
    Review.objects.update(decided_at=late.received_at - desk.UNDO)
    Report.objects.filter(pk=first.pk).update(received_at=late.received_at - 2 * desk.UNDO)
    assert desk.carry_out_due() == 1
    first.refresh_from_db()
    late.refresh_from_db()
    assert (first.state, late.state) == (State.DISMISSED, State.OPEN)
    assert late.review_id != first.review_id
    assert late.review.state == Review.State.OPEN
    assert state(clip) == Clip.State.HIDDEN  # what was not looked at yet keeps it hidden


def test_one_taken_back_is_not_counted_and_the_case_is_still_decided(clip, reported, decide, mo):
    from catalog.reports.receiving import withdraw

    report = reported("likeness")
    withdraw(report)
    decide(report.review, mo, approve=False)
    report.refresh_from_db()
    assert (state(clip), report.state) == (Clip.State.TAKEN_DOWN, State.WITHDRAWN)
    assert Takedown.objects.get().cause == "likeness"


def test_told_twice_it_changes_nothing(clip, reported, decide, mo):
    report = reported()
    decide(report.review, mo, approve=False)
    review_decided.send(sender=Review, review=report.review, approved=True, actor=mo, reason="")
    report.refresh_from_db()
    assert (state(clip), report.state) == (Clip.State.TAKEN_DOWN, State.UPHELD)


def test_a_clip_that_waits_for_its_first_review_is_rejected_there(
    team, make_clip, reported, mo, make_moderator
):
    waiting = make_clip(team, state=Clip.State.REVIEWING)
    first = open_review(waiting, rule="faces", rule_name="Faces", reason="A face?", evidence={})
    desk.claim(first, make_moderator("Max"))
    report = reported("likeness", of=waiting)
    assert desk.decide(report.review, mo, approve=False, reason="It is her.")
    Review.objects.filter(pk=report.review_id).update(decided_at=timezone.now() - desk.UNDO)
    desk.carry_out_due()
    desk.carry_out_due()
    first.refresh_from_db()
    assert state(waiting) == Clip.State.REJECTED
    assert (first.state, first.decision_reason, first.decided_by) == (Review.State.REJECTED, "It is her.", mo)


def test_other_kinds_of_cases_are_none_of_ours(clip, reported, decide, mo):
    report = reported()
    sample = open_case(
        Review.Kind.SAMPLE, account=clip.account, clip=clip, rule="s", rule_name="Sample", reason=""
    )
    review_decided.send(sender=Review, review=sample, approved=True, actor=mo, reason="")
    refused = open_case(
        Review.Kind.PROMPT, account=clip.account, subject="request 1", rule="s", rule_name="S", reason=""
    )
    review_decided.send(sender=Review, review=refused, approved=False, actor=mo, reason="No.")
    report.refresh_from_db()
    assert (state(clip), report.state) == (Clip.State.PUBLISHED, State.OPEN)


class TestMails:
    def test_received_upheld_and_the_account_told_each_once(self, clip, reported, decide, mo, mails):
        report = reported("likeness")
        sent = mails()
        assert set(sent) == {"eve@example.com"}
        assert sent["eve@example.com"].subject == f"We have your report {report.number}"
        assert "within 24 hours" in sent["eve@example.com"].body
        assert "https://clips.example.com/reports/" in sent["eve@example.com"].body
        assert mails() == {}
        decide(report.review, mo, approve=False)
        sent = mails()
        assert set(sent) == {"eve@example.com", "alice@example.com", "bob@example.com"}
        assert sent["eve@example.com"].subject.startswith(f"Clip {clip.pk} was taken down")
        to_account = sent["alice@example.com"].body
        assert "It shows a real person." in to_account
        assert f"https://clips.example.com/clips/{clip.pk}/answer" in to_account
        assert "Harbour at dawn" in to_account
        assert mails() == {}

    def test_dismissed_its_sender_hears_and_the_account_nothing(self, clip, reported, decide, mo, mails):
        report = reported("minor")
        mails()
        decide(report.review, mo, approve=True)
        sent = mails()
        assert set(sent) == {"eve@example.com"}
        assert "stays" in sent["eve@example.com"].subject

    @pytest.mark.parametrize(
        ("kind", "shares", "named"),
        [("likeness", True, False), ("copyright", False, False), ("copyright", True, True)],
    )
    def test_who_reported_it_stays_out_unless_a_notice_may_be_passed_on(
        self, client, clip, reported, decide, alice, mo, mails, kind, shares, named
    ):
        statements = {
            "work": "My film “Tides”",
            "owner": "Ada Films",
            "address": "1 Main Street",
            "phone": "555 0100",
        }
        report = reported(kind, shares=shares, statements=statements)
        mails()
        decide(report.review, mo, approve=False)
        body = mails()["alice@example.com"].body
        client.force_login(alice)
        pages = [
            client.get(f"/clips/{clip.pk}/answer").content.decode(),
            client.get(clip.get_absolute_url()).content.decode(),
        ]
        assert ("Eve Adams" in body) == ("Eve Adams" in pages[0]) == named
        assert ("Tides" in body) == ("Tides" in pages[0]) == named
        for text in (body, *pages):
            assert "eve@example.com" not in text
            assert "1 Main Street" not in text
        assert "Eve Adams" not in pages[1]

    def test_the_sender_puts_no_words_of_theirs_into_a_mail_to_somebody_else(self, reported, mails):
        reported(name="Buy pills", words="https://evil.example.com", email="victim@example.com")
        body = mails()["victim@example.com"].body
        assert "pills" not in body
        assert "evil" not in body

    def test_no_address_no_mail(self, clip, reported, mails):
        reported("minor", email="")
        assert mails() == {}

    def test_a_house_clip_has_nobody_to_tell(self, make_account, make_clip, reported, decide, mo, mails):
        house = make_clip(make_account("House", kind=Account.Kind.HOUSE), seed=5)
        report = reported(of=house)
        mails()
        decide(report.review, mo, approve=False)
        assert set(mails()) == {"eve@example.com"}

    def test_a_mail_server_that_fails_is_asked_again(self, reported, mails, settings):
        reported()
        backend = settings.EMAIL_BACKEND
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
        assert mails() == {}
        assert Report.objects.get().acknowledged_at is None
        settings.EMAIL_BACKEND = backend
        assert set(mails()) == {"eve@example.com"}
