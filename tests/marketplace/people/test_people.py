"""Signing up, confirming, signing in, forgetting a password, and the second step."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client

from billing.ledger import balance
from catalog.models import Account

pytestmark = pytest.mark.django_db
PASSWORD = "seven quiet otters"


@pytest.fixture(autouse=True)
def fresh(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.SITE_URL = "http://clips.example"
    cache.clear()


def sign_up(client, email="ida@example.com", **fields):
    return client.post(
        "/account/signup/",
        {"name": "Ida", "email": email, "password1": PASSWORD, "website": ""} | fields,
        follow=True,
    )


def link_in(message):
    return re.search(r"http://clips\.example(/\S+)", message.body)[1]


def confirm(client):
    client.post(link_in(mail.outbox[-1]), follow=True)


def sign_in(client, email="ida@example.com", password=PASSWORD):
    return client.post("/sign-in", {"login": email, "password": password}, follow=True)


def test_from_nothing_to_an_account_of_ones_own(client, settings):
    settings.TRIAL_CREDITS = 7
    sign_up(client)
    user = get_user_model().objects.get(email="ida@example.com")
    assert user.name == "Ida"
    assert not Account.objects.exists()  # not before the address is confirmed
    assert mail.outbox[0].to == ["ida@example.com"]
    confirm(client)
    account = Account.objects.get()
    assert (account.name, balance(account).available) == ("Ida", 7)
    assert sign_in(client).context["user"] == user
    assert client.get("/account").status_code == 200


def test_before_the_address_is_confirmed_nobody_gets_in(client):
    sign_up(client)
    page = sign_in(Client())
    assert not page.context["user"].is_authenticated
    assert len(mail.outbox) >= 1


def test_links_lead_to_the_sites_own_address_whatever_the_request_says(client, settings):
    settings.ALLOWED_HOSTS = ["*"]
    client.post(
        "/account/signup/",
        {"name": "I", "email": "ida@example.com", "password1": PASSWORD},
        headers={"Host": "evil.example"},
    )
    assert "evil.example" not in mail.outbox[0].body
    assert "http://clips.example/account/confirm-email/" in mail.outbox[0].body


def test_signing_up_tells_nobody_who_has_an_account(client, alice):
    known, unknown = sign_up(client, alice.email), sign_up(Client(), "new@example.com")
    assert known.redirect_chain == unknown.redirect_chain
    assert get_user_model().objects.filter(email=alice.email).count() == 1


@pytest.mark.parametrize("fields", [{"email": "no address"}, {"password1": "short"}, {"name": ""}])
def test_what_is_missing_is_said(client, fields):
    page = sign_up(client, **fields)
    assert 'role="alert"' in page.content.decode()
    assert not get_user_model().objects.exists()


def test_a_robot_that_fills_every_field_makes_no_account(client):
    sign_up(client, website="https://spam.example")
    assert not get_user_model().objects.exists()
    assert mail.outbox == []


def test_where_sign_up_is_closed(client, settings):
    settings.SIGN_UP = False
    sign_up(client)
    assert not get_user_model().objects.exists()
    assert "Make an account" not in client.get("/sign-in").content.decode()


def test_guessing_a_password_is_slowed_down(client, alice):
    alice.set_password(PASSWORD)
    alice.save()
    for _ in range(6):
        sign_in(client, alice.email, "wrong")
    page = sign_in(client, alice.email)
    assert not page.context["user"].is_authenticated
    assert "wrong too often" in page.content.decode()


def test_a_forgotten_password(client, alice):
    page = client.post("/account/password/reset/", {"email": alice.email}, follow=True)
    other = Client().post("/account/password/reset/", {"email": "nobody@example.com"}, follow=True)
    assert page.redirect_chain == other.redirect_chain
    address = link_in(
        next(one for one in mail.outbox if one.to == [alice.email] and "new password" in one.subject)
    )
    form = client.get(address, follow=True)
    client.post(form.redirect_chain[-1][0], {"password1": PASSWORD, "password2": PASSWORD})
    assert sign_in(Client(), alice.email).context["user"] == alice
    again = Client().get(address, follow=True)
    assert 'name="password1"' not in again.content.decode()


def code_now(secret):
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def test_the_second_step(client, alice):
    alice.set_password(PASSWORD)
    alice.save()
    sign_in(client, alice.email)
    asked = client.get("/account/2fa/totp/activate/")
    assert "/account/reauthenticate/" in asked["Location"]  # a stolen session can't lock its owner out
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    page = client.get("/account/2fa/totp/activate/")
    words = page.content.decode()
    assert 'src="data:image/svg' in words
    secret = page.context["form"].secret
    client.post("/account/2fa/totp/activate/", {"code": code_now(secret)})
    assert Authenticator.objects.filter(user=alice, type="totp").exists()
    other = Client()
    half = sign_in(other, alice.email)
    assert not half.context["user"].is_authenticated
    wrong = other.post("/account/2fa/authenticate/", {"code": "000000"})
    assert "sessionid" not in wrong.cookies or not other.get("/").context["user"].is_authenticated
    codes = Authenticator.objects.get(user=alice, type="recovery_codes").wrap().get_unused_codes()
    other.post("/account/2fa/authenticate/", {"code": codes[0]})
    assert other.get("/").context["user"] == alice


def test_the_operators_own_sign_in_needs_no_mail(client):
    call_command("createsuperuser", "--noinput", email="root@example.com")
    assert EmailAddress.objects.get(user__email="root@example.com").verified


GUESTS = (
    "/sign-in",
    "/account/signup/",
    "/account/password/reset/",
    "/account/password/reset/done/",
    "/account/confirm-email/",
    "/account/confirm-email/nonsense/",
)
PEOPLE = (
    "/account",
    "/account/email/",
    "/account/password/change/",
    "/account/2fa/",
    "/account/2fa/totp/activate/",
)


@pytest.mark.parametrize("address", GUESTS)
def test_every_page_for_guests_is_in_the_houses_look(client, address):
    page = client.get(address, follow=True).content.decode()
    assert 'class="mark"' in page
    assert "<h1>" in page


@pytest.mark.parametrize("address", PEOPLE)
def test_every_page_for_people_is_in_the_houses_look(client, alice, make_account, address):
    make_account("Alice", users=[alice])
    alice.set_password(PASSWORD)
    alice.save()
    sign_in(client, alice.email)
    page = client.get(address, follow=True)
    assert page.status_code == 200
    assert 'class="mark"' in page.content.decode()
