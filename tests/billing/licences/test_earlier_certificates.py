"""Certificates in the form before JSON Web Signatures: whoever has one can still prove it."""

import base64
import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing import certificate, keys, licensing

pytestmark = [pytest.mark.database, pytest.mark.django_db]

anything = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=8,
)


@pytest.fixture
def document(team, alice, make_clip):
    """As it was made before: Ed25519 over the canonical JSON of `certificate`."""
    licence = licensing.issue(team, alice, make_clip(prompt="Wellen für Zoë"), "standard")
    body = {
        "format": "oddreel-licence-1", "number": licence.number, "issued_at": "2026-06-01T10:00:00Z",
        "licensee": "Alice & Co", "clip": {"id": 1, "title": "Wellen für Zoë", "master_sha256": "0" * 64},
        "made_by": "algorithmicMedia", "tier": "standard", "terms_version": "2026-11", "terms": {"name": "x"},
        "verify_at": "http://127.0.0.1:8000/licences/x",
    }  # fmt: skip
    signature = keys.present().private_key.sign(certificate.canonical(body))
    value = base64.b64encode(signature).decode()
    return {"certificate": body, "signature": {"algorithm": "Ed25519", "value": value}}


def state(document):
    return certificate.check(document).state


def test_it_survives_being_written_to_a_file_and_read(document):
    for text in (json.dumps(document), json.dumps(document, indent=4, ensure_ascii=False, sort_keys=True)):
        verdict = certificate.check(json.loads(text))
        assert (verdict.state, verdict.facts["licensee"]) == ("valid", "Alice & Co")


def test_it_stays_valid_after_the_key_was_changed(document):
    keys.rotate()
    keys.rotate()
    assert state(document) == "valid"


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
    assert certificate.check(altered) == certificate.Verdict("altered")


def test_one_that_somebody_else_signed_is_not_taken(document):
    from joserfc.jwk import OKPKey

    forged = OKPKey.generate_key("Ed25519").private_key.sign(certificate.canonical(document["certificate"]))
    document["signature"]["value"] = base64.b64encode(forged).decode()
    assert state(document) == "altered"


@pytest.mark.parametrize(
    "other",
    [
        None, [], "text", 7, {}, {"certificate": {}}, {"certificate": "x", "signature": {"value": "AA=="}},
        {"certificate": {"format": "another-1"}, "signature": {"value": "AA=="}},
        {"certificate": {"format": "oddreel-licence-1"}, "signature": {"value": "no base64"}},
        {"certificate": {"format": "oddreel-licence-1"}, "signature": {"value": "ü"}},
        {"certificate": {"format": "oddreel-licence-1"}, "signature": None},
    ],
)  # fmt: skip
def test_what_is_no_certificate_is_told_apart(other):
    assert state(other) == "not a certificate"


@given(body=anything, signature=anything)
def test_whatever_is_dropped_gets_an_answer_and_never_a_yes(body, signature):
    for document in (body, {"certificate": body, "signature": {"value": signature}}):
        assert state(document) in ("altered", "not a certificate")
    assert (
        state({"certificate": {"format": "oddreel-licence-1", "x": body}, "signature": {"value": "AA=="}})
        == "altered"
    )
