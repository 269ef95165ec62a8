"""The installation's signing identity: its own root and leaf, made on first use."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

ROOT_YEARS, LEAF_YEARS = 20, 10


@dataclass(frozen=True)
class Signer:
    """A leaf's key and its chain (leaf first, then root), and the root alone, all PEM."""

    key: bytes
    chain: bytes
    root: bytes


def load_or_make(folder: Path) -> Signer:
    """The identity in a folder; made there, whole or not at all, if the folder does not exist.

    Two processes that race make two and keep the first. An operator may put a `key.pem`, `chain.pem`
    and `root.pem` of their own there.
    """
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        draft = folder.with_name(f".{folder.name}.{os.getpid()}.{secrets.token_hex(4)}")
        draft.mkdir(mode=0o700)
        _make(draft)
        try:
            draft.rename(folder)
        except OSError:
            for file in draft.iterdir():
                file.unlink()
            draft.rmdir()
    return Signer(*((folder / name).read_bytes() for name in ("key.pem", "chain.pem", "root.pem")))


def _make(folder: Path) -> None:
    root_key, leaf_key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    serial = secrets.token_hex(4)
    root_name = _name(f"Oddreel root {serial}")
    root = (
        _certificate(root_name, root_name, root_key.public_key(), ROOT_YEARS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=1), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .sign(root_key, hashes.SHA256())
    )
    leaf = (
        _certificate(_name(f"Oddreel clips {serial}"), root_name, leaf_key.public_key(), LEAF_YEARS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False)
        .sign(root_key, hashes.SHA256())
    )
    root_pem, leaf_pem = root.public_bytes(Encoding.PEM), leaf.public_bytes(Encoding.PEM)
    key_pem = leaf_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    for name, content in (("key.pem", key_pem), ("chain.pem", leaf_pem + root_pem), ("root.pem", root_pem)):
        (folder / name).touch(mode=0o600)
        (folder / name).write_bytes(content)


def _name(common: str) -> x509.Name:
    return x509.Name(
        [x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Oddreel"), x509.NameAttribute(NameOID.COMMON_NAME, common)]
    )


def _certificate(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, years: int
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=365 * years))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True, content_commitment=False, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=signs_certificates, crl_sign=signs_certificates, encipher_only=False,
        decipher_only=False,
    )  # fmt: skip
