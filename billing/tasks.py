"""What workers and the scheduler do about money. Messages carry primary keys at most; the rows are the truth."""

from __future__ import annotations

import logging
from contextlib import suppress

from celery import shared_task
from django.conf import settings

from billing import ledger, periods, takedowns
from billing.audit import audit_all
from billing.forms import asking, making, tidying
from billing.models import LedgerAudit
from billing.payments import notices, orders, reconcile, sandbox_clock, sync, webhooks
from billing.payments.api import StripeDown

log = logging.getLogger(__name__)


@shared_task(ignore_result=True)
def process_event(pk: int) -> None:
    """Take in one webhook event."""
    webhooks.process(pk)


@shared_task(ignore_result=True)
def tend_payments() -> None:
    """Every few seconds: events whose hint was lost, orders that a dead process left."""
    webhooks.process_due()
    if not settings.PAYMENTS:
        return
    orders.carry_out_left()
    if settings.STRIPE_SANDBOX:
        with suppress(StripeDown):  # it may be starting still
            sandbox_clock.learn()
            if not sync.in_step():
                sync.sync_plans()  # at Stripe itself an operator says when


@shared_task(ignore_result=True)
def tend_credits() -> None:
    """Every minute: months begin, credits expire, forgotten holds end, mails that are due go out."""
    periods.begin_due()
    periods.begin_free_months()
    ledger.release_lapsed()
    ledger.expire_due()
    notices.tell_what_is_due()


@shared_task(ignore_result=True)
def make_form(pk: int) -> None:
    """Make one form of a licensed clip."""
    making.make(pk)


@shared_task(ignore_result=True)
def tend_forms() -> None:
    """Every half minute: forms whose hint or worker was lost are made, and what nobody used goes."""
    for pk in making.due():
        asking.hint(pk)
    tidying.tidy()


@shared_task(ignore_result=True)
def tend_takedowns() -> None:
    """Every few seconds: licences of clips that were taken down end, and files made of them go."""
    tidying.tidy()
    takedowns.tend()


@shared_task(ignore_result=True)
def compare_with_stripe() -> None:
    """Every night: repair what a lost webhook left."""
    if not settings.PAYMENTS:
        return
    try:
        findings = reconcile.reconcile()
    except StripeDown as error:
        log.error("reconciling with Stripe stopped half-way: %s", error)
        return
    for sentence in findings.repaired:
        log.warning("repaired from Stripe: %s", sentence)


@shared_task(ignore_result=True)
def prove_ledger() -> None:
    """Every night: audit, and raise the alarm where anything does not add up: in the log and on /status."""
    problems = audit_all()
    LedgerAudit.objects.create(problems=problems)
    for problem in problems:
        log.error("the ledger does not add up: %s", problem)
