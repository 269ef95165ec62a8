"""The desk as moderators meet it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog import desk
from catalog.models import Clip, Review
from catalog.publishing import open_review
from catalog.search.documents import document_of

pytestmark = [pytest.mark.database, pytest.mark.django_db]

PROMPT = "the president on a mountain at dawn"
EVIDENCE = {"spans": [{"start": 0, "end": 13, "text": "the president"}], "scores": {"likeness": 0.62}}


@pytest.fixture
def review(make_clip, index):
    quality = {"findings": [{"measure": "camera", "severity": "good", "words": "Steady camera"}]}
    clip = make_clip(state=Clip.State.REVIEWING, prompt=PROMPT, quality=quality)
    return open_review(
        clip, rule="likeness", rule_name="Real people", reason="It may mean somebody.", evidence=EVIDENCE
    )


@pytest.fixture
def desk_page(client, mo):
    client.force_login(mo)
    return client


def act(client, review, **data):
    return client.post(f"/desk/{review.pk}/act", data, follow=True)


def html(response):
    return response.content.decode()


class TestWhoMayCome:
    def test_guests_sign_in_first(self, client, review):
        response = client.get("/desk")
        assert response.status_code == 302
        assert response["Location"].startswith("/sign-in?next=/desk")

    @pytest.mark.parametrize("name", ["alice", "charlie"])
    def test_others_are_refused(self, client, review, request, name):
        client.force_login(request.getfixturevalue(name))
        assert client.get("/desk").status_code == 403
        assert client.get(f"/desk/{review.pk}").status_code == 403
        assert client.post(f"/desk/{review.pk}/act", {"action": "approve"}).status_code == 403
        review.refresh_from_db()
        assert (review.decided_at, review.claimed_by) == (None, None)

    def test_a_look_does_not_decide(self, desk_page, review):
        assert desk_page.get(f"/desk/{review.pk}/act?action=approve").status_code == 405


class TestEvidence:
    def test_everything_is_on_one_page(self, desk_page, review):
        page = html(desk_page.get("/desk"))
        assert "<mark>the president</mark> on a mountain at dawn" in page
        for part in (
            "Real people",
            "It may mean somebody.",
            "Steady camera",
            "likeness",
            "0.62",
            "1 waiting",
        ):
            assert part in page
        assert f"/media/{review.clip_id}/comp" in page
        for key in ("a", "e", *desk.REASONS):
            assert f'data-key="{key}"' in page

    def test_published_clips_that_come_close(self, desk_page, review, make_clip, index):
        near, private = (
            make_clip(prompt="A mountain at dawn"),
            make_clip(prompt=PROMPT, private=True, title="Hidden one"),
        )
        index.index([document_of(near), document_of(private)])
        page = html(desk_page.get("/desk"))
        assert near.get_absolute_url() in page
        assert "Hidden one" not in page

    def test_what_people_wrote_stays_text(self, desk_page, make_clip, index):
        clip = make_clip(state=Clip.State.REVIEWING, prompt="<script>alert(1)</script> waves")
        evidence = {"spans": [{"start": 0, "end": 8, "text": "<script>"}], "scores": {}}
        open_review(clip, rule="x", rule_name="<b>X</b>", reason="<i>", evidence=evidence)
        page = html(desk_page.get("/desk"))
        assert "<mark>&lt;script&gt;</mark>" in page
        assert "<script>alert" not in page
        assert "<b>X</b>" not in page

    def test_no_inline_script_or_style(self, desk_page, review):
        page = html(desk_page.get("/desk"))
        assert " style=" not in page
        assert " onclick=" not in page

    def test_an_empty_desk_says_so(self, desk_page):
        assert "Nothing waits for a decision" in html(desk_page.get("/desk"))

    def test_a_review_that_is_not_there(self, desk_page):
        assert desk_page.get("/desk/999").status_code == 404

    def test_as_many_queries_for_many_as_for_few(self, desk_page, review, make_clip):
        def queries_with(more):
            for _ in range(more):
                clip = make_clip(state=Clip.State.REVIEWING)
                open_review(clip, rule="r", rule_name="R", reason="Because.", evidence={})
            desk_page.get(f"/desk/{review.pk}")
            with CaptureQueriesContext(connection) as queries:
                desk_page.get(f"/desk/{review.pk}")
            return len(queries)

        assert queries_with(2) == queries_with(10)


class TestDeciding:
    def test_approve_and_take_it_back(self, desk_page, review, mo):
        page = html(act(desk_page, review, action="approve"))
        assert "takes effect in a few seconds" in page
        assert Review.objects.get().decided_by == mo
        act(desk_page, review, action="undo")
        assert Review.objects.get().decided_at is None
        assert Clip.objects.get().state == Clip.State.REVIEWING

    def test_a_visit_carries_out_what_is_due(self, desk_page, review):
        act(desk_page, review, action="approve")
        Review.objects.update(decided_at=timezone.now() - timedelta(seconds=11))
        desk_page.get("/desk")
        assert Clip.objects.get().state == Clip.State.PUBLISHED

    def test_reject_by_number(self, desk_page, review):
        act(desk_page, review, action="reject", reason="2")
        assert Review.objects.get().decision_reason == desk.REASONS["2"]

    def test_reject_in_ones_own_words(self, desk_page, review):
        act(desk_page, review, action="reject", other="The horizon bends.")
        assert Review.objects.get().decision_reason == "The horizon bends."

    @pytest.mark.parametrize("data", [{}, {"reason": "99"}, {"other": "   "}])
    def test_a_rejection_without_a_reason_is_asked_again(self, desk_page, review, data):
        page = html(act(desk_page, review, action="reject", **data))
        assert "Say why" in page
        assert Review.objects.get().decided_at is None

    def test_escalate(self, desk_page, review):
        act(desk_page, review, action="escalate")
        assert Review.objects.get().escalated

    @pytest.mark.parametrize("action", ["", "publish", "delete"])
    def test_an_unknown_action_changes_nothing(self, desk_page, review, action):
        response = desk_page.post(f"/desk/{review.pk}/act", {"action": action})
        assert response.status_code == 400
        assert Review.objects.get().decided_at is None

    def test_somebody_elses_clip_is_shown_but_not_decided(self, desk_page, review, make_user):
        ada = make_user("Ada")
        desk.claim(review, ada)
        assert "Ada is looking at this one" in html(desk_page.get(f"/desk/{review.pk}"))
        page = html(act(desk_page, review, action="approve"))
        assert "Somebody else has this clip" in page
        assert Review.objects.get().decided_at is None

    def test_too_late_to_undo_is_said(self, desk_page, review):
        act(desk_page, review, action="approve")
        Review.objects.update(decided_at=timezone.now() - timedelta(seconds=11))
        assert "can&#x27;t be taken back" in html(act(desk_page, review, action="undo"))
        assert Clip.objects.get().state == Clip.State.PUBLISHED

    def test_forms_carry_their_token(self, mo, review, client):
        from django.test import Client

        strict = Client(enforce_csrf_checks=True)
        strict.force_login(mo)
        assert strict.post(f"/desk/{review.pk}/act", {"action": "approve"}).status_code == 403
        assert Review.objects.get().decided_at is None
