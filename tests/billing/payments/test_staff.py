"""What staff can do about money in the admin, and who can't."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from billing.ledger import balance
from billing.models import Invoice, Order

pytestmark = pytest.mark.django_db


@pytest.fixture
def invoice(account, sandbox, browser, news):
    sandbox.pay(browser.post("/billing/top-up", {"pack": "pack-100", "currency": "eur"})["Location"])
    news.catch_up(account)
    return Invoice.objects.get()


def page(invoice):
    return f"/admin/billing/invoice/{invoice.pk}/refund"


def test_a_refund_by_the_page(account, invoice, admin_client):
    assert "€32.00" in admin_client.get(page(invoice)).content.decode()
    answer = admin_client.post(page(invoice), {"amount": "1600", "reason": "Goodwill"}, follow=True)
    assert "€16.00 go back." in answer.content.decode()
    invoice.refresh_from_db()
    assert (invoice.refunded, balance(account).available) == (1600, 50)
    assert "Refund" in admin_client.get("/admin/billing/invoice/").content.decode()


@pytest.mark.parametrize("amount", ["0", "-5", "3201", "16.5", "all", ""])
def test_amounts_that_are_none(account, invoice, admin_client, amount):
    admin_client.post(page(invoice), {"amount": amount, "reason": "Why"})
    invoice.refresh_from_db()
    assert (invoice.refunded, balance(account).available) == (0, 100)


def test_while_stripe_is_down_the_refund_is_written_down_once(account, invoice, admin_client, sandbox):
    sandbox.stop()
    answer = admin_client.post(page(invoice), {"amount": "3200", "reason": "Left"})
    assert "written down and made as soon as it can" in answer.content.decode().replace("&#x27;", "'")
    assert Order.objects.get(kind="refund").state == "asked"
    assert balance(account).available == 100
    sandbox.start()


def test_staff_without_the_permission_refund_nothing(invoice, make_user):
    clerk = make_user("Clerk")
    clerk.is_staff = True
    clerk.save()
    clerk.user_permissions.add(Permission.objects.get(codename="view_invoice"))
    client = Client()
    client.force_login(clerk)
    assert client.post(page(invoice), {"amount": "100", "reason": "Why"}).status_code == 403
    assert not Order.objects.filter(kind="refund").exists()


@pytest.mark.parametrize(
    "kind", ["subscription", "order", "dispute", "customer", "price", "planperiod", "webhookevent"]
)
def test_the_mirror_is_to_look_at(invoice, admin_client, kind):
    assert admin_client.get(f"/admin/billing/{kind}/").status_code == 200
    assert admin_client.get(f"/admin/billing/{kind}/add/").status_code == 403
