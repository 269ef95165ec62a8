"""The pages of reports: for anybody, without an account or a script; and those of the account that is told."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from billing import licensing
from catalog.models import Clip, CounterNotice, Report, Takedown
from catalog.reports.clocks import Kind
from catalog.reports.telling import link
from catalog.takedown import hide, take_down
from catalog.views import reports as views

from .conftest import NOTICE

pytestmark = [pytest.mark.database, pytest.mark.django_db]
WORDS = {"words": "It is me, at 0:03.", "name": "Eve Adams", "email": "eve@example.com"}


def send(client, clip, kind, **fields):
    address = f"/clips/{clip.pk}-{clip.slug}/report?kind={kind}"
    form = client.get(address).content.decode()
    once = re.search(r'name="once" value="([0-9a-f-]{36})"', form)[1]
    return client.post(address, {"once": once, **fields})


class TestFinding:
    def test_by_address_number_and_licence(self, client, clip, team, alice):
        licence = licensing.issue(team, alice, clip, "standard")
        for typed in (
            f"https://clips.example.com{clip.get_absolute_url()}",
            f" {clip.pk} ",
            licence.number.lower(),
        ):
            answer = client.get("/report", {"clip": typed})
            assert (answer.status_code, answer.url) == (302, f"/clips/{clip.pk}/report")

    @pytest.mark.parametrize(
        "typed", ["9999", "9" * 400, "https://elsewhere.example.com/", "ODR-2222-2222-2222", "²", "/clips/99"]
    )
    def test_what_is_none_of_ours_is_said(self, client, db, typed):
        answer = client.get("/report", {"clip": typed})
        assert answer.status_code == 422
        assert "We have no clip of that address or number." in answer.content.decode()

    def test_asked_first(self, client, db):
        assert client.get("/report").status_code == 200

    def test_a_clips_page_and_every_foot_lead_there(self, client, clip):
        page = client.get(clip.get_absolute_url()).content.decode()
        assert reverse("report-clip", args=[clip.pk, clip.slug]) in page
        assert page.count("/legal/reports") == 2


class TestReporting:
    def test_a_guest_reports_and_lands_on_a_page_that_is_theirs_alone(self, client, clip):
        answer = send(client, clip, "other", **WORDS)
        report = Report.objects.get()
        assert (answer.status_code, answer.url) == (302, link(report))
        assert (report.kind, report.user, report.name, report.email) == (
            "other",
            None,
            "Eve Adams",
            "eve@example.com",
        )
        page = client.get(answer.url)
        assert report.number in page.content.decode()
        assert (page["Referrer-Policy"], page["X-Robots-Tag"]) == ("no-referrer", "noindex")

    def test_whoever_is_signed_in_need_not_type_their_name(self, client, clip, charlie):
        client.force_login(charlie)
        form = client.get(f"/clips/{clip.pk}/report?kind=other").content.decode()
        assert 'value="charlie@example.com"' in form
        send(client, clip, "other", **WORDS)
        assert Report.objects.get().user == charlie

    @pytest.mark.parametrize("kind", list(Kind))
    def test_every_kind_has_a_form_that_says_what_is_missing_and_sends_nothing(self, client, clip, kind):
        answer = send(client, clip, kind)
        if kind == Kind.MINOR:
            assert answer.status_code == 302
            return
        page = answer.content.decode()
        assert answer.status_code == 422
        assert 'aria-invalid="true"' in page
        assert "Nothing was sent yet" in page
        assert (Report.objects.count(), Takedown.objects.count()) == (0, 0)

    def test_harm_to_a_child_needs_no_name_and_hides_at_once(self, client, clip):
        send(client, clip, "minor")
        assert Clip.objects.get(pk=clip.pk).state == Clip.State.HIDDEN
        assert client.get(clip.get_absolute_url()).status_code == 410

    def test_a_notice_has_every_part_that_the_law_asks_for(self, client, clip):
        assert send(client, clip, "copyright", **NOTICE).status_code == 302
        report = Report.objects.get()
        assert report.statements == {
            "work": NOTICE["work"], "owner": "Ada Films", "address": NOTICE["address"], "phone": NOTICE["phone"],
            "good_faith": True, "accuracy": True, "signature": "ada  BYRON",
        }  # fmt: skip
        assert report.shares is False
        assert Clip.objects.get(pk=clip.pk).state == Clip.State.PUBLISHED

    @pytest.mark.parametrize("lacking", sorted(NOTICE))
    def test_a_notice_that_lacks_a_part_is_not_taken(self, client, clip, lacking):
        answer = send(client, clip, "copyright", **{k: v for k, v in NOTICE.items() if k != lacking})
        assert answer.status_code == 422
        assert f'id="id_{lacking}_error"' in answer.content.decode()
        assert not Report.objects.exists()

    def test_a_signature_is_the_name(self, client, clip):
        answer = send(client, clip, "copyright", **{**NOTICE, "signature": "Somebody Else"})
        assert "as you typed it above" in answer.content.decode()
        assert not Report.objects.exists()

    def test_the_person_shown_says_who_they_are_and_that_it_is_true(self, client, clip):
        send(client, clip, "likeness", **WORDS, who="care", true="on")
        assert Report.objects.get().statements == {"who": "care", "true": True}
        assert send(client, clip, "likeness", **WORDS, who="nobody", true="on").status_code == 422

    def test_sent_twice_it_is_one(self, client, clip):
        address = f"/clips/{clip.pk}/report?kind=other"
        once = re.search(r'name="once" value="([0-9a-f-]{36})"', client.get(address).content.decode())[1]
        answers = [client.post(address, {"once": once, **WORDS}) for _ in range(3)]
        assert len({one.url for one in answers}) == 1
        assert Report.objects.count() == 1

    def test_a_program_is_thanked_and_nothing_is_kept(self, client, clip):
        answer = send(client, clip, "minor", website="https://spam.example.com")
        assert "Thank you" in answer.content.decode()
        assert (Report.objects.count(), Clip.objects.get().state) == (0, "published")

    def test_many_from_one_address_wait(self, client, clip, monkeypatch):
        monkeypatch.setattr(views, "AN_HOUR", 2)
        for number in range(2):
            assert (
                send(client, clip, "other", **{**WORDS, "email": f"eve{number}@example.com"}).status_code
                == 302
            )
        answer = send(client, clip, "other", **{**WORDS, "email": "eve9@example.com"})
        assert (answer.status_code, answer["Retry-After"]) == (429, "3600")
        assert "It is me, at 0:03." in answer.content.decode()  # nothing typed is lost
        assert Report.objects.count() == 2

    def test_many_mails_to_one_address_wait_too(self, client, clip, monkeypatch):
        monkeypatch.setattr(views, "AN_HOUR", 2)
        answers = []
        for number in range(3):
            client.defaults["REMOTE_ADDR"] = f"192.0.2.{number}"
            answers.append(send(client, clip, "other", **WORDS).status_code)
        assert answers == [302, 302, 429]

    @pytest.mark.parametrize("state", ["reviewing", "rejected", "withdrawn"])
    def test_a_clip_that_the_sender_may_not_see_is_reported_without_its_title(
        self, client, make_clip, team, state
    ):
        hidden = make_clip(team, title="Harbour at dawn", state=state)
        private = make_clip(team, title="Harbour at dawn", private=True, seed=9)
        for one in (hidden, private):
            for query in ("", "?kind=other"):
                page = client.get(f"/clips/{one.pk}/report{query}")
                assert page.status_code == 200
                assert "Harbour" not in page.content.decode()
            assert send(client, one, "other", **WORDS).status_code == 302

    def test_what_is_down_already_says_so(self, client, clip, mo):
        take_down(clip, actor=mo, reason="x", cause="law")
        page = client.get(f"/clips/{clip.pk}/report?kind=other").content.decode()
        assert "It is down already" in page
        assert "Harbour" not in page

    def test_what_is_hidden_can_be_added_to(self, client, clip):
        hide(clip, reason="It was reported.", cause="law")
        page = client.get(f"/clips/{clip.pk}/report").content.decode()
        assert "is hidden already" in page
        assert "Harbour" not in page
        assert send(client, clip, "likeness", **WORDS, who="me", true="on").status_code == 302

    def test_no_clip_no_form(self, client, db):
        assert client.get("/clips/999/report").status_code == 404

    @pytest.mark.parametrize("kind", ["", "nonsense", "other'--"])
    def test_without_a_kind_it_asks_for_one(self, client, clip, kind):
        page = client.get(f"/clips/{clip.pk}/report", {"kind": kind}).content.decode()
        assert page.count('name="kind"') == len(Kind)


class TestFollowing:
    def test_its_sender_adds_words_and_takes_it_back(self, client, reported):
        report = reported()
        client.post(link(report), {"do": "add", "words": "And at 0:05."})
        assert "And at 0:05." in client.get(link(report)).content.decode()
        client.post(link(report), {"do": "withdraw"})
        page = client.get(link(report)).content.decode()
        assert "Withdrawn by its sender" in page
        assert "Add something" not in page
        client.post(link(report), {"do": "add", "words": "Too late."})
        assert report.notes.count() == 1

    @pytest.mark.parametrize("token", ["x", "a:b:c", "ü"])
    def test_nobody_guesses_it(self, client, reported, token):
        reported()
        assert client.get(reverse("report-follow", args=[token])).status_code == 404

    def test_an_altered_link_leads_nowhere(self, client, reported):
        address = link(reported())
        assert client.get(address[:-1] + ("A" if address[-1] != "A" else "B")).status_code == 404

    @pytest.mark.parametrize(
        ("approve", "said"), [(True, "The clip stays"), (False, "The clip was taken down")]
    )
    def test_it_says_what_came_of_it(self, client, reported, decide, mo, approve, said):
        report = reported()
        assert "A person decides by" in client.get(link(report)).content.decode()
        decide(report.review, mo, approve=approve)
        page = client.get(link(report)).content.decode()
        assert said in page
        assert "Mo" not in re.findall(r"<main.*</main>", page, re.DOTALL)[0].replace("More", "").replace(
            "Monday", ""
        )

    def test_an_overdue_one_admits_it(self, client, reported):
        report = reported()
        Report.objects.update(due_at=timezone.now())
        assert "that time has passed" in client.get(link(report)).content.decode()


class TestAnswering:
    FIELDS = {
        "words": "It is my own.", "name": "Alice Liddell", "address": "2 Side Street", "phone": "555", "mistake": "on",
        "email": "alice@example.com", "court": "on", "passed_on": "on", "signature": "Alice Liddell",
    }  # fmt: skip

    @pytest.fixture
    def notice(self, clip, reported, decide, mo):
        report = reported("copyright")
        decide(report.review, mo, approve=False)
        return report

    def test_a_counter_notice_is_sent_and_its_day_shown_to_both(self, client, clip, notice, alice):
        client.force_login(alice)
        address = reverse("takedown-answer", args=[clip.pk])
        assert client.post(address, self.FIELDS).status_code == 302
        day = CounterNotice.objects.get().back_at
        assert f"{day:%-d %B %Y}" in client.get(address).content.decode()
        client.post(address, self.FIELDS)
        assert CounterNotice.objects.count() == 1
        client.logout()
        page = client.get(link(notice)).content.decode()
        assert "2 Side Street" in page
        client.post(link(notice), {"do": "court", "words": "N.D. Cal., 26-cv-0042"})
        assert CounterNotice.objects.get().state == "court"
        assert "You went to court" in client.get(link(notice)).content.decode()

    @pytest.mark.parametrize("lacking", sorted(FIELDS))
    def test_one_that_lacks_a_part_is_not_taken(self, client, clip, notice, alice, lacking):
        client.force_login(alice)
        fields = {k: v for k, v in self.FIELDS.items() if k != lacking}
        assert client.post(reverse("takedown-answer", args=[clip.pk]), fields).status_code == 422
        assert not CounterNotice.objects.exists()

    def test_an_appeal_elsewhere(self, client, clip, bob, mo):
        take_down(clip, actor=mo, reason="Too cruel.", cause="policy")
        client.force_login(bob)
        address = reverse("takedown-answer", args=[clip.pk])
        assert client.post(address, {"words": "  "}).status_code == 422
        client.post(address, {"words": "It is a toy."})
        assert "Your appeal is with a moderator" in client.get(address).content.decode()

    def test_it_is_for_the_clips_own_people(self, client, clip, notice, charlie, mo):
        address = reverse("takedown-answer", args=[clip.pk])
        assert client.get(address).status_code == 302
        for user in (charlie, mo):
            client.force_login(user)
            assert client.post(address, self.FIELDS).status_code == 404
        assert not CounterNotice.objects.exists()

    def test_a_clip_that_is_there_needs_none(self, client, clip, alice):
        client.force_login(alice)
        assert client.get(reverse("takedown-answer", args=[clip.pk])).status_code == 404


def test_the_page_on_reports_says_every_clock_and_whom_to_write(client, db, settings):
    settings.REPORT_CONTACT = "Jo Doe, 3 High Street"
    page = client.get("/legal/reports").content.decode()
    for kind in Kind:
        assert kind.label in page
    assert page.count("hidden at once") == 2
    assert "Jo Doe, 3 High Street" in page
    assert "730 days" in page
