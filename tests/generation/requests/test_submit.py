"""The only way in: what is taken, what is turned down, and that turning down leaves nothing behind."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import IntegrityError

from billing import ledger
from billing.audit import audit
from billing.models import GrantedPlan, Hold
from catalog.models import Account
from generation.models import Job, RenderRequest, Take
from generation.requests.ask import Ask
from generation.requests.refusal import AskRefused
from generation.requests.submit import submit
from generation.scheduling.model import BACKGROUND, FAST, PAID
from tests.generation.asking import HELD, PROMPT, REFUSED, ask_for, begun
from tests.threads import at_once

pytestmark = [pytest.mark.database, pytest.mark.django_db]

State = RenderRequest.State


def credits(account):
    row = ledger.balance(account)
    return row.available, row.held


@pytest.fixture
def nothing_written():
    """Afterwards there is no request, no job and no hold."""
    yield
    assert not RenderRequest.objects.exists()
    assert not Job.objects.exists()
    assert not Hold.objects.exists()
    assert audit() == []


def test_an_ask_becomes_a_request_with_a_hold_and_a_job(team, alice):
    request = ask_for(team, user=alice, takes=2)
    assert (request.state, request.user, request.price) == (State.QUEUED, alice, 4)
    assert (request.hold.credits, credits(team)) == (4, (16, 4))
    assert request.job.state == Job.State.QUEUED
    assert [take.index for take in request.job.takes.all()] == [0, 1]
    assert request.verdict["decision"] == "allow"
    assert request.coverage["subject"] == "shown"
    assert [event.note for event in request.job.events.all()] == ["submitted"]
    assert audit() == []


def test_nothing_is_charged_yet(team):
    ask_for(team)
    assert not team.entries.filter(kind="capture").exists()


def test_a_refused_prompt_is_kept_for_an_appeal_and_holds_nothing(team, alice):
    request = ask_for(team, REFUSED, user=alice)
    assert (request.state, request.hold, request.job) == (State.REFUSED, None, None)
    assert request.verdict["rule"] == "gore"
    assert request.ended_at is not None
    assert credits(team) == (20, 0)
    assert not Job.objects.exists()


def test_a_refusal_does_not_depend_on_what_could_be_shown_or_paid(make_account):
    assert ask_for(make_account("Poor"), "A bloody beheading in a castle").state == State.REFUSED


def test_a_held_prompt_is_rendered_and_keeps_its_rule(team):
    request = ask_for(team, HELD)
    assert (request.state, request.verdict["decision"], request.verdict["rule"]) == (
        State.QUEUED,
        "hold",
        "trademarks",
    )


def test_a_subject_that_cannot_be_shown_needs_a_yes(team, nothing_written):
    with pytest.raises(AskRefused) as error:
        ask_for(team, "A surfer on golden waves at sunset")
    assert error.value.code == "subject"
    assert error.value.message == "I can make “golden waves at sunset” – without the surfer."
    assert error.value.offer == "golden waves at sunset"


def test_with_a_yes_it_is_made_without_the_subject(team):
    request = ask_for(team, "A surfer on golden waves at sunset", accept_partial=True)
    assert request.state == State.QUEUED
    assert [term["text"] for term in request.coverage["terms"] if term["shown"] == "not at all"] == ["surfer"]


def test_a_yes_does_not_help_where_there_is_no_scene_at_all(team, nothing_written):
    with pytest.raises(AskRefused, match="The studio engine has no scene for this") as error:
        ask_for(team, "A red balloon", accept_partial=True)
    assert error.value.code == "subject"


def test_too_few_credits_are_told_in_numbers(make_account, nothing_written):
    account = make_account("Poor", credits=1)
    with pytest.raises(
        AskRefused, match=r"This clip costs 2 credits and you have 1\. Nothing was charged\."
    ) as error:
        ask_for(account)
    assert error.value.code == "credits"
    assert credits(account) == (1, 0)


def test_the_same_key_is_the_same_request(team):
    first = ask_for(team, key="click")
    assert ask_for(team, key="click") == first
    assert credits(team) == (18, 2)
    assert RenderRequest.objects.count() == Job.objects.count() == 1


def test_the_same_key_finds_its_request_even_once_the_credits_are_gone(make_account):
    account = make_account("Exact", credits=2)
    assert ask_for(account, key="click") == ask_for(account, key="click")


def test_a_refused_request_is_found_by_its_key_too(team):
    assert ask_for(team, REFUSED, key="click") == ask_for(team, REFUSED, key="click")
    assert RenderRequest.objects.count() == 1


def test_a_key_that_was_used_for_another_ask_is_turned_down(team):
    ask_for(team, key="click")
    with pytest.raises(AskRefused, match="sent before with other settings") as error:
        ask_for(team, key="click", fps=30)
    assert error.value.code == "key"
    assert RenderRequest.objects.count() == 1


@pytest.mark.parametrize("key", ["k" * 81, "", "line\nbreak", "nul\0"])
def test_a_key_that_no_form_of_ours_sends_is_turned_down(team, nothing_written, key):
    with pytest.raises(AskRefused) as error:
        submit(team, None, Ask(PROMPT), key)
    assert error.value.code == "key"


def test_two_accounts_may_use_the_same_key(team, charlie):
    assert ask_for(team, key="click") != ask_for(charlie.accounts.get(), key="click")


def test_identical_asks_share_one_render_and_each_holds_its_own_credits(team, charlie):
    other = charlie.accounts.get()
    one, two = ask_for(team), ask_for(other)
    assert one.job == two.job
    assert one.hold != two.hold
    assert (credits(team), credits(other)) == ((18, 2), (18, 2))
    assert Take.objects.count() == 1


def test_asking_again_for_the_same_shares_too(team):
    assert ask_for(team).job == ask_for(team).job


def test_joining_a_render_under_way_is_rendering_at_once(team, charlie):
    begun(ask_for(team))
    assert ask_for(charlie.accounts.get()).state == State.RENDERING


def test_a_more_urgent_ask_hurries_the_shared_job(team, charlie):
    slow = submit(team, None, Ask(PROMPT), "a", priority=9)
    submit(charlie.accounts.get(), None, Ask(PROMPT), "b", priority=5)
    assert Job.objects.get(pk=slow.job_id).priority == FAST
    submit(charlie.accounts.get(), None, Ask(PROMPT), "c", priority=9)
    assert Job.objects.get(pk=slow.job_id).priority == FAST


def test_the_fast_lane_promises_twice_what_was_expected_and_two_minutes(team):
    job = ask_for(team).job
    told = 2 * (job.wait_expected + job.seconds_expected) + 120
    assert job.priority == FAST
    assert job.deadline - job.created_at == pytest.approx(timedelta(seconds=told), abs=timedelta(seconds=2))
    assert job.wait_expected == 0
    after = ask_for(team, seed=2).job
    assert after.wait_expected == pytest.approx(job.seconds_expected)


def test_what_nobody_waits_for_is_promised_nothing(team):
    assert submit(team, None, Ask(PROMPT), "a", priority=BACKGROUND).job.deadline is None


def test_a_shared_job_keeps_the_earlier_promise_and_the_better_class(make_account, settings):
    settings.DEFAULT_PLAN = "free"
    plans = {name: make_account(name, credits=9) for name in ("free", "pro", "team")}
    for name in ("pro", "team"):
        GrantedPlan.objects.create(account=plans[name], plan=name, note="test")
    job = ask_for(plans["free"], resolution="720p").job
    assert job.deadline is None
    ask_for(plans["pro"], resolution="720p")
    job.refresh_from_db()
    promised = job.deadline
    assert (job.priority, job.account) == (FAST, plans["free"])
    ask_for(plans["team"], resolution="720p")
    job.refresh_from_db()
    assert (job.priority, job.deadline) == (FAST, promised)
    Job.objects.update(deadline=promised + timedelta(hours=1), priority=PAID)
    ask_for(plans["team"], resolution="720p")
    job.refresh_from_db()
    assert job.priority == FAST
    assert promised <= job.deadline < promised + timedelta(minutes=1)
    ask_for(plans["free"], resolution="720p")
    assert Job.objects.get().deadline == job.deadline


@pytest.mark.parametrize("ended", ["done", "failed", "cancelled"])
def test_what_has_ended_is_not_shared(team, ended):
    first = ask_for(team)
    Job.objects.update(state=ended)
    assert ask_for(team).job != first.job


def test_a_job_that_is_being_cancelled_is_not_shared(team):
    first = ask_for(team)
    Job.objects.update(cancel_requested=True)
    assert ask_for(team).job != first.job


def test_private_asks_are_shared_within_their_account_alone(team, charlie):
    public, private = ask_for(team), ask_for(team, private=True)
    assert private.job != public.job
    assert ask_for(team, private=True).job == private.job
    assert ask_for(charlie.accounts.get(), private=True).job not in (private.job, public.job)


@pytest.mark.parametrize("change", [{"seed": 5}, {"aspect": "1:1"}, {"prompt": "Golden waves at dawn"}])
def test_what_looks_different_is_not_shared(team, change):
    assert ask_for(team).job != ask_for(team, **change).job


def test_the_house_pays_nothing(make_account):
    house = make_account("Oddreel", kind=Account.Kind.HOUSE)
    request = ask_for(house)
    assert (request.price, request.hold, request.state) == (0, None, State.QUEUED)


@pytest.mark.django_db(transaction=True)
def test_a_double_click_at_the_same_instant_is_one_request(make_account):
    account = make_account("Ada", credits=10)
    made = at_once([partial(submit, account, None, Ask(PROMPT), "click") for _ in range(5)])
    assert len({request.pk for request in made}) == 1
    assert (credits(account), Job.objects.count()) == ((8, 2), 1)


@pytest.mark.django_db(transaction=True)
def test_a_rush_for_the_same_clip_is_one_render(make_account):
    accounts = [make_account(f"A{i}", credits=10) for i in range(5)]
    made = at_once([partial(submit, account, None, Ask(PROMPT), "click") for account in accounts])
    assert len({request.pk for request in made}) == 5
    assert len({request.job_id for request in made}) == 1
    assert [credits(account) for account in accounts] == [(8, 2)] * 5
    assert audit() == []


@pytest.mark.django_db(transaction=True)
def test_a_rush_with_credits_for_one_takes_one(make_account):
    account = make_account("Ada", credits=3)
    made = at_once([partial(submit, account, None, Ask(PROMPT, seed=i), f"k{i}") for i in range(4)])
    assert sum(isinstance(one, AskRefused) for one in made) == 3
    assert credits(account) == (1, 2)
    assert RenderRequest.objects.count() == Job.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_fault_that_is_no_race_is_told_instead_of_tried_for_ever(make_account):
    house = make_account("Oddreel", kind=Account.Kind.HOUSE)
    gone = Account.objects.get(pk=house.pk)
    house.delete()
    with pytest.raises(IntegrityError):
        ask_for(gone)
    assert not Job.objects.exists()
