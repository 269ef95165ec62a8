"""The rules of credits: set aside, taken or given back, exactly once, never below zero."""

import pytest

from billing import ledger
from billing.audit import audit
from billing.models import Balance, Hold, LedgerEntry
from billing.models.credits import AppendOnly

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture
def account(make_account):
    return make_account("Ada", credits=10)


def credits(account):
    row = Balance.objects.get(account=account)
    return row.available, row.held


def entries(account):
    return list(account.entries.order_by("pk").values_list("kind", "available", "held"))


@pytest.fixture(autouse=True)
def everything_adds_up():
    yield
    assert audit() == []


def test_an_account_that_never_had_credits_has_none(make_account):
    account = make_account()
    assert (ledger.balance(account).available, ledger.balance(account).held) == (0, 0)
    assert not Balance.objects.filter(account=account).exists()


def test_a_grant_adds_credits_and_says_why(account):
    assert ledger.grant(account, 5, key="welcome", note="Welcome") is True
    assert credits(account) == (15, 0)
    assert account.entries.first().note == "Welcome"


def test_a_key_grants_once(account):
    ledger.grant(account, 5, key="welcome", note="Welcome")
    assert ledger.grant(account, 5, key="welcome", note="Welcome") is False
    assert credits(account) == (15, 0)


def test_keys_are_each_accounts_own(account, make_account):
    other = make_account("Ben")
    ledger.grant(account, 5, key="welcome", note="Welcome")
    assert ledger.grant(other, 5, key="welcome", note="Welcome") is True


@pytest.mark.parametrize("amount", [0, -1])
def test_nothing_and_less_can_be_neither_granted_nor_held(account, amount):
    with pytest.raises(ValueError, match="at least one credit"):
        ledger.grant(account, amount, key="k", note="n")
    with pytest.raises(ValueError, match="at least one credit"):
        ledger.hold(account, amount, key="k", note="n")
    assert credits(account) == (10, 0)


def test_a_hold_sets_credits_aside(account):
    held = ledger.hold(account, 4, key="clip", note="A clip")
    assert credits(account) == (6, 4)
    assert held.state == Hold.State.HELD
    assert entries(account)[-1] == ("hold", -4, 4)


def test_the_last_credit_can_be_held_and_not_one_more(account):
    ledger.hold(account, 10, key="all", note="All")
    with pytest.raises(ledger.NotEnoughCredits) as error:
        ledger.hold(account, 1, key="one more", note="One more")
    assert (error.value.available, error.value.needed) == (0, 1)
    assert credits(account) == (0, 10)
    assert not Hold.objects.filter(key="one more").exists()


def test_a_hold_above_the_balance_leaves_nothing_behind(account):
    with pytest.raises(ledger.NotEnoughCredits, match="11 credits are needed and 10 are available"):
        ledger.hold(account, 11, key="clip", note="A clip")
    assert entries(account) == [("grant", 10, 0)]


def test_the_same_key_is_the_same_hold_whatever_became_of_it(account):
    first = ledger.hold(account, 4, key="clip", note="A clip")
    assert ledger.hold(account, 4, key="clip", note="A clip") == first
    ledger.release(first, note="Returned")
    again = ledger.hold(account, 4, key="clip", note="A clip")
    assert (again.pk, again.state) == (first.pk, Hold.State.RELEASED)
    assert credits(account) == (10, 0)


def test_a_capture_takes_the_whole_hold(account):
    held = ledger.hold(account, 4, key="clip", note="A clip")
    assert ledger.capture(held, note="Made") is True
    assert credits(account) == (6, 0)
    assert (held.state, held.captured) == (Hold.State.CAPTURED, 4)
    assert entries(account)[-1] == ("capture", 0, -4)


def test_a_capture_of_a_part_returns_the_rest_in_the_same_entry(account):
    held = ledger.hold(account, 4, key="clip", note="A clip")
    ledger.capture(held, credits=1, note="One of four")
    assert credits(account) == (9, 0)
    assert entries(account)[-1] == ("capture", 3, -4)


@pytest.mark.parametrize("taken", [-1, 0, 5])
def test_no_capture_takes_nothing_or_more_than_was_held(account, taken):
    held = ledger.hold(account, 4, key="clip", note="A clip")
    with pytest.raises(ValueError, match=f"Of 4 credits held, {taken} can't be captured"):
        ledger.capture(held, credits=taken, note="Made")
    assert credits(account) == (6, 4)


def test_a_release_gives_everything_back(account):
    held = ledger.hold(account, 4, key="clip", note="A clip")
    assert ledger.release(held, note="Failed") is True
    assert credits(account) == (10, 0)
    assert (held.state, held.captured) == (Hold.State.RELEASED, 0)


@pytest.mark.parametrize("first", [ledger.capture, ledger.release])
@pytest.mark.parametrize("second", [ledger.capture, ledger.release])
def test_a_hold_ends_once(account, first, second):
    held = ledger.hold(account, 4, key="clip", note="A clip")
    stale = Hold.objects.get(pk=held.pk)
    first(held, note="First")
    before = (credits(account), entries(account))
    assert second(stale, note="Second") is False
    assert (credits(account), entries(account)) == before
    assert stale.state == held.state


def test_what_ended_says_when(account):
    held = ledger.hold(account, 4, key="clip", note="A clip")
    assert held.ended_at is None
    ledger.release(held, note="Failed")
    assert Hold.objects.get().ended_at >= held.created_at


def test_an_adjustment_names_its_author_and_reason(account, alice):
    assert ledger.adjust(account, -3, key="fix", note="Granted twice", author=alice) is True
    assert ledger.adjust(account, -3, key="fix", note="Granted twice", author=alice) is False
    entry = account.entries.first()
    assert (entry.available, entry.author, entry.note) == (-3, alice, "Granted twice")
    assert credits(account) == (7, 0)


def test_no_adjustment_goes_below_zero(account, alice):
    with pytest.raises(ledger.NotEnoughCredits):
        ledger.adjust(account, -11, key="fix", note="Too much", author=alice)
    assert credits(account) == (10, 0)


def test_held_credits_are_not_there_to_be_adjusted_away(account, alice):
    ledger.hold(account, 8, key="clip", note="A clip")
    with pytest.raises(ledger.NotEnoughCredits):
        ledger.adjust(account, -3, key="fix", note="Too much", author=alice)


@pytest.mark.parametrize(("amount", "note"), [(0, "why"), (5, " ")])
def test_an_adjustment_without_amount_or_reason_is_refused(account, alice, amount, note):
    with pytest.raises(ValueError, match="an amount and a reason"):
        ledger.adjust(account, amount, key="fix", note=note, author=alice)


def test_a_long_note_is_cut_instead_of_losing_the_entry(account):
    ledger.hold(account, 1, key="clip", note="x" * 500)
    assert len(account.entries.first().note) == 200


def test_python_neither_changes_nor_deletes_an_entry(account):
    entry = LedgerEntry.objects.get()
    entry.available = 1_000
    with pytest.raises(AppendOnly, match="never changed"):
        entry.save()
    with pytest.raises(AppendOnly, match="never deleted"):
        entry.delete()
    assert LedgerEntry.objects.get().available == 10
