"""The signed certificate: true for ever, and worthless after any change."""

import base64
import copy
import json
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from hypothesis import given
from hypothesis import strategies as st

from billing import certificate, licensing
from tests.threads import at_once

pytestmark = [pytest.mark.database, pytest.mark.django_db]

anything = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=8,
)


@pytest.fixture
def licence(team, alice, make_clip):
    return licensing.issue(team, alice, make_clip(prompt="Wellen für Zoë"), "standard")


@pytest.fixture
def document(licence):
    return certificate.signed(licence)


def test_it_says_who_may_use_what_under_which_terms(licence, document, settings):
    body = document["certificate"]
    assert body["number"] == licence.number
    assert body["licensee"] == "Alice & Co"
    assert body["clip"] == {
        "id": licence.clip_id,
        "title": "Wellen für Zoë",
        "master_sha256": licence.master_sha256,
    }
    assert body["terms"] == licence.terms
    assert body["made_by"] == "algorithmicMedia"
    assert body["verify_at"] == f"{settings.SITE_URL}/licences/{licence.number}"
    assert body["issued_at"].endswith("Z")


def test_it_survives_being_written_to_a_file_and_read(document):
    for text in (json.dumps(document), json.dumps(document, indent=4, ensure_ascii=False, sort_keys=True)):
        assert certificate.check(json.loads(text)) == "valid"


def test_anybody_can_check_it_with_the_public_key_alone(document):
    key = load_pem_public_key(certificate.public_key_pem())
    body = json.dumps(document["certificate"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    key.verify(base64.b64decode(document["signature"]["value"]), body.encode())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("number", "ODR-2222-2222-2222"), ("licensee", "Somebody Else"), ("tier", "extended"), ("clip", {"id": 1}),
        ("issued_at", "2020-01-01T00:00:00Z"), ("verify_at", "https://elsewhere.example"), ("extra", True),
        ("licensee", "lone surrogate \ud800"),
    ],
)  # fmt: skip
def test_any_change_shows(document, name, value):
    altered = copy.deepcopy(document)
    altered["certificate"][name] = value
    assert certificate.check(altered) == "altered"


def test_a_field_left_out_shows(document):
    del document["certificate"]["terms"]
    assert certificate.check(document) == "altered"


def test_one_that_somebody_else_signed_is_not_taken(document):
    forged = Ed25519PrivateKey.generate().sign(certificate.canonical(document["certificate"]))
    document["signature"]["value"] = base64.b64encode(forged).decode()
    assert certificate.check(document) == "altered"


@pytest.mark.parametrize(
    "other",
    [
        None, [], "text", 7, {}, {"certificate": {}}, {"certificate": "x", "signature": {"value": "AA=="}},
        {"certificate": {"format": "another-1"}, "signature": {"value": "AA=="}},
        {"certificate": {"format": certificate.FORMAT}, "signature": {"value": "no base64"}},
        {"certificate": {"format": certificate.FORMAT}, "signature": {"value": "ü"}},
        {"certificate": {"format": certificate.FORMAT}, "signature": None},
    ],
)  # fmt: skip
def test_what_is_no_certificate_is_told_apart(other):
    assert certificate.check(other) == "not a certificate"


@given(body=anything, signature=anything)
def test_whatever_is_dropped_gets_an_answer_and_never_a_yes(body, signature):
    for document in (body, {"certificate": body, "signature": {"value": signature}}):
        assert certificate.check(document) in ("altered", "not a certificate")
    dressed = {"certificate": {"format": certificate.FORMAT, "x": body}, "signature": {"value": "AA=="}}
    assert certificate.check(dressed) == "altered"


@pytest.fixture
def fresh_keys(settings, tmp_path):
    settings.KEY_DIR = tmp_path
    certificate._key.cache_clear()
    yield tmp_path
    certificate._key.cache_clear()


def test_threads_that_start_together_agree_on_one_key(fresh_keys):
    made = at_once([certificate._key.__wrapped__] * 8)
    assert len({key.private_bytes_raw() for key in made}) == 1
    assert [path.name for path in fresh_keys.iterdir()] == ["licence-key.pem"]


def test_nobody_else_on_the_machine_can_read_the_key(fresh_keys):
    certificate.public_key_pem()
    assert stat.S_IMODE((Path(fresh_keys) / "licence-key.pem").stat().st_mode) == 0o600


def test_a_restarted_site_keeps_its_key(fresh_keys, licence):
    document = certificate.signed(licence)
    certificate._key.cache_clear()
    assert certificate.check(document) == "valid"
