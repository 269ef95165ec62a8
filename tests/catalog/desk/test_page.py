"""The desk as moderators meet it, with and without its script."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog import desk
from catalog.models import AuditLine, Clip, Review
from catalog.publishing import open_case, open_review
from catalog.search.documents import document_of

from .conftest import CASE, acts, later

pytestmark = [pytest.mark.database, pytest.mark.django_db]

PROMPT = "the president on a mountain at dawn"
EVIDENCE = {"spans": [{"start": 0, "end": 13, "text": "the president"}], "scores": {"likeness": 0.62}}
PART = {"X-Desk": "part"}


@pytest.fixture
def review(make_clip):
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


def part(client, review, **data):
    return client.post(f"/desk/{review.pk}/act", data, headers=PART)


def html(response):
    return response.content.decode()


def case_in(response):
    """The number of the case that the page shows, and whether it came along or was on the screen already."""
    context = response.context
    return (context["review"].pk if context["review"] else None), context["case"] is not None


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
        assert client.get("/desk/figures").status_code == 403
        assert client.post(f"/desk/{review.pk}/act", {"action": "approve"}).status_code == 403
        review.refresh_from_db()
        assert (review.decided_at, review.claimed_by) == (None, None)

    def test_a_look_does_not_decide(self, desk_page, review):
        assert desk_page.get(f"/desk/{review.pk}/act?action=approve").status_code == 405


class TestEvidence:
    def test_everything_is_on_one_page(self, desk_page, review):
        page = html(desk_page.get("/desk"))
        assert "<mark>the president</mark> on a mountain at dawn" in page
        for words in (
            "Real people",
            "It may mean somebody.",
            "Steady camera",
            "likeness",
            "0.62",
            "1 waiting",
        ):
            assert words in page
        assert f"/media/{review.clip_id}/comp" in page
        for key in ("a", *desk.REASONS):
            assert f'data-key="{key}"' in page
        for key in "ren":
            assert f'data-focus="{key}"' in page

    def test_published_clips_that_come_close(self, desk_page, review, make_clip, index):
        near, private = (
            make_clip(prompt="A mountain at dawn"),
            make_clip(prompt=PROMPT, private=True, title="Hidden one"),
        )
        index.index([document_of(near), document_of(private)])
        page = html(desk_page.get("/desk"))
        assert near.get_absolute_url() in page
        assert "Hidden one" not in page

    def test_clips_of_the_same_pictures_whatever_became_of_them(self, desk_page, review, make_clip, mo):
        twin, other = make_clip(state=Clip.State.REJECTED, title="Seen before"), make_clip(title="Another")
        for clip, byte in ((review.clip, 3), (twin, 3), (other, 200)):
            clip.fingerprint.create(at_ms=0, pdq=bytes([byte] * 32), quality=90)
        case = desk.case_of(review, mo)
        assert case.copies == [(twin, 1.0)]
        assert "Seen before" in html(desk_page.get("/desk"))

    def test_a_case_without_a_clip_has_its_own(self, desk_page, make_prompt_case):
        evidence = EVIDENCE | {
            "appeal": "The president is <invented>.",
            "prompts": [{"prompt": "a chancellor", "rule": "Real people", "at": "2026-03-01T10:00:00+00:00"}],
        }
        make_prompt_case(41, prompt=PROMPT, evidence=evidence)
        page = html(desk_page.get("/desk"))
        for words in (
            "Request 41", "<mark>the president</mark>", "is &lt;invented&gt;.", "a chancellor",
            "Grant the appeal", "Turn down",
        ):  # fmt: skip
            assert words in page
        assert "<video" not in page

    def test_what_was_reported_and_by_when_it_is_decided(self, desk_page, make_clip):
        clip = make_clip()
        line = {
            "number": "R-1",
            "kind": "likeness",
            "words": "That is <me>.",
            "due": "2026-03-02T10:00:00+00:00",
        }
        evidence = {"reports": [line | {"received": "2026-03-01T10:00:00+00:00"}], "strikes": 2}
        kind = Review.Kind.REPORT
        open_case(kind, account=clip.account, clip=clip, **(CASE | {"evidence": evidence}))
        page = html(desk_page.get("/desk"))
        for words in (
            "That is &lt;me&gt;.",
            "R-1",
            "decide by",
            "2026-03-02 10:00",
            "2 takedowns",
            "Leave it up",
        ):
            assert words in page

    def test_an_appeal_of_a_takedown_shows_the_decision_and_the_words(self, desk_page, make_clip, ada):
        clip = make_clip(state=Clip.State.WITHDRAWN)
        evidence = {"decided_by": ada.pk, "decision": "It shows a real person."}
        case = CASE | {"reason": "That is my own face.", "evidence": evidence}
        open_case(Review.Kind.APPEAL, account=clip.account, clip=clip, **case)
        page = html(desk_page.get("/desk"))
        assert "Taken down: It shows a real person." in page
        assert page.count("That is my own face.") == 1

    def test_a_case_about_an_account_that_probes(self, desk_page, make_prompt_case):
        make_prompt_case(9, kind=Review.Kind.PROBING, subject="account 9", prompt="")
        page = html(desk_page.get("/desk"))
        assert "Is it trying to get round the policy?" in page

    def test_the_accounts_history_and_earlier_cases(self, desk_page, review, make_clip, ada):
        make_clip(review.account, state=Clip.State.REJECTED)
        Review.objects.create(
            kind="report", clip=review.clip, account=review.account, rule="r", rule_name="Reported",
            state="approved", decided_at=timezone.now(), decided_by=ada,
        )  # fmt: skip
        page = html(desk_page.get("/desk"))
        assert "2 clips, 1 rejected; 1 case decided, 0 against it" in page
        assert "approved by Ada" in page

    def test_what_people_wrote_stays_text(self, desk_page, make_clip):
        clip = make_clip(state=Clip.State.REVIEWING, prompt="<script>alert(1)</script> waves")
        evidence = {"spans": [{"start": 0, "end": 8, "text": "<script>"}], "scores": {}}
        open_review(clip, rule="x", rule_name="<b>X</b>", reason="<i>", evidence=evidence)
        page = html(desk_page.get("/desk"))
        assert "<mark>&lt;script&gt;</mark>" in page
        assert "<script>alert" not in page
        assert "<b>X</b>" not in page

    def test_no_inline_script_or_style(self, desk_page, review, make_prompt_case):
        make_prompt_case()
        page = html(desk_page.get("/desk"))
        assert " style=" not in page
        assert " onclick=" not in page

    def test_an_empty_desk_says_so(self, desk_page):
        assert "Nothing waits for a decision" in html(desk_page.get("/desk"))

    def test_a_search_that_finds_nothing_says_so(self, desk_page, review):
        page = html(desk_page.get("/desk?q=submarine"))
        assert "Nothing matches" in page
        review.refresh_from_db()
        assert review.claimed_by is None

    def test_a_review_that_is_not_there(self, desk_page):
        assert desk_page.get("/desk/999").status_code == 404

    def test_a_search_index_that_is_lost_is_in_nobodys_way(self, desk_page, review, lost_index):
        assert desk_page.get("/desk").status_code == 200

    def test_as_many_queries_for_many_as_for_few(self, desk_page, make_review):
        review = make_review()

        def queries_with(more):
            for _ in range(more):
                make_review()
            desk_page.get(f"/desk/{review.pk}")
            with CaptureQueriesContext(connection) as queries:
                desk_page.get(f"/desk/{review.pk}")
            return len(queries)

        assert queries_with(2) == queries_with(10)


class TestQueue:
    def test_pages_of_forty(self, desk_page, make_prompt_case, make_account):
        account = make_account("Asker")
        for number in range(45):
            make_prompt_case(number, account=account)
        first, second = desk_page.get("/desk"), desk_page.get("/desk?page=2")
        assert (len(first.context["queue"]), len(second.context["queue"])) == (40, 5)
        assert "page=2" in html(first)
        assert "page=1" in html(second)

    @pytest.mark.parametrize("page", ["0", "-1", "x", "9" * 30, "4"])
    def test_a_page_that_is_not_there_shows_no_error(self, desk_page, review, page):
        assert desk_page.get(f"/desk?page={page}").status_code == 200

    def test_a_part_of_it_stays_chosen_after_a_decision(self, desk_page, make_review, make_prompt_case):
        prompt, clip = make_prompt_case(), make_review()
        answer = desk_page.post(f"/desk/{prompt.pk}/act", {"action": "approve", "kind": "clip"})
        assert answer["Location"] == "/desk?kind=clip"
        assert case_in(desk_page.get("/desk?kind=clip")) == (clip.pk, True)


class TestAhead:
    def test_the_next_one_is_there_and_held(self, desk_page, make_review, mo, ada):
        first, second, third = make_review(), make_review(), make_review()
        answer = desk_page.get("/desk")
        assert (case_in(answer)[0], answer.context["ahead"].review.pk) == (first.pk, second.pk)
        assert desk.claim(second, ada) is False
        assert desk.claim(third, ada) is True

    def test_it_is_no_view_before_it_is_shown(self, desk_page, make_review):
        _, second = make_review(), make_review()
        desk_page.get("/desk")
        assert "viewed" not in [action for action, _ in acts(second)]

    def test_what_is_on_the_screen_already_is_not_sent_again(self, desk_page, make_review):
        first, second, third = make_review(), make_review(), make_review()
        desk_page.get("/desk")
        answer = part(desk_page, first, action="approve", next=second.pk, shown=second.pk)
        assert case_in(answer) == (second.pk, False)
        assert answer.context["ahead"].review.pk == third.pk
        assert "<html" not in html(answer)
        assert ("viewed", "Mo") in acts(second)

    def test_one_that_somebody_else_decided_is_replaced(self, desk_page, make_review, ada):
        first, second, third = make_review(), make_review(), make_review()
        desk_page.get("/desk")
        Review.objects.filter(pk=second.pk).update(decided_by=ada, decided_at=timezone.now())
        answer = part(desk_page, first, action="approve", next=second.pk, shown=second.pk)
        assert case_in(answer) == (third.pk, True)

    def test_the_last_one_leaves_an_empty_desk(self, desk_page, review):
        answer = part(desk_page, review, action="approve")
        assert case_in(answer) == (None, False)
        assert "Nothing waits" in html(answer)


class TestDeciding:
    def test_approve_and_take_it_back(self, desk_page, review, mo):
        page = html(act(desk_page, review, action="approve"))
        assert "is approved" in page
        assert "Undo" in page
        assert Review.objects.get().decided_by == mo
        page = html(act(desk_page, review, action="undo"))
        assert Review.objects.get().decided_at is None
        assert Clip.objects.get().state == Clip.State.REVIEWING
        assert PROMPT.split(" ", 2)[2] in page

    def test_a_visit_carries_out_what_is_due(self, desk_page, review):
        act(desk_page, review, action="approve")
        Review.objects.update(decided_at=timezone.now() - timedelta(seconds=11))
        desk_page.get("/desk")
        assert Clip.objects.get().state == Clip.State.PUBLISHED

    def test_reject_by_number(self, desk_page, review):
        act(desk_page, review, action="reject", reason="2")
        assert Review.objects.get().decision_reason == desk.REASONS["2"]

    def test_the_numbers_of_a_prompt_have_their_own_reasons(self, desk_page, make_prompt_case):
        act(desk_page, make_prompt_case(), action="reject", reason="8")
        assert Review.objects.get().decision_reason.startswith("We looked again")

    def test_reject_in_ones_own_words(self, desk_page, review):
        act(desk_page, review, action="reject", other="The horizon bends.")
        assert Review.objects.get().decision_reason == "The horizon bends."

    @pytest.mark.parametrize("data", [{}, {"reason": "99"}, {"other": "   "}])
    def test_a_rejection_without_a_reason_is_asked_again(self, desk_page, review, data):
        page = html(act(desk_page, review, action="reject", **data))
        assert "Say why" in page
        assert Review.objects.get().decided_at is None

    def test_escalate_with_a_note(self, desk_page, review):
        act(desk_page, review, action="escalate", note="Is this a bank?")
        assert Review.objects.get().escalated
        assert AuditLine.objects.get(action="escalated").note == "Is this a bank?"

    def test_an_escalation_without_a_note_is_asked_again(self, desk_page, review):
        assert "what a lead should look at" in html(act(desk_page, review, action="escalate", note=" "))
        assert not Review.objects.get().escalated

    def test_a_note_stays_at_the_desk(self, desk_page, review):
        page = html(act(desk_page, review, action="note", note="Ask <b>Ada</b> tomorrow."))
        assert "Ask &lt;b&gt;Ada&lt;/b&gt; tomorrow." in page
        assert Review.objects.get().decided_at is None

    @pytest.mark.parametrize("note", ["", "  ", "x" * 2001])
    def test_a_note_that_says_nothing_or_too_much(self, desk_page, review, note):
        act(desk_page, review, action="note", note=note)
        assert not AuditLine.objects.filter(action="noted").exists()

    @pytest.mark.parametrize("action", ["", "publish", "delete"])
    def test_an_unknown_action_changes_nothing(self, desk_page, review, action):
        response = desk_page.post(f"/desk/{review.pk}/act", {"action": action})
        assert response.status_code == 400
        assert Review.objects.get().decided_at is None

    def test_somebody_elses_case_is_shown_but_not_decided(self, desk_page, review, ada):
        desk.claim(review, ada)
        assert "Ada is looking at this one" in html(desk_page.get(f"/desk/{review.pk}"))
        page = html(act(desk_page, review, action="approve"))
        assert "Somebody else has this case" in page
        assert Review.objects.get().decided_at is None

    def test_an_escalated_one_is_shown_but_not_decided(self, desk_page, review, ada):
        desk.escalate(review, ada, "Look.")
        assert "A lead decides it." in html(desk_page.get(f"/desk/{review.pk}"))
        assert "A lead decides it." in html(act(desk_page, review, action="approve"))
        assert Review.objects.get().decided_at is None

    def test_the_second_of_two_presses_changes_nothing(self, desk_page, make_review):
        review = make_review(votes_needed=2)
        act(desk_page, review, action="approve")
        assert "It takes a second person now." in html(act(desk_page, review, action="approve"))
        assert review.votes.count() == 1

    def test_too_late_to_undo_is_said(self, desk_page, review):
        act(desk_page, review, action="approve")
        Review.objects.update(decided_at=timezone.now() - timedelta(seconds=11))
        assert "can&#x27;t be taken back" in html(act(desk_page, review, action="undo"))
        assert Clip.objects.get().state == Clip.State.PUBLISHED

    def test_forms_carry_their_token(self, mo, review):
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(mo)
        assert strict.post(f"/desk/{review.pk}/act", {"action": "approve"}).status_code == 403
        assert Review.objects.get().decided_at is None


class TestViews:
    def views(self, review):
        return [name for action, name in acts(review) if action == "viewed"]

    def test_one_line_a_person_and_claim(self, desk_page, review):
        for _ in range(3):
            desk_page.get("/desk")
        assert self.views(review) == ["Mo"]

    def test_a_new_claim_is_a_new_view(self, desk_page, review):
        desk_page.get("/desk")
        later(review, 601)
        desk_page.get("/desk")
        assert self.views(review) == ["Mo", "Mo"]

    def test_who_looks_at_somebody_elses_is_on_record(self, desk_page, review, ada):
        desk.claim(review, ada)
        for _ in range(3):
            desk_page.get(f"/desk/{review.pk}")
        assert self.views(review) == ["Mo"]

    def test_a_decided_one_is_a_view_again(self, desk_page, review, ada):
        desk.decide(review, ada, approve=True)
        desk_page.get(f"/desk/{review.pk}")
        assert self.views(review) == ["Mo"]
