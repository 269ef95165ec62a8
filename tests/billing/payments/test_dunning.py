"""A renewal that fails: what still works, what is said, how it is put right, and how it ends."""

import pytest
from django.core import mail

from billing import ledger
from billing.audit import audit
from billing.entitlements import may
from billing.ledger import balance
from billing.models import Invoice, Notice
from billing.payments.notices import tell_what_is_due
from billing.standing import standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def failing(account, buy, browser, sandbox, news, settings):
    """Ada's second month: her card says no."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    buy("starter")
    portal = browser.post("/billing/portal", {"flow": "card"})
    sandbox.pay(portal["Location"], "4000000000000341")
    sandbox.advance(days=31.5)
    news.catch_up(account)
    return account


def test_within_the_grace_everything_goes_on_and_nothing_new_is_given(failing, browser):
    stand = standing(failing)
    assert (stand.state, stand.plan.id) == ("past due", "starter")
    assert may(failing, "resolution", 1080).allowed
    assert balance(failing).available == 40
    page = browser.get("/billing").content.decode()
    assert "The last payment failed" in page
    assert "Pay €12.00" in page


def test_the_mail_goes_out_once(failing):
    assert (tell_what_is_due(), tell_what_is_due()) == (1, 0)
    [sent] = mail.outbox
    assert sent.to == ["ada@example.com"]
    assert sent.subject == "Your payment for Oddreel Starter failed"
    assert Invoice.objects.get(status="open").page in sent.body


def test_a_mail_that_could_not_be_sent_is_sent_later(failing, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    with pytest.raises(OSError):
        tell_what_is_due()
    assert not Notice.objects.exists()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert tell_what_is_due() == 1


def test_after_the_grace_the_account_is_free_and_its_credits_stay(failing, sandbox, news):
    sandbox.advance(days=7.5)
    news.catch_up(failing)
    stand = standing(failing)
    assert (stand.state, stand.plan.id) == ("lapsed", "free")
    assert balance(failing).available == 40
    refused = may(failing, "resolution", 1080)
    assert not refused.allowed
    assert "pay it under Billing and everything is back" in refused.sentence
    held = ledger.hold(failing, 3, key="k", note="A clip")
    assert ledger.capture(held, note="A clip")


def test_the_last_call_and_the_end_are_said_once_each(failing, sandbox, news):
    for days in (0, 4, 3, 8):
        if days:
            sandbox.advance(days=days)
        news.catch_up(failing)
        tell_what_is_due()
        tell_what_is_due()
    subjects = [one.subject for one in mail.outbox]
    assert len(subjects) == len(set(subjects)) == 4
    assert subjects[0].startswith("Your payment for")
    assert subjects[1].startswith("Starter stops on")
    assert subjects[2] == "Starter has stopped: a payment is missing"
    assert subjects[3] == "Your Oddreel Starter plan has ended"
    assert standing(failing).state == "none"


def test_paying_with_another_card_puts_everything_right(failing, sandbox, news):
    sandbox.advance(days=8)
    news.catch_up(failing)
    sandbox.pay(Invoice.objects.get(status="open").page)
    news.catch_up(failing)
    assert (standing(failing).state, standing(failing).plan.id) == ("active", "starter")
    assert balance(failing).available == 80
    assert audit() == []
    sandbox.advance(days=31)
    news.catch_up(failing)
    assert standing(failing).state == "active"


def test_a_trial_is_told_of_before_it_is_charged(account, buy, sandbox, news, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    buy("pro")
    assert tell_what_is_due() == 0
    sandbox.advance(days=5)
    news.catch_up(account)
    assert (tell_what_is_due(), tell_what_is_due()) == (1, 0)
    assert "€29.00" in mail.outbox[0].body
