"""The licence as signed JSON: proof that needs neither our site nor our word.

A certificate is a JSON Web Signature in its flattened JSON form (RFC 7515), by a key of `billing/keys.py`. Earlier
ones, `{"certificate": …, "signature": …}`, stay verifiable.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import Any, Literal

from cryptography.exceptions import InvalidSignature
from django.conf import settings
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jws import FlattenedJSONSignature
from joserfc.util import urlsafe_b64decode

from . import keys
from .clock import now
from .models import Licence

FORMAT, EARLIER_FORMAT = "oddreel-licence-2", "oddreel-licence-1"
TYPE = "oddreel-licence+json"
State = Literal["valid", "altered", "unknown key", "not a certificate"]


@dataclass(frozen=True)
class Verdict:
    """What a document is worth by our keys alone. `facts` is what it says, where it is ours and unaltered.

    Whether the licence was withdrawn since then only the licence's page knows.
    """

    state: State
    facts: dict[str, Any] | None = None


def content(licence: Licence) -> dict[str, Any]:
    """What the certificate says."""
    return {
        "format": FORMAT,
        "iss": settings.SITE_URL,
        "iat": int(now().timestamp()),
        "number": licence.number,
        "issued_at": licence.issued_at.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "issued_by": licence.issued_by,
        "licensee": licence.licensee,
        "seats": licence.seats,
        "clip": {"id": licence.clip_id, "title": licence.clip_title, "master_sha256": licence.master_sha256},
        "made_by": licence.source_type,
        "tier": licence.tier,
        "credits": licence.credits,
        "terms_version": licence.terms_version,
        "terms": licence.terms,
        "terms_text": licence.terms_text,
        "verify_at": settings.SITE_URL + licence.get_absolute_url(),
        "keys_at": f"{settings.SITE_URL}/.well-known/oddreel-licences.json",
    }


def signed(licence: Licence) -> dict[str, Any]:
    """The certificate: protected header, payload and signature, each in base64url."""
    key = keys.present()
    header = {"alg": keys.ALGORITHM, "kid": key.thumbprint(), "typ": TYPE}
    payload = json.dumps(content(licence), ensure_ascii=False, separators=(",", ":"))
    return dict(jws.serialize_json({"protected": header}, payload, key, algorithms=[keys.ALGORITHM]))


def check(document: Any) -> Verdict:
    """What a signed certificate is worth. Takes anything; never raises for what somebody sent."""
    if not isinstance(document, dict):
        return Verdict("not a certificate")
    if set(document) == {"payload", "protected", "signature"}:
        return _check(document)
    return _check_earlier(document)


def _check(document: dict[str, Any]) -> Verdict:
    """The header names the key, among ours; the algorithm is ours to say, whatever it says."""
    try:
        header = json.loads(urlsafe_b64decode(document["protected"].encode()))
        kid, kind, algorithm = header["kid"], header["typ"], header["alg"]
    except (AttributeError, KeyError, TypeError, ValueError):
        return Verdict("not a certificate")
    if kind != TYPE or not isinstance(kid, str):
        return Verdict("not a certificate")
    key = keys.published().get(kid)
    if key is None:
        return Verdict("unknown key")
    if algorithm != keys.ALGORITHM:
        return Verdict("altered")
    try:
        read: FlattenedJSONSignature = jws.deserialize_json(document, key, algorithms=[keys.ALGORITHM])  # type: ignore[call-overload]
        facts = json.loads(read.payload)
    except (JoseError, ValueError, TypeError, AttributeError):
        return Verdict("altered")
    return Verdict("valid", facts)


def _check_earlier(document: dict[str, Any]) -> Verdict:
    try:
        body = document["certificate"]
        signature = base64.b64decode(document["signature"]["value"], validate=True)
        if body["format"] != EARLIER_FORMAT:
            return Verdict("not a certificate")
    except (KeyError, TypeError, ValueError):
        return Verdict("not a certificate")
    # It named no key: one of ours has to fit.
    for key in keys.published().values():
        try:
            key.public_key.verify(signature, canonical(body))  # type: ignore[union-attr]
        except (InvalidSignature, UnicodeEncodeError):
            continue
        return Verdict("valid", body)
    return Verdict("altered")


def canonical(body: dict[str, Any]) -> bytes:
    """The bytes that earlier certificates signed: sorted keys, no spaces, UTF-8."""
    return json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
