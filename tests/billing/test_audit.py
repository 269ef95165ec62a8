"""The audit finds every kind of damage, and says where it is."""

import io

import pytest
from django.core.management import CommandError, call_command

from billing import ledger
from billing.audit import audit
from billing.models import Balance, Hold, LedgerEntry

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
        f"Account {account.pk}: entries sum to 10 available and 0 held, the balance says 15 and 0."
    ]


def test_a_balance_that_vanished(account):
    Balance.objects.all().delete()
    [problem] = audit()
    assert f"Account {account.pk}: entries sum to 10 available" in problem


def test_an_entry_behind_the_balances_back(account):
    LedgerEntry.objects.create(
        account=account, kind="grant", key="k", available=7, held=0, note="From nowhere"
    )
    [problem] = audit()
    assert "entries sum to 17 available" in problem


def test_a_hold_that_no_entry_began(account):
    Hold.objects.create(account=account, key="k", credits=2, note="n")
    assert audit() == [f"Account {account.pk}: open holds sum to 2, the balance holds 0."]


@pytest.mark.parametrize(
    "change",
    [{"captured": 4}, {"captured": 1}, {"state": "released", "captured": 0}, {"credits": 3}],
    ids=["more", "less", "given back instead", "smaller hold"],
)
def test_a_hold_that_tells_another_story_than_its_entry(ended, change):
    Hold.objects.filter(pk=ended.pk).update(**change)
    [problem] = audit()
    assert problem.startswith(f"Hold {ended.pk} says")
    assert "no entry says the same" in problem


def test_a_hold_that_ended_without_an_entry(account):
    held = ledger.hold(account, 4, key="clip", note="A clip")
    Hold.objects.update(state="released")
    assert any(problem.startswith(f"Hold {held.pk} says returned") for problem in audit())


def test_the_command_says_that_everything_agrees(ended):
    out = io.StringIO()
    call_command("audit_ledger", stdout=out)
    assert out.getvalue() == "3 entries agree with every balance and hold.\n"


def test_the_command_fails_and_names_each_problem(account):
    Balance.objects.update(available=15)
    errors = io.StringIO()
    with pytest.raises(CommandError, match="1 disagreements"):
        call_command("audit_ledger", stderr=errors)
    assert f"Account {account.pk}" in errors.getvalue()
