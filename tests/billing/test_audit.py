"""The audit finds every kind of damage, and says where it is."""

import io
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from billing import ledger, licensing
from billing.audit import audit, audit_all, audit_purposes
from billing.models import Balance, Bucket, Draw, Hold, Invoice, LedgerAudit, LedgerEntry
from billing.tasks import prove_ledger
from generation.jobs.settle import complete
from tests.generation.asking import ask_for, begun, give_clips

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture
def account(make_account):
    return make_account("Ada", credits=10)


@pytest.fixture
def ended(account):
    held = ledger.hold(account, 4, key="clip", note="A clip")
    ledger.capture(held, credits=3, note="Made")
    return held


def test_an_honest_ledger_has_no_problems(account, ended):
    ledger.release(ledger.hold(account, 2, key="b", note="B"), note="Returned")
    ledger.hold(account, 1, key="c", note="C")
    assert audit() == []


def test_a_balance_that_was_helped_along(account):
    Balance.objects.update(available=15)
    assert audit() == [
        f"Account {account.pk}: entries sum to 10 available and 0 held, the balance says 15 and 0.",
        f"Account {account.pk}: buckets hold 10, the balance says 15 available.",
    ]


def test_a_balance_that_vanished(account):
    Balance.objects.all().delete()
    problem, _ = audit()
    assert f"Account {account.pk}: entries sum to 10 available" in problem


def test_an_entry_behind_the_balances_back(account):
    LedgerEntry.objects.create(
        account=account, kind="grant", key="k", available=7, held=0, note="From nowhere"
    )
    [problem] = audit()
    assert "entries sum to 17 available" in problem


def test_a_hold_that_no_entry_began(account):
    Hold.objects.create(account=account, key="k", credits=2, note="n", expires_at=timezone.now())
    assert audit() == [f"Account {account.pk}: open holds sum to 2, the balance holds 0."]


@pytest.mark.parametrize(
    "change",
    [{"captured": 4}, {"captured": 1}, {"state": "released", "captured": 0}, {"credits": 3}],
    ids=["more", "less", "given back instead", "smaller hold"],
)
def test_a_hold_that_tells_another_story_than_its_entry(ended, change):
    Hold.objects.filter(pk=ended.pk).update(**change)
    problem = next(one for one in audit() if "says" in one and one.startswith("Hold"))
    assert problem.startswith(f"Hold {ended.pk} says")
    assert "no entry says the same" in problem


def test_a_hold_that_ended_without_an_entry(account):
    held = ledger.hold(account, 4, key="clip", note="A clip")
    Hold.objects.update(state="released")
    assert any(problem.startswith(f"Hold {held.pk} says returned") for problem in audit())


def test_buckets_that_hold_another_sum(account):
    Bucket.objects.update(remaining=9)
    [problem] = audit()
    assert problem == f"Account {account.pk}: buckets hold 9, the balance says 10 available."


def test_a_hold_that_drew_too_little(account):
    held = ledger.hold(account, 4, key="clip", note="A clip")
    Draw.objects.update(credits=3)
    assert audit() == [f"Hold {held.pk} is of 4 credits and drew 3 from buckets."]


def test_a_charge_for_nothing(account):
    held = ledger.hold(account, 4, key="clip", note="A clip")
    ledger.capture(held, note="A clip")
    assert audit() == []
    assert audit_purposes() == [
        f"Hold {held.pk} charged 4 credits for clip, and neither licence nor take is there."
    ]


def test_what_was_given_back_needs_no_purpose(account):
    held = ledger.hold(account, 4, key="clip", note="A clip")
    ledger.capture(held, note="A clip")
    ledger.give_back(held, key="back", note="Withdrawn")
    assert audit_all() == []


def test_licences_and_takes_explain_their_charges(team, alice, make_clip):
    licensing.issue(team, alice, make_clip(), "standard")
    request = ask_for(team)
    job = begun(request)
    give_clips(job, make_clip)
    complete(job)
    assert audit_all() == []
    assert Hold.objects.filter(state="captured").count() == 2


def test_a_hold_that_nobody_released(account):
    held = ledger.hold(account, 4, key="clip", note="A clip")
    Hold.objects.update(expires_at=timezone.now() - timedelta(days=1))
    [problem] = audit_purposes()
    assert problem.startswith(f"Hold {held.pk} for clip ended on")
    assert ledger.release_lapsed() == 1
    assert audit_all() == []


def test_credits_of_an_invoice_that_nobody_paid(account):
    invoice = Invoice.objects.create(
        stripe_id="in_1", account=account, kind="topup", status="paid", currency="eur", total=900,
        amount_paid=900, created_at=timezone.now(),
    )  # fmt: skip
    ledger.top_up(invoice, 25, note="Top-up")
    assert audit_all() == []
    Invoice.objects.update(status="void")
    [problem] = audit_purposes()
    assert "25 credits that no paid invoice" in problem


def test_the_nightly_audit_raises_the_alarm(account, client, caplog):
    prove_ledger()
    assert LedgerAudit.objects.get().problems == []
    Balance.objects.update(available=15)
    prove_ledger()
    assert "the ledger does not add up: Account" in caplog.text
    page = client.get("/status")
    assert page.status_code == 503
    assert "Money" in page.content.decode()


def test_the_command_says_that_everything_agrees(account):
    ledger.release(ledger.hold(account, 4, key="clip", note="A clip"), note="Returned")
    out = io.StringIO()
    call_command("audit_ledger", stdout=out)
    assert out.getvalue() == "3 entries agree with every balance and hold.\n"


def test_the_command_fails_and_names_each_problem(account):
    Balance.objects.update(available=15)
    errors = io.StringIO()
    with pytest.raises(CommandError, match="2 disagreements"):
        call_command("audit_ledger", stderr=errors)
    assert f"Account {account.pk}" in errors.getvalue()
