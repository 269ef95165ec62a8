"""Asking a person about a refused prompt: who may, once, and what the decision does."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.core import mail
from django.utils import timezone

from catalog import desk
from catalog.models import AuditLine, Membership, Review
from generation.appeals.appeal import AppealRefused, appeal, appeal_of
from generation.models import Override, RenderRequest
from generation.requests.verdict import screened
from tests.generation.asking import REFUSED, ask_for
from tests.threads import at_once

pytestmark = pytest.mark.database

FLOOR = "a naked child on a beach"


@pytest.fixture
def refused(team, alice):
    """Refused by a rule that a lead may set aside."""
    return ask_for(team, REFUSED, user=alice)


@pytest.fixture
def lee(make_user, make_account):
    """A lead among the moderators."""
    user = make_user("Lee")
    make_account("Lee's", users=[user])
    for codename in ("review", "lead"):
        user.user_permissions.add(
            Permission.objects.get(codename=codename, content_type__app_label="catalog")
        )
    return user


def settle(case, actor, *, approve, reason=""):
    """As if this person had decided it at the desk and the time to undo it were over."""
    Review.objects.filter(pk=case.pk).update(
        decided_by=actor, decided_at=timezone.now() - desk.UNDO, decision_reason="" if approve else reason
    )
    assert desk.carry_out_due() == 1


@pytest.mark.django_db
class TestAsking:
    def test_a_case_holds_what_a_moderator_needs(self, refused, alice, team):
        case = appeal(refused, alice, "  It is for a history lesson.  ")
        assert (case.kind, case.subject, case.account) == (Review.Kind.PROMPT, f"request {refused.pk}", team)
        assert (case.rule, case.prompt) == ("gore", REFUSED)
        assert case.evidence["appeal"] == "It is for a history lesson."
        assert case.evidence["request"] == refused.pk
        assert case.evidence["spans"]
        assert case.risk == refused.verdict["risk"] > 0
        assert appeal_of(refused).state == "open"

    def test_asked_twice_it_is_one_case(self, refused, alice, bob):
        assert appeal(refused, alice, "Please.") == appeal(refused, bob, "Please look.")
        assert Review.objects.count() == 1

    def test_the_same_words_asked_for_again_have_their_decision(self, refused, alice, team, lee):
        settle(appeal(refused, alice, "Please."), lee, approve=False, reason="Too bloody.")
        again = ask_for(team, REFUSED, user=alice)
        assert appeal_of(again).state == "declined"
        appeal(again, alice, "Once more.")
        assert Review.objects.count() == 1

    @pytest.mark.parametrize(
        ("words", "sentence"), [("", "few words"), (" \n", "few words"), ("a" * 1001, "1,001")]
    )
    def test_words_are_needed_and_bounded(self, refused, alice, words, sentence):
        with pytest.raises(AppealRefused, match=sentence):
            appeal(refused, alice, words)
        assert not Review.objects.exists()

    def test_the_floor_has_no_appeal_and_says_so(self, team, alice):
        request = ask_for(team, FLOOR, user=alice)
        assert "Nobody here" in appeal_of(request).sentence
        with pytest.raises(AppealRefused, match="Nobody here"):
            appeal(request, alice, "Please.")
        assert not Review.objects.exists()

    def test_a_request_that_was_not_refused_has_none(self, team, alice):
        request = ask_for(team, user=alice)
        assert appeal_of(request).state == "none"
        with pytest.raises(AppealRefused, match="not refused"):
            appeal(request, alice, "Please.")

    def test_a_rule_for_leads_is_escalated_at_once(self, refused, alice):
        assert appeal(refused, alice, "Please.").escalated


@pytest.mark.django_db(transaction=True)
def test_two_people_asking_in_one_instant_open_one_case(refused, alice, bob):
    cases = at_once([lambda: appeal(refused, alice, "One."), lambda: appeal(refused, bob, "Two.")])
    assert len({case.pk for case in cases}) == 1


@pytest.mark.django_db
class TestGranted:
    def test_exactly_this_prompt_passes_for_this_account(self, refused, alice, team, charlie, lee):
        settle(appeal(refused, alice, "Please."), lee, approve=True)
        override = Override.objects.get()
        assert (override.account, override.rule, override.granted_by) == (team, "gore", lee)
        assert override.expires_at - timezone.now() > timedelta(days=29)
        assert screened(f"  {REFUSED.upper()} ", team).decision == "allow"
        assert screened(REFUSED + " again", team).decision == "refuse"
        assert screened(REFUSED, charlie.accounts.get()).decision == "refuse"
        assert screened(REFUSED).decision == "refuse"
        assert ask_for(team, REFUSED, user=alice, accept_partial=True).state == RenderRequest.State.QUEUED
        line = AuditLine.objects.get(action="exception granted")
        assert (line.actor, line.details["rule"]) == (lee, "gore")

    def test_other_rules_still_apply(self, team, alice, lee):
        prompt = "A bloody beheading, a Ferrari beside it"
        settle(appeal(ask_for(team, prompt, user=alice), alice, "Please."), lee, approve=True)
        assert screened(prompt, team).rule == "trademarks"

    def test_it_ends(self, refused, alice, team, lee):
        settle(appeal(refused, alice, "Please."), lee, approve=True)
        Override.objects.update(expires_at=timezone.now())
        assert screened(REFUSED, team).decision == "refuse"
        assert appeal_of(refused).state == "expired"

    def test_the_person_gets_a_link_that_opens_make_with_the_prompt(
        self, client, refused, alice, lee, django_capture_on_commit_callbacks
    ):
        case = appeal(refused, alice, "Please.")
        with django_capture_on_commit_callbacks(execute=True):
            settle(case, lee, approve=True)
        from generation.appeals.mail import tell

        if not mail.outbox:  # the worker's part, where a broker took the message
            tell(case.pk)
        letter = mail.outbox[0]
        assert letter.to == [alice.email]
        assert "allowed" in letter.subject
        assert f"/requests/{refused.pk}/again" in letter.body
        client.force_login(alice)
        page = client.get(f"/requests/{refused.pk}/again", follow=True).content.decode()
        assert f">{REFUSED}</textarea>" in page
        assert "checked, allowed" in page

    def test_an_exception_to_the_floor_would_change_nothing(self, team, refused):
        from generation.requests.same_prompt import prompt_hash

        Override.objects.create(
            account=team, request=refused, prompt_hash=prompt_hash(FLOOR), rule="minors-sexual",
            policy_sha256="", expires_at=timezone.now() + timedelta(days=1),
        )  # fmt: skip
        assert screened(FLOOR, team).decision == "refuse"


@pytest.mark.django_db
class TestNotGranted:
    def test_the_moderators_reason_is_told(self, client, refused, alice, lee):
        case = appeal(refused, alice, "Please.")
        settle(case, lee, approve=False, reason="It is too violent.")
        from generation.appeals.mail import tell

        tell(case.pk)
        assert "It is too violent." in mail.outbox[-1].body
        assert not Override.objects.exists()
        client.force_login(alice)
        assert "It is too violent." in client.get(refused.get_absolute_url()).content.decode()

    def test_a_moderator_cannot_say_yes_where_a_lead_has_to(self, refused, alice, mo):
        settle(appeal(refused, alice, "Please."), mo, approve=True)
        assert not Override.objects.exists()
        case = Review.objects.get(state=Review.State.OPEN)
        assert case.escalated
        assert case.evidence["appeal"] == "Please."
        assert "lead" in case.evidence["before"]
        assert AuditLine.objects.filter(action="appeal goes on").exists()
        assert mail.outbox == []

    def test_nobody_decides_for_their_own_account(self, refused, alice, lee, team):
        Membership.objects.create(account=team, user=lee)
        settle(appeal(refused, alice, "Please."), lee, approve=True)
        assert not Override.objects.exists()
        assert Review.objects.filter(state=Review.State.OPEN).count() == 1

    def test_a_moderator_who_lost_the_role_decides_nothing(self, refused, alice, lee):
        case = appeal(refused, alice, "Please.")
        lee.user_permissions.clear()
        settle(case, lee, approve=True)
        assert not Override.objects.exists()
        assert Review.objects.filter(state=Review.State.OPEN).count() == 1


@pytest.mark.django_db
class TestPages:
    def test_the_page_names_the_rule_marks_the_words_and_offers_a_person(self, client, refused, alice):
        client.force_login(alice)
        page = client.get(refused.get_absolute_url()).content.decode()
        assert "Graphic violence" in page
        assert "<mark>beheading</mark>" in page
        assert "Ask a person" in page

    def test_who_may_ask(self, client, refused, bob, charlie, mo):
        address = f"/requests/{refused.pk}/appeal"
        assert client.post(address, {"words": "Please."})["Location"].startswith("/sign-in")
        for stranger in (charlie, mo):
            client.force_login(stranger)
            assert client.post(address, {"words": "Please."}).status_code == 404
        assert not Review.objects.exists()
        client.force_login(bob)
        assert client.get(address).status_code == 405
        assert client.post(address, {"words": "Please."})["Location"] == refused.get_absolute_url()
        assert "A person looks at it" in client.get(refused.get_absolute_url()).content.decode()

    def test_a_moderator_sees_the_page_without_the_form(self, client, refused, mo):
        client.force_login(mo)
        assert "Ask a person" not in client.get(refused.get_absolute_url()).content.decode()

    def test_words_that_are_too_long_come_back(self, client, refused, alice):
        client.force_login(alice)
        words = "because " * 200
        answer = client.post(f"/requests/{refused.pk}/appeal", {"words": words})
        assert answer.status_code == 422
        assert words in answer.content.decode()

    def test_make_offers_a_person_for_a_refusal_and_none_for_the_floor(self, client, db):
        form = {"prompt": REFUSED, "duration": "5", "aspect": "16:9", "resolution": "720p"}
        page = client.post("/make/reading", form).content.decode()
        assert "Ask a person" in page
        assert "set off the rule: Graphic violence" in page
        page = client.post("/make/reading", form | {"prompt": FLOOR}).content.decode()
        assert "Ask a person" not in page

    def test_a_rewrite_is_a_link_that_needs_no_script(self, client, db):
        form = {
            "prompt": "Vladimir Putin in golden waves",
            "duration": "5",
            "aspect": "16:9",
            "resolution": "720p",
        }
        page = client.post("/make/reading", form).content.decode()
        assert "/make?prompt=An%20invented%20statesman" in page
