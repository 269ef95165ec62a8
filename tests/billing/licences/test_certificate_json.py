"""The signed certificate: anybody's to check, worthless after any change, proof against every known trick."""

import base64
import hmac
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from joserfc import jws
from joserfc.jwk import KeySet, OKPKey

from billing import certificate, keys, licensing

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture
def licence(team, alice, make_clip):
    return licensing.issue(team, alice, make_clip(prompt="Wellen für Zoë"), "standard")


@pytest.fixture
def document(licence):
    return certificate.signed(licence)


def encoded(value):
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decoded(text):
    return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def resigned(payload, header, key):
    return dict(
        jws.serialize_json({"protected": header}, json.dumps(payload), key, algorithms=[header["alg"]])
    )


def test_it_says_who_may_use_what_under_which_terms(licence, document, settings):
    facts = certificate.check(document).facts
    assert (facts["number"], facts["licensee"], facts["issued_by"]) == (licence.number, "Alice & Co", "Alice")
    assert facts["clip"] == {
        "id": licence.clip_id,
        "title": "Wellen für Zoë",
        "master_sha256": licence.master_sha256,
    }
    assert (facts["terms"], facts["terms_text"]) == (licence.terms, licence.terms_text)
    assert (facts["iss"], facts["seats"], facts["credits"]) == (settings.SITE_URL, 1, 1)
    assert facts["verify_at"] == f"{settings.SITE_URL}/licences/{licence.number}"
    assert facts["issued_at"].endswith("Z")
    assert isinstance(facts["iat"], int)


def test_the_header_names_algorithm_key_and_type(document):
    kid = keys.present().thumbprint()
    assert decoded(document["protected"]) == {"alg": "Ed25519", "kid": kid, "typ": "oddreel-licence+json"}


def test_it_survives_being_written_to_a_file_and_read(document):
    assert certificate.check(json.loads(json.dumps(document, indent=4, sort_keys=True))).state == "valid"


def test_anybody_can_check_it_with_the_published_keys_alone(client, document):
    found = KeySet.import_key_set(json.loads(client.get("/.well-known/oddreel-licences.json").content))
    read = jws.deserialize_json(document, found, algorithms=["Ed25519"])
    assert json.loads(read.payload)["licensee"] == "Alice & Co"


@pytest.mark.parametrize(("name", "value"), [("licensee", "Me"), ("tier", "exclusive"), ("extra", True)])
def test_any_change_of_what_it_says_shows(document, name, value):
    document["payload"] = encoded({**decoded(document["payload"]), name: value})
    assert certificate.check(document) == certificate.Verdict("altered")


def test_a_key_that_we_never_published_is_told_apart(document):
    stranger = OKPKey.generate_key("Ed25519")
    header = {**decoded(document["protected"]), "kid": stranger.thumbprint()}
    forged = resigned(decoded(document["payload"]), header, stranger)
    assert certificate.check(forged) == certificate.Verdict("unknown key")


def test_a_strangers_key_under_our_keys_name_is_not_taken(document):
    forged = resigned(
        decoded(document["payload"]), decoded(document["protected"]), OKPKey.generate_key("Ed25519")
    )
    assert certificate.check(forged).state == "altered"


def test_a_key_brought_along_in_the_header_is_not_taken(document):
    stranger = OKPKey.generate_key("Ed25519")
    header = {**decoded(document["protected"]), "jwk": stranger.as_dict(private=False)}
    assert certificate.check(resigned(decoded(document["payload"]), header, stranger)).state == "altered"


@pytest.mark.parametrize("algorithm", ["none", "NONE", "None", "", None, 7])
def test_no_signature_is_no_proof_whatever_the_algorithm_is_called(document, algorithm):
    header = {**decoded(document["protected"]), "alg": algorithm}
    for signature in ("", document["signature"]):
        forged = {**document, "protected": encoded(header), "signature": signature}
        assert certificate.check(forged).state == "altered"


def test_our_public_key_is_no_shared_secret(document):
    """The trick: an HMAC by the bytes of a public key, which a careless verifier would check with those bytes."""
    for secret in (keys.pem(), base64.urlsafe_b64decode(keys.present().as_dict(private=False)["x"] + "=")):
        header = {**decoded(document["protected"]), "alg": "HS256"}
        forged = {**document, "protected": encoded(header)}
        message = f"{forged['protected']}.{forged['payload']}".encode()
        forged["signature"] = encoded(hmac.digest(secret, message, "sha256"))
        assert certificate.check(forged).state == "altered"


def test_a_critical_extension_that_we_do_not_know_is_refused(document):
    header = {**decoded(document["protected"]), "crit": ["b64"], "b64": False}
    signed = {**document, "protected": encoded(header)}
    message = f"{signed['protected']}.{signed['payload']}".encode()
    signed["signature"] = encoded(keys.present().private_key.sign(message))
    assert certificate.check(signed).state == "altered"


def test_something_else_that_our_key_signed_is_no_certificate(document):
    for header in ({"alg": "Ed25519", "kid": keys.present().thumbprint(), "typ": "JWT"},):
        other = resigned({"sub": "somebody"}, header, keys.present())
        assert certificate.check(other).state == "not a certificate"


def test_members_besides_the_signed_ones_are_refused(document):
    for extra in ({"header": {"kid": "x"}}, {"signatures": []}, {"licensee": "Me"}):
        assert certificate.check({**document, **extra}).state == "not a certificate"


@pytest.mark.parametrize("part", ["payload", "protected", "signature"])
@pytest.mark.parametrize("value", ["", "ü", "!!!", None, 7, [], {}, "A" * 200_000])
def test_a_broken_part_gets_an_answer_and_never_a_yes(document, part, value):
    assert certificate.check({**document, part: value}).state in ("altered", "not a certificate")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    place=st.integers(min_value=0),
    sign=st.sampled_from("ABCDEFabcdef0123_-"),
    part=st.sampled_from(["payload", "signature"]),
)
def test_any_sign_that_changed_shows(document, place, sign, part):
    text = document[part]
    place %= len(text) - 1  # the last sign of base64url has bits that mean nothing
    if text[place] != sign:
        changed = {**document, part: text[:place] + sign + text[place + 1 :]}
        assert certificate.check(changed).state == "altered"
