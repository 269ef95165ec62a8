"""Dropping a certificate on the verify page: genuine, altered, of another key, withdrawn, or no certificate."""

import base64
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from billing import certificate, keys, licensing
from billing.certificate_check import check_file
from billing.withdrawal import withdraw

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture
def licence(team, alice, make_clip):
    return licensing.issue(team, alice, make_clip(), "extended")


@pytest.fixture
def document(licence):
    return certificate.signed(licence)


def drop(client, content, name="certificate.json"):
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    answer = client.post("/verify", {"file": SimpleUploadedFile(name, data)})
    return answer.status_code, answer.content.decode()


def test_a_genuine_one_is_told_with_what_it_says(client, licence, document):
    status, words = drop(client, document)
    assert status == 200
    for said in (
        "Yes, this certificate is genuine",
        licence.number,
        "Alice &amp; Co",
        "Golden waves at sunset",
    ):
        assert said in words
    assert licence.get_absolute_url() in words


def test_the_file_as_it_is_downloaded_is_taken(client, licence, alice):
    client.force_login(alice)
    data = client.get(f"{licence.get_absolute_url()}/certificate.json").content
    client.logout()
    for name in (f"{licence.number}.json", "certificate.txt", "renamed"):
        assert "genuine" in drop(client, data, name)[1]


def test_an_altered_one_is_told_and_nothing_of_it_shown(client, document):
    payload = json.loads(base64.urlsafe_b64decode(document["payload"] + "=="))
    payload["licensee"] = "Somebody Else"
    document["payload"] = base64.urlsafe_b64encode(json.dumps(payload).encode()).decode().rstrip("=")
    status, words = drop(client, document)
    assert (status, "This certificate was altered" in words, "Somebody Else" in words) == (200, True, False)


def test_one_of_another_site_is_told(client, document, own_keys):
    for path in own_keys.rglob("*.pem"):
        path.unlink()
    assert "signed with a key that we never had" in drop(client, document)[1]


def test_a_withdrawn_licence_is_told_although_the_signature_holds(client, licence, document, mo):
    withdraw(licence, mo, "rights", "It shows a trade mark.")
    words = drop(client, document)[1]
    assert "Genuine, and no longer valid" in words
    assert "withdrew the licence on" in words
    assert "trade mark" not in words


def test_one_that_our_records_lost_is_told(client, team, licence):
    licence.number = "ODR-2222-2222-2222"
    assert "not in our records" in drop(client, certificate.signed(licence))[1]


def test_one_from_before_a_change_of_keys_stays_genuine(client, document):
    keys.rotate()
    assert "Yes, this certificate is genuine" in drop(client, document)[1]


@pytest.mark.parametrize(
    "content",
    [b"{}", b"{", b"", b"[1, 2]", b"null", b"\xff\xfe", b"[" * 100_000, b'{"a":' * 50_000, b'{"payload": 1}',
     b'{"x": "' + b"a" * 300_000 + b'"}', b"1" * 5_000],
)  # fmt: skip
def test_what_is_no_certificate_is_told_so(client, content):
    assert check_file(content) is None
    status, words = drop(client, content)
    assert status == 422
    assert "genuine" not in words


def test_a_picture_is_still_looked_at_as_one(client, licence):
    from django.core.files.storage import default_storage

    picture = default_storage.open(licence.clip.renditions.get(kind="poster_jpeg").key).read()
    assert "Yes, this was made here" in drop(client, picture, "poster.jpg")[1]
