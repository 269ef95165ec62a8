"""Sixty-four who spend at once: never below zero, every credit accounted for.

The full measure: `SPENDERS_OPERATIONS=10000`.
"""

import os
import random
from functools import partial

import pytest
from django.db import OperationalError

from billing import ledger
from billing.audit import audit
from billing.models import Balance, Hold
from tests.threads import at_once

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]
SPENDERS = 64
OPERATIONS = int(os.environ.get("SPENDERS_OPERATIONS", "640"))


def patiently(call):
    """Once more where SQLite's queue of sixty-four was longer than its patience: every call is safe to repeat."""
    for _ in range(20):
        try:
            return call()
        except OperationalError as error:
            if "locked" not in str(error):
                raise
    return call()


def spend(account, spender, turns):
    """Hold; then capture all, a part, or give back. Returns what was charged."""
    chance, charged = random.Random(spender), 0
    for turn in range(turns):
        try:
            ask = partial(ledger.hold, account, chance.randint(1, 5), key=f"{spender}/{turn}", note="n")
            held = patiently(ask)
        except ledger.NotEnoughCredits:
            continue
        deed = chance.randrange(3)
        if deed == 0:
            patiently(partial(ledger.release, held, note="n"))
        else:
            patiently(partial(ledger.capture, held, credits=held.credits if deed == 1 else 1, note="n"))
            charged += held.captured
        row = Balance.objects.get(account=account)
        assert row.available >= 0
        assert row.held >= 0
    return charged


def test_nobody_spends_what_another_spent(make_account):
    account = make_account("Ada", credits=OPERATIONS)
    turns = OPERATIONS // SPENDERS
    results = at_once([partial(spend, account, spender, turns) for spender in range(SPENDERS)])
    assert [one for one in results if isinstance(one, Exception)] == []
    row = Balance.objects.get(account=account)
    assert (row.available, row.held) == (OPERATIONS - sum(results), 0)
    assert audit() == []
    assert Hold.objects.filter(state="held").count() == 0
