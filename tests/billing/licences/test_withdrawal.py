"""Withdrawing a licence: what happens, that it happens once, and who may."""

from functools import partial

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.core import mail
from django.db import transaction
from django.urls import reverse

from billing import ledger, licensing
from billing.audit import audit
from billing.models import Download, LedgerEntry
from billing.withdrawal import withdraw
from catalog.models import Membership
from tests.threads import at_once

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture
def licence(team, alice, make_clip):
    return licensing.issue(team, alice, make_clip(), "extended")


@pytest.fixture
def staff(mo):
    mo.is_staff = True
    mo.save()
    for name in ("withdraw_licence", "view_licence"):
        mo.user_permissions.add(Permission.objects.get(codename=name, content_type__app_label="billing"))
    return mo


def test_its_credits_come_back_and_the_books_agree(team, licence, mo):
    assert ledger.balance(team).available == 16
    assert withdraw(licence, mo, "rights", "It shows a trade mark.")
    assert ledger.balance(team).available == 20
    entry = LedgerEntry.objects.first()
    assert (entry.available, entry.author, licence.number in entry.note) == (4, mo, True)
    assert audit() == []


def test_it_says_who_when_and_why(licence, mo):
    withdraw(licence, mo, "rights", "It shows\n a trade mark.")
    licence.refresh_from_db()
    assert (licence.withdrawn_by, licence.withdrawal_cause, licence.in_force) == (mo, "rights", False)
    assert licence.withdrawal_note == "It shows a trade mark."
    logged = LogEntry.objects.get()
    assert (logged.user, logged.object_id) == (mo, str(licence.pk))
    assert "It shows a trade mark. 4 credits given back." in logged.change_message


def test_a_payment_that_was_taken_back_gives_no_credits_back(team, licence, mo):
    withdraw(licence, mo, "payment", "The bank took the payment back.")
    assert ledger.balance(team).available == 16


def test_one_that_was_included_gives_nothing_back(team, alice, mo, make_clip):
    from billing import offers

    clip = make_clip()
    offers.include(team, [clip])
    assert withdraw(licensing.issue(team, alice, clip, "standard"), mo, "mistake", "Wrong clip.")
    assert ledger.balance(team).available == 20


@pytest.mark.parametrize(
    ("cause", "note"), [("", "x"), ("because", "x"), ("rights", ""), ("rights", "  \n ")]
)
def test_it_needs_a_cause_from_the_terms_and_words(team, licence, mo, cause, note):
    with pytest.raises(ValueError, match="A withdrawal needs"):
        withdraw(licence, mo, cause, note)
    licence.refresh_from_db()
    assert licence.in_force
    assert ledger.balance(team).available == 16


def test_twice_is_once(team, licence, mo, bob, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        assert withdraw(licence, mo, "rights", "It shows a trade mark.")
        assert not withdraw(licence, bob, "breach", "Something else.")
    licence.refresh_from_db()
    assert (licence.withdrawn_by, licence.withdrawal_cause) == (mo, "rights")
    assert ledger.balance(team).available == 20
    assert (LogEntry.objects.count(), len(mail.outbox)) == (1, 1)


def test_the_owners_get_a_mail_and_members_none(team, licence, mo, bob, django_capture_on_commit_callbacks):
    Membership.objects.filter(user=bob).update(role=Membership.Role.MEMBER)
    with django_capture_on_commit_callbacks(execute=True):
        withdraw(licence, mo, "rights", "It shows <somebody's> trade mark.")
    [sent] = mail.outbox
    assert sent.to == ["alice@example.com"]
    assert sent.subject == f"Licence {licence.number} was withdrawn"
    for said in (
        "Why: The clip infringes somebody's rights or the law.",
        "It shows <somebody's> trade mark.",
        "4 credits are back on your account.",
        licence.get_absolute_url(),
    ):
        assert said in sent.body


def test_a_withdrawal_that_is_rolled_back_sends_no_mail(licence, mo):
    with transaction.atomic():
        withdraw(licence, mo, "rights", "x")
        transaction.set_rollback(True)
    licence.refresh_from_db()
    assert (licence.in_force, mail.outbox) == (True, [])


def test_downloads_stop_with_links_that_were_made_before(client, licence, alice, mo):
    client.force_login(alice)
    link = client.get(licence.get_absolute_url()).context["download_url"]
    assert client.get(link).status_code == 200
    withdraw(licence, mo, "rights", "It shows a trade mark.")
    answer = client.get(link)
    assert answer.status_code == 410
    assert "It shows a trade mark." in answer.content.decode()
    assert Download.objects.count() == 1
    assert "Download MP4" not in client.get(licence.get_absolute_url()).content.decode()


def test_everybody_sees_that_it_was_withdrawn_and_only_the_holder_why(client, licence, alice, mo):
    withdraw(licence, mo, "rights", "It shows a trade mark.")
    words = client.get(licence.get_absolute_url()).content.decode()
    assert "This licence was withdrawn on" in words
    assert "This licence is valid" not in words
    assert "trade mark" not in words.split("What it allows")[0]
    client.force_login(alice)
    assert "It shows a trade mark." in client.get(licence.get_absolute_url()).content.decode()


def test_the_clip_can_be_licensed_anew_and_is_charged_anew(team, alice, licence, mo):
    withdraw(licence, mo, "mistake", "Wrong tier.")
    again = licensing.issue(team, alice, licence.clip, "extended")
    assert again.number != licence.number
    assert ledger.balance(team).available == 16
    assert licensing.issue(team, alice, licence.clip, "extended") == again
    withdraw(again, mo, "mistake", "And again.")
    assert licensing.issue(team, alice, licence.clip, "extended").hold.credits == 4
    assert audit() == []


@pytest.mark.django_db(transaction=True)
def test_two_of_the_staff_at_once_withdraw_once(team, licence, mo, bob):
    results = at_once(
        [partial(withdraw, licence, who, "rights", "It shows a trade mark.") for who in (mo, bob, mo, bob)]
    )
    assert sorted(results) == [False, False, False, True]
    assert ledger.balance(team).available == 20
    assert audit() == []


def test_the_admins_page_says_what_will_happen_and_does_it(client, staff, team, licence):
    client.force_login(staff)
    change = reverse("admin:billing_licence_change", args=[licence.pk])
    address = reverse("admin:withdraw-licence", args=[licence.pk])
    assert address in client.get(change).content.decode()
    assert "4 credits come back to the account" in client.get(address).content.decode()
    assert client.post(address, {"cause": "", "note": ""}).status_code == 422
    assert ledger.balance(team).available == 16
    answer = client.post(address, {"cause": "breach", "note": "Sold as wallpaper."})
    assert (answer.status_code, answer.url) == (302, change)
    assert ledger.balance(team).available == 20
    assert address not in client.get(change).content.decode()
    client.post(address, {"cause": "breach", "note": "Sold as wallpaper."})
    assert ledger.balance(team).available == 20


def test_it_takes_the_permission(client, licence, mo, alice, staff, make_user):
    address = reverse("admin:withdraw-licence", args=[licence.pk])
    clerk = make_user("Clerk")
    clerk.is_staff = True
    clerk.save()
    for user, status in ((alice, 302), (clerk, 403)):
        client.force_login(user)
        assert client.post(address, {"cause": "breach", "note": "x"}).status_code == status
    licence.refresh_from_db()
    assert licence.in_force
