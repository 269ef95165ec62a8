"""Top-ups, refunds and disputes: credits follow the money, and never below zero."""

import pytest
import requests

from billing import ledger
from billing.audit import audit
from billing.entitlements import may
from billing.ledger import balance
from billing.models import Bucket, Dispute, Invoice, LedgerEntry, Order
from billing.payments.api import StripeRefused
from billing.payments.paying_back import refund_invoice
from billing.periods import begin_due

pytestmark = pytest.mark.django_db


@pytest.fixture
def topped_up(account, sandbox, browser, news):
    """Ada bought 100 credits for €32.00."""
    page = browser.post("/billing/top-up", {"pack": "pack-100", "currency": "eur"})["Location"]
    sandbox.pay(page)
    news.catch_up(account)
    return account


def credits(account):
    return balance(account).available


def test_a_top_up_has_an_invoice_and_credits_that_never_expire(topped_up):
    assert credits(topped_up) == 100
    bucket = Bucket.objects.get()
    assert (bucket.source, bucket.expires_at) == ("topup", None)
    invoice = Invoice.objects.get()
    assert (invoice.kind, invoice.total, invoice.status) == ("topup", 3200, "paid")
    assert requests.get(invoice.pdf, timeout=10).content.startswith(b"%PDF")
    assert LedgerEntry.objects.get().kind == "topup"
    assert audit() == []


def test_plan_credits_are_spent_before_those_that_never_expire(topped_up, buy):
    buy("starter")
    ledger.capture(ledger.hold(topped_up, 45, key="k", note="n"), note="n")
    left = {one.source: one.remaining for one in Bucket.objects.all()}
    assert left == {"period": 0, "topup": 95}


def test_a_refund_takes_its_share_of_what_is_left(topped_up, admin_user):
    invoice = Invoice.objects.get()
    order = refund_invoice(invoice, 800, author=admin_user, reason="Goodwill")
    assert order.state == Order.State.DONE
    invoice.refresh_from_db()
    assert (invoice.refunded, credits(topped_up)) == (800, 75)
    refund_invoice(invoice, 2400, author=admin_user, reason="All of it")
    assert credits(topped_up) == 0
    assert audit() == []


def test_what_was_spent_before_a_refund_stays_spent(topped_up, admin_user, sandbox, news):
    ledger.capture(ledger.hold(topped_up, 70, key="k", note="n"), note="n")
    refund_invoice(Invoice.objects.get(), 3200, author=admin_user, reason="Left us")
    assert credits(topped_up) == 0
    news.catch_up(topped_up)
    assert credits(topped_up) == 0
    assert audit() == []


@pytest.mark.parametrize("amount", [0, -1, 3201, 10**12])
def test_amounts_that_can_not_be_refunded(topped_up, admin_user, amount):
    with pytest.raises(ValueError, match="can be refunded"):
        refund_invoice(Invoice.objects.get(), amount, author=admin_user, reason="Why")
    assert (credits(topped_up), Order.objects.filter(kind="refund").count()) == (100, 0)


def test_a_refund_made_at_stripe_is_taken_in_like_our_own(topped_up, sandbox, news):
    intent = Invoice.objects.get().payment_intent
    sandbox.client().v1.refunds.create({"payment_intent": intent, "amount": 1600})
    news.catch_up(topped_up)
    assert credits(topped_up) == 50
    assert audit() == []


def test_a_refunded_year_grants_no_further_months(account, buy, admin_user, sandbox, news):
    buy("starter", per="year")
    refund_invoice(Invoice.objects.get(), 12000, author=admin_user, reason="Left us")
    sandbox.advance(days=40)
    news.catch_up(account)
    begin_due()
    assert credits(account) == 0
    assert account.periods.filter(granted=True).count() == 1


@pytest.fixture
def disputed(account, sandbox, browser, news):
    page = browser.post("/billing/top-up", {"pack": "pack-100", "currency": "eur"})["Location"]
    sandbox.pay(page, "4000000000000259")
    news.catch_up(account)
    return account


def test_while_a_dispute_is_open_nothing_new_is_spent(disputed, browser):
    assert credits(disputed) == 100
    answer = may(disputed, "spend")
    assert not answer.allowed
    assert "disputed with the bank" in answer.reason
    assert "disputed with the bank" in browser.get("/billing").content.decode()


def test_a_dispute_that_is_won_gives_everything_back(disputed, sandbox, news):
    close(sandbox, "winning_evidence")
    news.catch_up(disputed)
    assert (may(disputed, "spend").allowed, credits(disputed)) == (True, 100)


def test_a_dispute_that_is_lost_takes_the_credits(disputed, sandbox, news):
    close(sandbox, "losing_evidence")
    news.catch_up(disputed)
    assert (may(disputed, "spend").allowed, credits(disputed)) == (True, 0)
    assert Dispute.objects.get().status == "lost"
    assert audit() == []


def test_a_disputed_payment_can_not_be_refunded_too(disputed, admin_user):
    with pytest.raises(StripeRefused, match="charged back"):
        refund_invoice(Invoice.objects.get(), 100, author=admin_user, reason="Twice")
    assert credits(disputed) == 100
    assert Order.objects.get(kind="refund").state == Order.State.REFUSED


def close(sandbox, evidence):
    stripe = sandbox.client()
    [dispute] = stripe.v1.disputes.list().data
    stripe.v1.disputes.update(dispute.id, {"evidence": {"uncategorized_text": evidence}})
