"""The page that proves a licence, and the certificates that only its own people get."""

import json

import pytest
from django.urls import reverse

from billing import certificate, keys, licensing

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture
def licence(team, alice, make_clip):
    return licensing.issue(team, alice, make_clip(), "standard")


@pytest.fixture
def everybody(alice, bob, charlie, mo):
    return {"owner": alice, "colleague": bob, "stranger": charlie, "moderator": mo, "guest": None}


def as_one(client, user):
    if user is None:
        client.logout()
    else:
        client.force_login(user)
    return client


@pytest.mark.parametrize("who", ["owner", "colleague", "stranger", "moderator", "guest"])
def test_anybody_with_the_number_learns_that_it_is_valid_and_what_it_allows(client, licence, everybody, who):
    page = as_one(client, everybody[who]).get(licence.get_absolute_url())
    assert page.status_code == 200
    words = page.content.decode()
    assert "This licence is valid" in words
    assert licence.number in words
    assert licence.terms["may"][0] in words


@pytest.mark.parametrize(
    ("who", "own"),
    [("owner", True), ("colleague", True), ("stranger", False), ("moderator", False), ("guest", False)],
)
def test_the_holders_name_and_the_files_are_for_its_own_people(client, licence, everybody, who, own):
    words = as_one(client, everybody[who]).get(licence.get_absolute_url()).content.decode()
    for private in ("Licensed to", "Download MP4", "/downloads/", "certificate.pdf"):
        assert (private in words) is own


def test_a_strangers_page_does_not_name_a_private_clip(client, team, alice, charlie, make_clip):
    licence = licensing.issue(
        team, alice, make_clip(team, prompt="Secret launch waves", private=True), "standard"
    )
    assert "Secret launch" not in as_one(client, charlie).get(licence.get_absolute_url()).content.decode()
    assert "Secret launch" in as_one(client, alice).get(licence.get_absolute_url()).content.decode()


def test_the_page_is_not_for_search_engines(client, licence):
    assert 'name="robots" content="noindex"' in client.get(licence.get_absolute_url()).content.decode()


@pytest.mark.parametrize("kind", ["licence-pdf", "licence-json"])
def test_certificates_are_for_its_own_people_alone(client, licence, everybody, kind):
    address = reverse(kind, args=[licence.number])
    statuses = {who: as_one(client, user).get(address).status_code for who, user in everybody.items()}
    assert statuses == {"owner": 200, "colleague": 200, "stranger": 404, "moderator": 404, "guest": 302}


def test_the_pdf_is_a_file_named_for_its_number(client, licence, alice):
    answer = as_one(client, alice).get(reverse("licence-pdf", args=[licence.number]))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'attachment; filename="{licence.number}.pdf"'
    assert answer.content.startswith(b"%PDF-")


def test_the_json_is_a_valid_certificate(client, licence, alice):
    answer = as_one(client, alice).get(reverse("licence-json", args=[licence.number]))
    assert answer["Content-Disposition"] == f'attachment; filename="{licence.number}.json"'
    assert certificate.check(json.loads(answer.content)).facts["number"] == licence.number


def test_a_number_typed_in_small_letters_is_found(client, licence):
    assert client.get(f"/licences/{licence.number.lower().replace('-', '')}").status_code == 200


@pytest.mark.parametrize("number", ["ODR-2222-2222-2222", "ODR-2222-2222-2223", "rubbish", "0"])
def test_an_unknown_or_mistyped_number_is_not_found(client, licence, number):
    assert client.get(f"/licences/{number}").status_code == 404


def test_the_public_key_and_the_terms_are_public(client):
    assert client.get(reverse("licence-key")).content == keys.pem()
    words = client.get(reverse("terms")).content.decode()
    assert "Standard licence" in words
    assert "Extended licence" in words


def test_the_library_lists_the_accounts_licences_and_nobody_elses(client, licence, everybody):
    seen = {
        who: licence.number in as_one(client, everybody[who]).get(reverse("library")).content.decode()
        for who in ("owner", "colleague", "stranger", "moderator")
    }
    assert seen == {"owner": True, "colleague": True, "stranger": False, "moderator": False}
    assert as_one(client, None).get(reverse("library")).status_code == 302


@pytest.mark.parametrize("query", ["?tab=downloads", "?tab=requests", "?tab=nonsense", "?page=99", "?page=x"])
def test_the_library_takes_any_tab_and_page(client, licence, alice, query):
    assert as_one(client, alice).get(reverse("library") + query).status_code == 200


def test_the_credits_page_tells_every_entry_to_its_own_people(client, licence, everybody):
    words = as_one(client, everybody["colleague"]).get(reverse("billing")).content.decode()
    assert "19 credits" in words
    assert "Standard licence for “Golden waves at sunset”" in words
    assert (
        "Standard licence for"
        not in as_one(client, everybody["stranger"]).get(reverse("billing")).content.decode()
    )


def test_older_entries_are_a_page_away(client, team, alice):
    from billing import ledger

    for number in range(45):
        ledger.grant(team, 1, key=f"g{number}", note=f"Grant number {number}.")
    page = as_one(client, alice).get(reverse("ledger"))
    assert "Grant number 44." in page.content.decode()
    assert "Grant number 2." not in page.content.decode()
    older = client.get(reverse("ledger"), {"before": page.context["older"]}).content.decode()
    assert "Grant number 2." in older
    assert client.get(reverse("billing"), {"before": "²"}).status_code == 200
