"""Anything that can happen to an account's credits, in any order, against a small model of what is due.

The long run: `LEDGER_STEPS=200 LEDGER_EXAMPLES=300`.
"""

import os
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from billing import ledger
from billing.audit import audit
from billing.models import Balance, Bucket, Hold, Invoice, LedgerEntry, PlanPeriod
from catalog.models import Account

STEPS = int(os.environ.get("LEDGER_STEPS", "18"))
EXAMPLES = int(os.environ.get("LEDGER_EXAMPLES", "12"))
few = st.integers(1, 40)


class Ledger(RuleBasedStateMachine):
    """One account. `came` and `gone` are every credit that entered and left for good, by the entries."""

    def __init__(self):
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.account = Account.objects.create(name="Ada")
        self.number = 0
        self.captured = {}

    def teardown(self):
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    def fresh(self):
        self.number += 1
        return f"k{self.number}"

    def row(self):
        return Balance.objects.filter(account=self.account).first() or Balance(account=self.account)

    @rule(credits=few)
    def grant(self, credits):
        before = self.row().available
        assert ledger.grant(self.account, credits, key=self.fresh(), note="n")
        assert self.row().available == before + credits

    @rule(credits=few)
    def grant_twice(self, credits):
        key = self.fresh()
        assert ledger.grant(self.account, credits, key=key, note="n")
        before = self.row().available
        assert not ledger.grant(self.account, credits, key=key, note="n")
        assert self.row().available == before

    @rule(credits=few)
    def top_up(self, credits):
        invoice = Invoice.objects.create(
            stripe_id=f"in_{self.fresh()}", account=self.account, kind="topup", status="paid", currency="eur",
            total=credits * 10, amount_paid=credits * 10, created_at=timezone.now(),
        )  # fmt: skip
        assert ledger.top_up(invoice, credits, note="n")
        assert not ledger.top_up(invoice, credits, note="n")

    @rule(credits=few, cap=st.integers(0, 30), days=st.integers(-40, 40))
    def month(self, credits, cap, days):
        start = timezone.now() + timedelta(days=days)
        invoice = Invoice.objects.create(
            stripe_id=f"in_{self.fresh()}", account=self.account, kind="plan", status="paid", currency="eur",
            total=1000, amount_paid=1000, created_at=timezone.now(),
        )  # fmt: skip
        period = PlanPeriod.objects.create(
            account=self.account, key=self.fresh(), plan="pro", invoice=invoice, starts_at=start,
            ends_at=start + timedelta(days=30), expires_at=start + timedelta(days=60),
            credits=credits, cap=credits + cap,
        )  # fmt: skip
        assert ledger.grant_period(period, note="n")
        assert not ledger.grant_period(period, note="n")
        plan = Bucket.objects.filter(account=self.account, source="period")
        assert sum(one.remaining for one in plan.filter(period__starts_at__lte=start)) <= period.cap

    @rule(credits=few)
    def hold(self, credits):
        row = self.row()
        spendable = ledger.balance(self.account).available
        if credits > spendable:
            with pytest.raises(ledger.NotEnoughCredits) as refused:
                ledger.hold(self.account, credits, key=self.fresh(), note="n")
            assert refused.value.available == spendable
            return
        held = ledger.hold(self.account, credits, key=self.fresh(), note="n")
        assert held.credits == credits <= spendable
        assert self.row().held == row.held + credits

    def some_hold(self, choice, state="held"):
        found = list(Hold.objects.filter(account=self.account, state=state).order_by("pk"))
        return found[choice % len(found)] if found else None

    @precondition(lambda self: Hold.objects.filter(account=self.account, state="held").exists())
    @rule(choice=st.integers(0, 50), share=st.floats(0, 1))
    def capture(self, choice, share):
        held = self.some_hold(choice)
        taken = max(1, round(held.credits * share))
        assert ledger.capture(held, credits=taken, note="n")
        assert not ledger.capture(held, note="n")
        assert not ledger.release(held, note="n")
        self.captured[held.pk] = taken

    @precondition(lambda self: Hold.objects.filter(account=self.account, state="held").exists())
    @rule(choice=st.integers(0, 50))
    def release(self, choice):
        held = self.some_hold(choice)
        assert ledger.release(held, note="n")
        assert not ledger.capture(held, note="n")

    @precondition(lambda self: Hold.objects.filter(account=self.account, state="captured").exists())
    @rule(choice=st.integers(0, 50))
    def give_back(self, choice):
        held = self.some_hold(choice, "captured")
        before, due = self.row().available, held.captured - held.given_back
        assert ledger.give_back(held, key=f"back {held.pk}", note="n") == bool(due)
        assert self.row().available == before + due

    @precondition(lambda self: Invoice.objects.filter(account=self.account).exists())
    @rule(choice=st.integers(0, 50), share=st.floats(0.01, 1))
    def refund(self, choice, share):
        found = list(Invoice.objects.filter(account=self.account).order_by("pk"))
        invoice = found[choice % len(found)]
        refunded = max(invoice.settled, round(invoice.amount_paid * share))
        taken = ledger.take_back(invoice, refunded)
        assert taken >= 0
        assert ledger.take_back(invoice, refunded) == 0

    @rule(days=st.integers(1, 50))
    def time_passes(self, days):
        """Everything is older by some days; what is over then is swept."""
        for model in (Bucket, Hold):
            for one in model.objects.filter(account=self.account).exclude(expires_at=None):
                model.objects.filter(pk=one.pk).update(expires_at=one.expires_at - timedelta(days=days))
        seen = ledger.balance(self.account).available
        ledger.expire_due()
        assert self.row().available == seen
        ledger.release_lapsed()

    @invariant()
    def everything_adds_up(self):
        assert audit() == []
        row = self.row()
        assert row.available >= 0
        assert row.held >= 0
        entries = LedgerEntry.objects.filter(account=self.account)
        assert sum(one.available for one in entries) == row.available
        for pk, taken in self.captured.items():
            assert Hold.objects.get(pk=pk).captured == taken


@pytest.mark.database
class TestLedger(TestCase):
    def test_whatever_happens_it_adds_up(self):
        run_state_machine_as_test(
            Ledger,
            settings=settings(
                max_examples=EXAMPLES,
                stateful_step_count=STEPS,
                deadline=None,
                suppress_health_check=list(HealthCheck),
                database=None,
            ),
        )
