"""Taking a report in: one case a clip, grave ones hidden, the rest not, each sent once."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.models import AuditLine, Clip, Report, Review, Takedown
from catalog.reports import clocks, receiving
from catalog.reports.clocks import CLOCKS, Kind
from catalog.reports.receiving import Given, add_words, receive, reports_of, withdraw
from catalog.takedown import put_back, take_down
from tests.threads import at_once

pytestmark = [pytest.mark.database, pytest.mark.django_db]


def test_every_kind_has_its_clock():
    assert set(CLOCKS) == set(Kind)
    assert {kind for kind, clock in CLOCKS.items() if clock.hides} == {Kind.MINOR, Kind.SEXUAL}
    assert all(CLOCKS[kind].risk >= 90 for kind in (Kind.MINOR, Kind.SEXUAL))


@pytest.mark.parametrize("kind", list(Kind))
def test_a_report_opens_a_case_with_its_clock(clip, reported, kind):
    report = reported(kind)
    review = report.review
    assert (review.kind, review.clip, review.account) == (Review.Kind.REPORT, clip, clip.account)
    assert review.risk == CLOCKS[kind].risk
    assert report.due_at - report.received_at == CLOCKS[kind].within
    [line] = review.evidence["reports"]
    assert (line["number"], line["kind"], line["words"]) == (report.number, kind, "It is me, at 0:03.")
    assert review.evidence["strikes"] == 0


def test_the_gravest_are_hidden_at_once_and_no_others(clip, reported):
    for kind in Kind:
        if not CLOCKS[kind].hides:
            reported(kind)
            assert Clip.objects.get(pk=clip.pk).state == Clip.State.PUBLISHED
    report = reported("minor")
    assert Clip.objects.get(pk=clip.pk).state == Clip.State.HIDDEN
    [row] = Takedown.objects.all()
    assert (row.interim, row.actor, row.report, row.cause) == (True, None, report, "law")


def test_several_join_one_case_which_is_as_grave_as_the_gravest(clip, reported):
    first, second, third = reported("other"), reported("minor"), reported("trademark")
    assert first.review_id == second.review_id == third.review_id
    review = Review.objects.get()
    assert review.risk == 100
    assert reports_of(review) == [first, second, third]
    assert [one["number"] for one in review.evidence["reports"]] == [
        first.number,
        second.number,
        third.number,
    ]


def test_sent_twice_it_is_one(clip, reported):
    once = uuid.uuid4()
    assert reported(once=once) == reported(once=once)
    assert (Report.objects.count(), Review.objects.count()) == (1, 1)
    assert len(Review.objects.get().evidence["reports"]) == 1


def test_the_audit_knows_the_number_and_nothing_of_the_person(clip, reported):
    report = reported("minor")
    add_words(report, "My name is Eve Adams.")
    withdraw(report)
    lines = list(AuditLine.objects.filter(clip_id=clip.pk))
    assert {"reported", "hidden", "report added to", "report withdrawn"} <= {one.action for one in lines}
    for line in lines:
        assert "Eve" not in f"{line.note}{line.details}{line.actor_name}"
        assert "eve@" not in f"{line.note}{line.details}{line.actor_name}"


def test_what_is_down_already_takes_no_report(clip, reported, mo):
    take_down(clip, actor=mo, reason="x", cause="law")
    with pytest.raises(receiving.AlreadyDown):
        reported()
    assert not Report.objects.exists()


def test_what_a_moderator_looked_at_is_not_hidden_again_by_the_like(clip, reported, mo, decide):
    first = reported("sexual")
    decide(first.review, mo, approve=True)
    assert Clip.objects.get(pk=clip.pk).state == Clip.State.PUBLISHED
    clip.refresh_from_db()
    again = reported("minor")
    assert Clip.objects.get(pk=clip.pk).state == Clip.State.PUBLISHED
    assert again.review_id != first.review_id
    assert again.review.risk == 100


def test_nobody_empties_the_catalogue_by_a_script(make_clip, monkeypatch):
    monkeypatch.setattr(receiving, "HIDDEN_AN_HOUR", 2)
    clips = [make_clip(seed=seed) for seed in range(4)]
    for one in clips:
        receive(one, Given(Kind.MINOR))
    states = [Clip.objects.get(pk=one.pk).state for one in clips]
    assert states == ["hidden", "hidden", "published", "published"]
    assert set(Review.objects.values_list("risk", flat=True)) == {100}
    Takedown.objects.update(at=timezone.now() - timedelta(hours=2))
    receive(clips[3], Given(Kind.MINOR))
    assert Clip.objects.get(pk=clips[3].pk).state == "hidden"


def test_a_clip_in_review_is_reported_and_not_hidden(make_clip, reported):
    waiting = make_clip(state=Clip.State.REVIEWING)
    report = reported("minor", of=waiting)
    assert Clip.objects.get(pk=waiting.pk).state == Clip.State.REVIEWING
    assert report.review.kind == Review.Kind.REPORT


def test_taken_back_it_is_so_once_and_the_case_stays(clip, reported):
    report = reported("likeness")
    assert withdraw(report) is True
    assert withdraw(report) is False
    report.refresh_from_db()
    assert report.state == Report.State.WITHDRAWN
    assert Review.objects.get().state == Review.State.OPEN


def test_as_much_may_be_added_as_somebody_reads(clip, reported, monkeypatch):
    monkeypatch.setattr(receiving, "MOST_NOTES", 2)
    report = reported()
    add_words(report, "One")
    add_words(report, "Two")
    with pytest.raises(receiving.TooManyNotes):
        add_words(report, "Three")
    assert [one.words for one in report.notes.all()] == ["One", "Two"]


def test_strikes_are_copyright_takedowns_that_stand(team, make_clip, reported, mo):
    struck = [make_clip(team, seed=seed) for seed in (21, 22, 23)]
    for one, cause in zip(struck, ("copyright", "copyright", "law"), strict=True):
        take_down(one, actor=mo, reason="x", cause=cause)
    put_back(struck[0], actor=mo, reason="A mistake.")
    assert reported().review.evidence["strikes"] == 1


@pytest.mark.django_db(transaction=True)
def test_many_at_once_are_one_case_with_every_report(clip):
    def send():
        return receive(Clip.objects.get(pk=clip.pk), Given(Kind.SEXUAL, words="At 0:01"))

    sent = at_once([send] * 5)
    assert not [one for one in sent if isinstance(one, Exception)]
    [review] = Review.objects.all()
    assert {one["number"] for one in review.evidence["reports"]} == {one.number for one in sent}
    assert Takedown.objects.count() == 1


@pytest.mark.parametrize(
    ("received", "day"),
    [
        ("2026-11-30T10:00", "2026-12-16"),  # a Monday: twelve working days on is a Wednesday
        ("2026-12-04T23:59", "2026-12-22"),  # a Friday
        ("2026-12-05T00:00", "2026-12-23"),  # a Saturday counts as the Monday after
        ("2026-12-06T12:00", "2026-12-23"),
    ],
)
def test_a_clip_comes_back_at_the_end_of_the_twelfth_working_day(received, day):
    moment = timezone.datetime.fromisoformat(f"{received}:00+00:00")
    assert clocks.back_at(moment).isoformat() == f"{day}T23:59:59+00:00"


def test_numbers_are_quotable_and_differ():
    numbers = {Report().number for _ in range(200)}
    assert len(numbers) == 200
    assert all(len(one) == 11 and one.startswith("R-") for one in numbers)
