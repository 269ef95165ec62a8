"""Any sequence of operations leaves the credits that plain arithmetic says."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billing import ledger
from billing.audit import audit
from billing.models import Balance

pytestmark = [pytest.mark.database, pytest.mark.django_db]

OPERATIONS = st.lists(
    st.one_of(
        st.tuples(st.just("grant"), st.integers(1, 9), st.integers(1, 20)),
        st.tuples(st.just("hold"), st.integers(1, 9), st.integers(1, 20)),
        st.tuples(st.just("capture"), st.integers(1, 9), st.integers(-1, 25)),
        st.tuples(st.just("release"), st.integers(1, 9), st.just(0)),
    ),
    max_size=25,
)


class Arithmetic:
    """What the ledger promises, without a database: keys grant once, holds end once, nothing goes below zero."""

    def __init__(self):
        self.available = 0
        self.granted = set()
        self.holds = {}

    def grant(self, key, credits):
        if key not in self.granted:
            self.granted.add(key)
            self.available += credits

    def hold(self, key, credits):
        if key not in self.holds and credits <= self.available:
            self.available -= credits
            self.holds[key] = [credits, True]

    def end(self, key, taken):
        held, is_open = self.holds.get(key, (0, False))
        if is_open and 0 <= taken <= held:
            self.available += held - taken
            self.holds[key][1] = False

    @property
    def held(self):
        return sum(credits for credits, is_open in self.holds.values() if is_open)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(operations=OPERATIONS)
def test_the_ledger_agrees_with_arithmetic(make_account, operations):
    account, expected, holds = make_account(), Arithmetic(), {}
    for what, key, credits in operations:
        if what == "grant":
            ledger.grant(account, credits, key=f"grant {key}", note="n")
            expected.grant(key, credits)
        elif what == "hold":
            try:
                holds[key] = ledger.hold(account, credits, key=f"hold {key}", note="n")
            except ledger.NotEnoughCredits:
                assert credits > expected.available
            expected.hold(key, credits)
        elif key in holds and what == "release":
            ledger.release(holds[key], note="n")
            expected.end(key, 0)
        elif key in holds:
            if 0 < credits <= holds[key].credits:
                ledger.capture(holds[key], credits=credits, note="n")
                expected.end(key, credits)
            else:
                with pytest.raises(ValueError, match="can't be captured"):
                    ledger.capture(holds[key], credits=credits, note="n")
    row = Balance.objects.filter(account=account).first() or Balance()
    assert (row.available, row.held) == (expected.available, expected.held)
    assert audit() == []
