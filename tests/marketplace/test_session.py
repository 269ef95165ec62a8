"""Signing in, the theme, and errors in the house's style."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from marketplace.context import initials
from marketplace.models import User
from marketplace.trial import PASSWORD, create_trials

pytestmark = pytest.mark.database


@pytest.fixture
def trials(db, settings):
    settings.DEBUG, settings.TRIAL_CREDITS = True, 40
    create_trials()
    settings.DEBUG = False


def test_sign_ins_for_trying_are_refused_outside_debug(db, settings):
    settings.DEBUG = False
    with pytest.raises(ImproperlyConfigured):
        create_trials()
    assert not User.objects.exists()


def test_making_them_twice_grants_once(trials, settings):
    from billing.ledger import balance
    from catalog.models import Account

    settings.DEBUG = True
    create_trials()
    assert User.objects.count() == 4
    assert balance(Account.objects.get(name="Marketer")).available == 40


def test_the_page_names_them_in_debug_alone(client, trials, settings):
    assert "marketer@example.com" not in client.get("/sign-in").content.decode()
    settings.DEBUG = True
    assert "marketer@example.com" in client.get("/sign-in").content.decode()


def test_an_address_signs_in_in_any_case(client, trials):
    answer = client.post(
        "/sign-in", {"login": "Marketer@Example.com", "password": PASSWORD, "next": "/library"}
    )
    assert answer["Location"] == "/library"


def test_a_wrong_password_and_an_unknown_address_are_told_the_same(client, trials):
    wrong = client.post("/sign-in", {"login": "marketer@example.com", "password": "no"}).content.decode()
    unknown = client.post("/sign-in", {"login": "nobody@example.com", "password": "no"}).content.decode()
    sentence = "That mail address and password don&#x27;t belong together."
    assert sentence in wrong
    assert sentence in unknown


def test_signing_in_goes_nowhere_else(client, trials):
    answer = client.post(
        "/sign-in", {"login": "marketer@example.com", "password": PASSWORD, "next": "https://evil.example"}
    )
    assert answer["Location"] == "/"


@pytest.mark.parametrize(
    ("chosen", "attribute"), [("dark", 'data-theme="dark"'), ("light", 'data-theme="light"')]
)
def test_a_theme_is_remembered_and_comes_with_the_page(client, db, chosen, attribute):
    client.post("/theme", {"theme": chosen, "next": "/verify"})
    assert attribute in client.get("/verify").content.decode()
    client.post("/theme", {"theme": "", "next": "/verify"})
    assert "data-theme=" not in client.get("/verify").content.decode().split("<head>")[0]


def test_the_theme_form_leads_nowhere_else(client, db):
    assert client.post("/theme", {"theme": "dark", "next": "https://evil.example"})["Location"] == "/"


@pytest.mark.parametrize(
    "path", ["/nothing", "/clips/999999-x", "/licences/ODR-2222-2222-2222", "/media/1/master"]
)
def test_what_is_not_there_says_so_in_the_house_style(client, db, path):
    answer = client.get(path)
    assert answer.status_code == 404
    assert "Search the catalogue" in answer.content.decode()


def test_an_old_form_is_explained(db):
    from django.test import Client

    answer = Client(enforce_csrf_checks=True).post("/theme", {"theme": "dark"})
    assert answer.status_code == 403
    assert "nothing was charged" in answer.content.decode()


def test_every_page_has_a_strict_policy(client, db):
    policy = client.get("/")["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize(
    ("name", "letters"), [("Mara Klein", "MK"), ("mara.klein@x.com", "MK"), ("zoe@x.com", "ZO")]
)
def test_initials(name, letters):
    assert initials(name) == letters
