"""Evidence of frames at the desk: by detector, with pictures for moderators alone, and what retention took."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from catalog import desk
from catalog.models import Clip, Evidence

from .conftest import acts

pytestmark = [pytest.mark.database, pytest.mark.django_db]

JPEG = b"\xff\xd8\xff\xe0 a picture \xff\xd9"


@pytest.fixture
def kept(review):
    """`kept("faces", score=0.9)`: one line of evidence of the review's clip."""

    def keep(detector, **fields):
        facts = {"score": 0.5, "words": f"{detector} said so", "thumbnail": JPEG, "at_ms": 2_000}
        return Evidence.objects.create(clip=review.clip, detector=detector, **(facts | fields))

    return keep


@pytest.fixture
def page(client, mo):
    client.force_login(mo)
    return client


def test_findings_stand_by_detector_those_that_held_first(review, kept, mo):
    kept("faces", score=0.9)
    kept("faces", score=0.4, rule="no-faces", threshold=0.3)
    kept("copies", score=0.01)
    found = desk.case_of(review, mo).frames
    assert [(one.name, one.held, [f.score for f in one.findings]) for one in found] == [
        ("faces", True, [0.4, 0.9]),
        ("copies", False, [0.01]),
    ]


def test_the_page_shows_words_scores_and_pictures(page, review, kept):
    one = kept("faces", score=0.91, threshold=0.7, rule="no-faces", words="A face, <large>")
    shown = page.get("/desk").content.decode()
    for words in (
        "A face, &lt;large&gt;",
        "0.91 of 0.70",
        "no-faces",
        f"/desk/{review.pk}/frames/{one.pk}",
        "0:02",
    ):
        assert words in shown


def test_a_picture_is_for_moderators_and_on_record_once(page, review, kept):
    numbers = [kept("faces").pk, kept("faces").pk]
    page.get("/desk")
    answers = [page.get(f"/desk/{review.pk}/frames/{number}") for number in numbers * 2]
    assert {(one.status_code, one["Content-Type"], one.content) for one in answers} == {
        (200, "image/jpeg", JPEG)
    }
    assert "private" in answers[0]["Cache-Control"]
    assert acts(review).count(("viewed frames", "Mo")) == 1


@pytest.mark.parametrize(("name", "status"), [("alice", 403), ("charlie", 403), (None, 302)])
def test_others_see_none(client, review, kept, request, name, status):
    number = kept("faces").pk
    if name:
        client.force_login(request.getfixturevalue(name))
    assert client.get(f"/desk/{review.pk}/frames/{number}").status_code == status
    assert acts(review) == [("opened", None)]


def test_nor_does_a_moderator_of_their_own_account(page, make_review, mo):
    own = make_review(account=mo.accounts.get())
    row = Evidence.objects.create(clip=own.clip, detector="faces", score=1, words="A face", thumbnail=JPEG)
    assert page.get(f"/desk/{own.pk}/frames/{row.pk}").status_code == 403


def test_one_of_another_clip_is_not_there(page, review, make_review, kept):
    number = kept("faces").pk
    assert page.get(f"/desk/{make_review().pk}/frames/{number}").status_code == 404


def test_what_retention_removed_is_said_and_404(page, review, kept):
    row = kept("faces", thumbnail=b"")
    old = timezone.now() - timedelta(days=settings.EVIDENCE_DAYS + 1)
    Evidence.objects.update(created_at=old)
    assert "Picture removed by retention" in page.get("/desk").content.decode()
    assert page.get(f"/desk/{review.pk}/frames/{row.pk}").status_code == 404
    assert ("viewed frames", "Mo") not in acts(review)


def test_a_line_that_never_had_a_picture_does_not_blame_retention(page, review, kept):
    kept("lettering", thumbnail=b"")
    shown = page.get("/desk").content.decode()
    assert "lettering said so" in shown
    assert "retention" not in shown


def test_a_clip_without_evidence_says_so(page, review):
    assert Clip.objects.count() == 1
    assert "no detector had anything to say" in page.get("/desk").content.decode()
