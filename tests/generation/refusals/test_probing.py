"""Slips are forgiven; rewording a refused prompt again and again is slowed and shown to moderators."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalog import desk
from catalog.models import Review
from generation.models import Refusal, RenderRequest
from generation.refusals.asker import Asker, person
from generation.refusals.note import forget_old, note_refusal
from generation.refusals.slow import wait_of
from generation.refusals.weigh import weight
from generation.requests.ask import Ask
from generation.requests.refusal import AskRefused
from generation.requests.submit import submit
from generation.requests.verdict import screened
from tests.generation.asking import PROMPT, ask_for

pytestmark = [pytest.mark.database, pytest.mark.django_db]

#: One wish in ever other words.
REWORDED = [
    f"a bloody beheading on golden waves {how}"
    for how in (
        "at dusk",
        "at dawn",
        "in fog",
        "in rain",
        "in slow motion",
        "from above",
        "at noon",
        "in snow",
        "by night",
    )
]
#: Wishes that have nothing in common but that they are refused.
SLIPS = ["a decapitated king", "Vladimir Putin riding a bear", "hardcore porn"]
FORM = {"duration": "5", "aspect": "16:9", "resolution": "720p", "sound": "on"}


def refuse(team, user, prompts):
    """As if each had been submitted, one after another."""
    for prompt in prompts:
        note_refusal(person(user, team), prompt, screened(prompt), submitted=True)


def long_ago(**time):
    """Whatever was refused so far was refused earlier."""
    ago = timezone.now() - timedelta(**time)
    Refusal.objects.update(at=ago, began_at=ago)


class TestWeight:
    def test_a_few_different_slips_weigh_nothing(self, team, alice):
        refuse(team, alice, SLIPS)
        assert weight(list(Refusal.objects.all())) == 0
        assert wait_of(person(alice, team)) is None

    def test_each_rewording_weighs(self, team, alice):
        refuse(team, alice, REWORDED[:4])
        assert weight(list(Refusal.objects.all())) == 3

    def test_the_same_prompt_again_weighs_nothing(self, team, alice):
        refuse(team, alice, [REWORDED[0], REWORDED[0].upper(), f" {REWORDED[0]}  "])
        assert Refusal.objects.count() == 1

    def test_what_nobody_can_allow_weighs_at_once(self, team, alice):
        refuse(team, alice, ["a naked child on a beach", "seductive schoolgirl in a bedroom"])
        assert weight(list(Refusal.objects.all())) == 2

    def test_what_passes_or_is_held_is_not_remembered(self, team, alice):
        refuse(team, alice, [PROMPT, "a Porsche in a tunnel"])
        assert not Refusal.objects.exists()


class TestWaiting:
    def test_the_wait_grows_and_passes(self, team, alice):
        refuse(team, alice, REWORDED[:5])
        first = wait_of(person(alice, team))
        assert 0 < first.seconds <= 30
        refuse(team, alice, REWORDED[5:7])
        assert 90 < wait_of(person(alice, team)).seconds <= 120
        long_ago(minutes=2)
        assert wait_of(person(alice, team)) is None

    def test_a_colleague_does_not_wait(self, team, alice, bob):
        refuse(team, alice, REWORDED[:5])
        assert wait_of(person(bob, team)) is None

    def test_nothing_is_taken_meanwhile_and_nothing_is_lost(self, client, team, alice):
        refuse(team, alice, REWORDED[:5])
        client.force_login(alice)
        answer = client.post("/make", FORM | {"prompt": PROMPT, "key": "one"})
        assert answer.status_code == 429
        assert 0 < int(answer["Retry-After"]) <= 30
        page = answer.content.decode()
        assert f">{PROMPT}</textarea>" in page
        assert "new ones wait for" in page
        assert not RenderRequest.objects.exists()

    def test_no_verdict_is_told_while_somebody_waits(self, client, team, alice):
        refuse(team, alice, REWORDED[:5])
        client.force_login(alice)
        answer = client.post("/make/reading", FORM | {"prompt": REWORDED[8]})
        assert answer.status_code == 429
        assert "not allowed" not in answer.content.decode()
        assert Refusal.objects.count() == 5
        assert client.get("/make/price", {"prompt": REWORDED[8]}).content.strip() == b""

    def test_programs_wait_as_well(self, team, alice):
        refuse(team, alice, REWORDED[:5])
        with pytest.raises(AskRefused) as caught:
            submit(team, alice, Ask(PROMPT), "one")
        assert (caught.value.code, caught.value.wait > 0) == ("slowed", True)

    def test_a_request_sent_again_is_answered_though_its_person_waits(self, client, team, alice):
        client.force_login(alice)
        place = client.post("/make", FORM | {"prompt": PROMPT, "key": "one"})["Location"]
        refuse(team, alice, REWORDED[:5])
        assert client.post("/make", FORM | {"prompt": PROMPT, "key": "one"})["Location"] == place


class TestSubmitting:
    def test_a_refused_request_is_remembered_with_its_account(self, team, alice):
        ask_for(team, REWORDED[0], user=alice)
        row = Refusal.objects.get()
        assert (row.account, row.user, row.rule, row.submitted, row.floor) == (
            team,
            alice,
            "gore",
            True,
            False,
        )

    def test_what_the_house_makes_for_itself_is_nobodys_probing(self, team):
        ask_for(team, REWORDED[0])
        assert not Refusal.objects.exists()


class TestTyping:
    def type(self, client, *prompts):
        for prompt in prompts:
            assert client.post("/make/reading", FORM | {"prompt": prompt}).status_code == 200

    def test_a_prompt_that_grows_is_one_attempt(self, client, db):
        self.type(client, *[REWORDED[0][:length] for length in range(20, len(REWORDED[0]))], REWORDED[0])
        assert Refusal.objects.get().prompt == REWORDED[0]

    def test_changes_in_one_breath_are_one_attempt(self, client, db):
        self.type(client, REWORDED[0], REWORDED[1], REWORDED[2])
        assert Refusal.objects.count() == 1

    def test_another_wording_after_a_while_is_another_attempt(self, client, db):
        self.type(client, REWORDED[0])
        long_ago(seconds=10)
        self.type(client, REWORDED[1])
        assert Refusal.objects.count() == 2

    def test_quick_trying_is_not_one_attempt_for_ever(self, client, db):
        self.type(client, REWORDED[0])
        Refusal.objects.update(began_at=timezone.now() - timedelta(seconds=20))
        self.type(client, REWORDED[1])
        assert Refusal.objects.count() == 2

    def test_what_was_typed_and_then_sent_counts_once(self, client, team, alice):
        client.force_login(alice)
        self.type(client, REWORDED[0])
        client.post("/make", FORM | {"prompt": REWORDED[0], "key": "one"})
        assert Refusal.objects.get().submitted

    def test_guests_are_told_apart_by_address_which_is_not_kept(self, client, db):
        self.type(client, REWORDED[0])
        client.post("/make/reading", FORM | {"prompt": REWORDED[1]}, REMOTE_ADDR="198.51.100.7")
        askers = set(Refusal.objects.values_list("asker", flat=True))
        assert len(askers) == 2
        assert not any("198.51.100.7" in asker or "127.0.0.1" in asker for asker in askers)
        assert set(Refusal.objects.values_list("account", flat=True)) == {None}

    def test_behind_a_proxy_the_last_hop_it_names_counts(self, client, db, settings):
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
        for forwarded in ("203.0.113.1, 198.51.100.7", "203.0.113.9, 198.51.100.7"):
            client.post(
                "/make/reading", FORM | {"prompt": REWORDED[0]}, headers={"X-Forwarded-For": forwarded}
            )
        assert Refusal.objects.count() == 1

    def test_a_household_is_one_guest(self, client, db):
        for address in ("2001:db8::1", "2001:db8::2"):
            client.post("/make/reading", FORM | {"prompt": REWORDED[0]}, REMOTE_ADDR=address)
        assert Refusal.objects.count() == 1


class TestDesk:
    def test_moderators_see_the_account_with_what_was_tried(self, team, alice):
        refuse(team, alice, REWORDED)
        case = Review.objects.get()
        assert (case.kind, case.account, case.state) == (Review.Kind.PROBING, team, Review.State.OPEN)
        assert [one["prompt"] for one in case.evidence["prompts"]] == REWORDED
        assert case.rule == "gore"

    def test_fewer_are_not_shown(self, team, alice):
        refuse(team, alice, REWORDED[:8])
        assert not Review.objects.exists()

    def test_what_follows_is_added_to_the_open_case(self, team, alice):
        refuse(team, alice, [*REWORDED, "a bloody beheading on golden waves by day"])
        assert len(Review.objects.get().evidence["prompts"]) == 10

    def test_guests_have_no_case(self, db):
        for prompt in REWORDED:
            note_refusal(Asker("guest 1"), prompt, screened(prompt), submitted=True)
        assert not Review.objects.exists()
        assert wait_of(Asker("guest 1")) is not None

    def decide(self, mo, *, approve):
        Review.objects.update(
            decided_by=mo,
            decided_at=timezone.now() - desk.UNDO,
            decision_reason="" if approve else "Keep waiting.",
        )
        desk.carry_out_due()

    def test_a_moderator_can_free_the_account(self, team, alice, mo):
        refuse(team, alice, REWORDED)
        Refusal.objects.update(at=timezone.now() - timedelta(seconds=20))
        self.decide(mo, approve=True)
        assert not Refusal.objects.exists()
        assert wait_of(person(alice, team)) is None

    def test_a_case_decided_is_not_opened_again_by_what_it_was_about(self, team, alice, mo):
        refuse(team, alice, REWORDED)
        Refusal.objects.update(at=timezone.now() - timedelta(seconds=20))
        self.decide(mo, approve=False)
        refuse(team, alice, ["a bloody beheading on golden waves by day"])
        assert Review.objects.count() == 1
        assert wait_of(person(alice, team)) is not None


def test_after_a_while_refusals_are_forgotten(team, alice, settings):
    refuse(team, alice, SLIPS)
    assert forget_old() == 0
    long_ago(days=settings.REFUSALS_REMEMBER_DAYS, seconds=1)
    assert forget_old() == 3
    assert not Refusal.objects.exists()
