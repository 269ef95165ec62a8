"""The licence as signed JSON: proof that needs neither our site nor our word."""

from __future__ import annotations

import base64
import json
import os
import uuid
from functools import cache
from pathlib import Path
from typing import Any, Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from django.conf import settings

from .models import Licence

FORMAT = "oddreel-licence-1"


def content(licence: Licence) -> dict[str, Any]:
    """What the certificate says."""
    return {
        "format": FORMAT,
        "number": licence.number,
        "issued_at": licence.issued_at.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "licensee": licence.licensee,
        "clip": {"id": licence.clip_id, "title": licence.clip_title, "master_sha256": licence.master_sha256},
        "made_by": licence.source_type,
        "tier": licence.tier,
        "terms_version": licence.terms_version,
        "terms": licence.terms,
        "verify_at": settings.SITE_URL + licence.get_absolute_url(),
    }


def signed(licence: Licence) -> dict[str, Any]:
    """The certificate with its signature (Ed25519 over the canonical JSON of `certificate`)."""
    body = content(licence)
    signature = _key().sign(canonical(body))
    return {
        "certificate": body,
        "signature": {"algorithm": "Ed25519", "value": base64.b64encode(signature).decode()},
    }


def check(document: Any) -> Literal["valid", "altered", "not a certificate"]:
    """What a signed certificate is worth, by our key alone."""
    try:
        body, signature = (
            document["certificate"],
            base64.b64decode(document["signature"]["value"], validate=True),
        )
        if body["format"] != FORMAT:
            return "not a certificate"
    except (KeyError, TypeError, ValueError):
        return "not a certificate"
    try:
        _key().public_key().verify(signature, canonical(body))
    except (InvalidSignature, UnicodeEncodeError):
        return "altered"
    return "valid"


def canonical(body: dict[str, Any]) -> bytes:
    """The bytes that are signed: sorted keys, no spaces, UTF-8."""
    return json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def public_key_pem() -> bytes:
    """What anybody needs to check a certificate offline."""
    public: Ed25519PublicKey = _key().public_key()
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


@cache
def _key() -> Ed25519PrivateKey:
    """The key under `KEY_DIR`, made on first use: the first of several processes or threads wins."""
    path = Path(settings.KEY_DIR) / "licence-key.pem"
    if not path.exists():
        made = Ed25519PrivateKey.generate()
        draft = path.with_name(f"{path.name}.{uuid.uuid4().hex}")
        draft.touch(mode=0o600)
        draft.write_bytes(made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    key = load_pem_private_key(path.read_bytes(), None)
    assert isinstance(key, Ed25519PrivateKey)  # noqa: S101 (we wrote it)
    return key
