"""Opening an account, and granting credits by hand."""

import io

import pytest
from django.core.management import CommandError, call_command

from billing import ledger
from billing.accounts import open_account
from catalog.models import Account, Membership

pytestmark = [pytest.mark.database, pytest.mark.django_db]


def test_a_person_gets_an_account_with_trial_credits_once(alice, settings):
    settings.TRIAL_CREDITS = 12
    account = open_account(alice)
    assert open_account(alice) == account
    assert (account.name, account.kind) == ("Alice", Account.Kind.PERSON)
    assert ledger.balance(account).available == 12
    assert Membership.objects.get().role == Membership.Role.OWNER


def test_without_trial_credits_nothing_is_granted(alice, settings):
    settings.TRIAL_CREDITS = 0
    assert ledger.balance(open_account(alice)).available == 0


def test_a_member_of_a_team_still_gets_an_account_of_their_own(team, bob):
    assert open_account(bob) != team


def test_a_nameless_person_is_known_by_address(alice):
    alice.name = ""
    assert open_account(alice).name == "alice@example.com"


def test_granting_says_what_the_account_has(team):
    out = io.StringIO()
    call_command("grant_credits", "Alice & Co", "5", "--note", "Thanks", stdout=out)
    assert out.getvalue() == "Alice & Co has 25 credits.\n"
    assert team.entries.first().note == "Thanks"


def test_granting_with_a_key_happens_once(team):
    for _ in range(2):
        call_command("grant_credits", "Alice & Co", "5", "--key", "march", stdout=io.StringIO())
    assert ledger.balance(team).available == 25


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["Nobody", "5"], "There is no account “Nobody”"),
        (["Alice & Co", "0"], "Give a number of credits above zero"),
        (["Alice & Co", "--", "-5"], "Give a number of credits above zero"),
    ],
)
def test_granting_refuses_what_makes_no_sense(team, arguments, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("grant_credits", *arguments)
    assert ledger.balance(team).available == 20
