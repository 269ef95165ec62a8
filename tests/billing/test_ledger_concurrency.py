"""Many threads on one account: nothing is spent twice, and everything adds up afterwards."""

from functools import partial

import pytest

from billing import ledger
from billing.audit import audit
from billing.models import Balance, Hold, LedgerEntry
from tests.threads import at_once

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]

THREADS = 8


@pytest.fixture
def account(make_account):
    return make_account("Ada", credits=10)


def credits(account):
    row = Balance.objects.get(account=account)
    return row.available, row.held


def test_credits_are_not_spent_twice(account):
    results = at_once([partial(ledger.hold, account, 3, key=f"k{i}", note="n") for i in range(THREADS)])
    refused = [one for one in results if isinstance(one, ledger.NotEnoughCredits)]
    assert (len(refused), credits(account)) == (THREADS - 3, (1, 9))
    assert Hold.objects.count() == 3
    assert audit() == []


def test_one_key_is_one_hold(account):
    results = at_once([partial(ledger.hold, account, 3, key="same", note="n") for _ in range(THREADS)])
    assert len({hold.pk for hold in results}) == 1
    assert credits(account) == (7, 3)


def test_one_key_is_one_grant(make_account):
    account = make_account("New")
    results = at_once([partial(ledger.grant, account, 5, key="trial", note="n") for _ in range(THREADS)])
    assert sorted(results) == [False] * (THREADS - 1) + [True]
    assert credits(account) == (5, 0)


def test_of_many_ends_of_a_hold_one_counts(account):
    held = ledger.hold(account, 6, key="k", note="n")
    ends = [
        partial(end, Hold.objects.get(pk=held.pk), note="n") for end in (ledger.capture, ledger.release) * 4
    ]
    results = at_once(ends)
    assert sorted(results) == [False] * 7 + [True]
    captured = Hold.objects.get().state == Hold.State.CAPTURED
    assert credits(account) == ((4, 0) if captured else (10, 0))
    assert LedgerEntry.objects.filter(kind__in=["capture", "release"]).count() == 1


def test_a_mixed_rush_adds_up(account, make_account):
    other = make_account("Ben", credits=10)

    def work(number):
        """Hold, then capture a part, capture all or give back; returns what was charged."""
        charged = 0
        for turn in range(6):
            try:
                held = ledger.hold((account, other)[turn % 2], 1 + turn % 3, key=f"{number}/{turn}", note="n")
            except ledger.NotEnoughCredits:
                continue
            if (number + turn) % 3 == 0:
                ledger.release(held, note="n")
            else:
                ledger.capture(held, credits=1, note="n")
                charged += held.captured
        return charged

    charged = at_once([partial(work, number) for number in range(THREADS)])
    left = [Balance.objects.get(account=one) for one in (account, other)]
    assert sum(one.available for one in left) == 20 - sum(charged)
    assert [one.held for one in left] == [0, 0]
    assert audit() == []
