"""Clocks that run out, figures, and what is forgotten when."""

from datetime import timedelta

import pytest
from django.core.checks import run_checks
from django.utils import timezone

from catalog import tasks
from catalog.models import CounterNotice, FileMove, Report
from catalog.reports import overdue
from catalog.reports.answering import counter
from catalog.reports.clocks import OVERDUE_RISK
from catalog.reports.forgetting import forget
from catalog.reports.receiving import add_words
from catalog.takedown import take_down
from marketplace.health import parts

from .test_answering import SAYS

pytestmark = [pytest.mark.database, pytest.mark.django_db]


def reports_part():
    return next(part for part in parts() if part.name == "Reports")


def test_an_overdue_case_rises_and_the_gravest_stays_above(make_clip, team, reported):
    mild, grave = reported("other"), reported("minor", of=make_clip(team, seed=9))
    assert overdue.raise_overdue() == 0
    Report.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    assert overdue.raise_overdue() == 1
    assert overdue.raise_overdue() == 0
    mild.review.refresh_from_db()
    grave.review.refresh_from_db()
    assert (mild.review.risk, grave.review.risk) == (OVERDUE_RISK, 100)


def test_the_status_page_names_what_waits_too_long(client, reported, decide, mo):
    report = reported()
    assert reports_part().words == "1 waiting; decided: none yet."
    Report.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    part = reports_part()
    assert (part.well, part.words) == (False, "1 reports wait longer than they may: see the desk.")
    assert "1 reports" not in client.get("/status").content.decode()  # details are for the staff
    decide(report.review, mo, approve=True)
    assert reports_part().words == "0 waiting; decided: 0 of 1 within their time in 30 days."


def test_and_files_that_nobody_moves(clip, mo):
    take_down(clip, actor=mo, reason="x", cause="law")
    assert reports_part().well
    FileMove.objects.update(planned_at=timezone.now() - timedelta(minutes=2))
    assert reports_part().words.startswith("3 files of clips that were taken down lie where they were")


def test_long_after_the_decision_the_person_is_forgotten_and_the_line_stays(reported, decide, mo, settings):
    report = reported("likeness", statements={"who": "me"})
    add_words(report, "I am Eve Adams.")
    decide(report.review, mo, approve=False)
    assert forget() == 0
    Report.objects.update(decided_at=timezone.now() - timedelta(days=settings.REPORT_DAYS, minutes=1))
    tasks.forget_reports()
    assert forget() == 0
    report.refresh_from_db()
    report.review.refresh_from_db()
    assert (report.name, report.email, report.words, report.statements) == ("", "", "", {})
    assert report.notes.count() == 0
    assert (report.kind, report.state, report.number[:2]) == ("likeness", "upheld", "R-")
    assert report.forgotten_at is not None
    [line] = report.review.evidence["reports"]
    assert (line["number"], line["words"]) == (report.number, "")


def test_one_that_waits_is_never_forgotten(reported, settings):
    report = reported()
    Report.objects.update(received_at=timezone.now() - timedelta(days=10 * settings.REPORT_DAYS))
    assert forget() == 0
    report.refresh_from_db()
    assert report.name == "Eve Adams"


def test_nor_one_whose_counter_notice_is_not_settled(clip, reported, decide, mo, alice, settings):
    report = reported("copyright")
    decide(report.review, mo, approve=False)
    counter(clip, alice, SAYS)
    old = timezone.now() - timedelta(days=settings.REPORT_DAYS, minutes=1)
    Report.objects.update(decided_at=old)
    assert forget() == 0
    CounterNotice.objects.update(state="done", back_at=old)
    assert forget() == 1
    notice = CounterNotice.objects.get()
    assert (notice.name, notice.address, notice.signature, notice.user) == ("", "", "", None)


def test_the_scheduler_does_all_of_it(clip, reported, decide, mo, alice, mailoutbox):
    report = reported("copyright")
    decide(report.review, mo, approve=False)
    tasks.tend_reports()
    assert {address for one in mailoutbox for address in one.to} == {
        "eve@example.com", "alice@example.com", "bob@example.com",
    }  # fmt: skip
    assert all(one.key.startswith("withheld/") for one in clip.renditions.all())
    counter(clip, alice, SAYS)
    CounterNotice.objects.update(back_at=timezone.now() - timedelta(seconds=1))
    tasks.tend_reports()
    tasks.tend_reports()
    clip.refresh_from_db()
    assert clip.state == "published"
    assert all(one.key.startswith("clips/") for one in clip.renditions.all())


@pytest.mark.parametrize(("mail", "contact", "ids"), [("", "", {"W161", "W162"}), ("smtp://x", "Jo", set())])
def test_outside_debug_a_site_that_can_answer_nobody_is_told(settings, mail, contact, ids):
    settings.EMAIL_URL, settings.REPORT_CONTACT = mail, contact
    settings.DEBUG = False
    found = {one.id.removeprefix("oddreel.") for one in run_checks() if one.id.startswith("oddreel.W16")}
    assert found - {"W160"} == ids
    settings.DEBUG = True
    assert not [one for one in run_checks() if one.id in ("oddreel.W161", "oddreel.W162")]


@pytest.mark.parametrize("what", ["report", "takedown", "counternotice"])
def test_the_admin_looks_and_changes_nothing(client, clip, reported, decide, mo, alice, what, admin_client):
    report = reported("copyright")
    decide(report.review, mo, approve=False)
    counter(clip, alice, SAYS)
    assert admin_client.get(f"/admin/catalog/{what}/").status_code == 200
    assert admin_client.get(f"/admin/catalog/{what}/add/").status_code == 403
