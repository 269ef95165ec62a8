"""Evidence is kept with the clip; its pictures go some time after the decision, its lines stay."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.evidence import as_json, holding, record, tidy_evidence
from catalog.models import AuditLine, Clip, Evidence, Review
from catalog.publishing import open_review
from catalog.tasks import empty_evidence
from generation.screening.frames.model import Finding

pytestmark = [pytest.mark.database, pytest.mark.django_db]

HELD = Finding("nudity", "It scores 0.90.", 0.9, "frames-nudity", 0.5, 2_000, b"\xff\xd8jpeg")
SEEN = Finding("faces", "1 face.", 0.97, "", 0.9, 1_000, b"\xff\xd8jpeg")
NOTHING = Finding("copies", "None of 6 frames is known.", 0.0)


def review_of(clip, **facts):
    review = open_review(clip, rule="frames-nudity", rule_name="Nudity", reason="", evidence={})
    Review.objects.filter(pk=review.pk).update(**facts)


def age(days):
    Evidence.objects.update(created_at=timezone.now() - timedelta(days=days))


def pictures():
    return [bytes(row.thumbnail) for row in Evidence.objects.all()]


def test_every_line_is_kept_as_it_was_seen(make_clip):
    clip = make_clip()
    record(clip, [HELD, SEEN, NOTHING])
    rows = list(clip.evidence.all())
    assert [row.detector for row in rows] == ["nudity", "faces", "copies"]
    first = rows[0]
    assert (first.rule, first.score, first.threshold, first.at_ms) == ("frames-nudity", 0.9, 0.5, 2_000)
    assert bytes(first.thumbnail) == b"\xff\xd8jpeg"
    assert (rows[2].threshold, bytes(rows[2].thumbnail)) == (None, b"")


def test_long_words_are_cut_not_refused(make_clip):
    [row] = record(make_clip(), [Finding("lettering", "x" * 1_000, 0.9)])
    row.refresh_from_db()
    assert len(row.words) == 300


def test_only_lines_with_a_rule_hold(make_clip):
    held, clean, other = make_clip(), make_clip(), make_clip()
    record(held, [HELD, SEEN])
    record(clean, [SEEN, NOTHING])
    record(other, [HELD])
    found = holding([held, clean])
    assert {clip: [row.detector for row in rows] for clip, rows in found.items()} == {held.pk: ["nudity"]}
    assert as_json(found[held.pk]) == [
        {
            "detector": "nudity",
            "rule": "frames-nudity",
            "score": 0.9,
            "threshold": 0.5,
            "at_ms": 2_000,
            "words": "It scores 0.90.",
        }
    ]


def test_it_goes_with_its_clip(make_clip):
    clip = make_clip()
    record(clip, [HELD])
    clip.delete()
    assert not Evidence.objects.exists()


def test_pictures_of_clips_decided_long_ago_are_emptied_and_lines_stay(make_clip, settings):
    settings.EVIDENCE_DAYS = 30
    record(make_clip(), [HELD, SEEN, NOTHING])
    age(31)
    assert tidy_evidence() == 2
    assert pictures() == [b"", b"", b""]
    assert [row.score for row in Evidence.objects.all()] == [0.9, 0.97, 0.0]
    line = AuditLine.objects.get(action="evidence emptied")
    assert (line.actor_name, line.details) == ("", {"pictures": 2})


def test_emptying_again_changes_nothing_and_says_nothing(make_clip):
    record(make_clip(), [HELD])
    age(91)
    empty_evidence()
    empty_evidence()
    assert AuditLine.objects.filter(action="evidence emptied").count() == 1


def test_young_pictures_stay(make_clip, settings):
    record(make_clip(), [HELD])
    age(settings.EVIDENCE_DAYS - 1)
    assert tidy_evidence() == 0
    assert pictures() == [HELD.thumbnail]


def test_a_clip_that_waits_keeps_its_pictures(make_clip):
    record(make_clip(state=Clip.State.REVIEWING), [HELD])
    age(400)
    assert tidy_evidence() == 0


def test_a_clip_before_a_moderator_again_keeps_its_pictures(make_clip):
    clip = make_clip()
    record(clip, [HELD])
    review_of(clip)
    age(400)
    assert tidy_evidence() == 0


def test_a_clip_that_waited_long_keeps_its_pictures_from_the_decision_on(make_clip, mo):
    clip = make_clip()
    record(clip, [HELD])
    age(400)
    decided = timezone.now() - timedelta(days=80)
    review_of(clip, state="approved", decided_by=mo, decided_at=decided)
    assert tidy_evidence() == 0
    Review.objects.update(decided_at=decided - timedelta(days=20))
    assert tidy_evidence() == 1


def test_a_case_without_a_clip_protects_nobodys_pictures(make_clip, team):
    record(make_clip(), [HELD])
    age(91)
    Review.objects.create(
        kind=Review.Kind.PROMPT, account=team, subject="request 12", rule="gore", rule_name="G"
    )
    assert tidy_evidence() == 1


def test_the_desk_still_shows_a_review_whose_pictures_are_gone(client, make_clip, mo):
    clip = make_clip(state=Clip.State.REVIEWING)
    rows = record(clip, [HELD])
    open_review(
        clip,
        rule="frames-nudity",
        rule_name="Nudity",
        reason="It looks so.",
        evidence={"frames": as_json(rows)},
    )
    Evidence.objects.update(thumbnail=b"")
    client.force_login(mo)
    page = client.get("/desk")
    assert page.status_code == 200
    assert "Nudity" in page.content.decode()
