"""The installation's signing identity: its own root and leaf, made on first use."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from .errors import BadKeys

ROOT_YEARS, LEAF_YEARS = 20, 10
#: The leaf's key; the leaf's certificate and then the root's; the root's alone, to give away.
FILES = ("key.pem", "chain.pem", "root.pem")


@dataclass(frozen=True)
class Signer:
    """A leaf's key and its chain (leaf first, then root), and the root alone, all PEM."""

    key: bytes = field(repr=False)
    chain: bytes
    root: bytes


def load_or_make(folder: Path) -> Signer:
    """The identity in a folder; made there, whole or not at all, if the folder is not there or is empty.

    Two processes that race make two and keep the first. An operator may put a `key.pem`, `chain.pem`
    (leaf first) and `root.pem` of their own there. Raises `BadKeys`.
    """
    if not folder.exists() or not any(folder.iterdir()):
        folder.parent.mkdir(parents=True, exist_ok=True)
        draft = folder.with_name(f".{folder.name}.{os.getpid()}.{secrets.token_hex(4)}")
        draft.mkdir(mode=0o700)
        try:
            _make(draft)
            draft.rename(folder)
        except OSError as error:
            shutil.rmtree(draft)
            if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
                raise
    return _load(folder)


def _load(folder: Path) -> Signer:
    try:
        signer = Signer(*((folder / name).read_bytes() for name in FILES))
    except OSError as error:
        raise BadKeys(
            f"{error.filename} can't be read: put {', '.join(FILES)} there, or empty {folder}."
        ) from error
    try:
        key = load_pem_private_key(signer.key, None)
        leaf, *_ = x509.load_pem_x509_certificates(signer.chain)
        root = x509.load_pem_x509_certificate(signer.root)
    except (ValueError, TypeError) as error:
        raise BadKeys(f"The keys in {folder} are not PEM files without a password: {error}") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise BadKeys(f"{folder / FILES[0]} is not an ES256 key: make one on the curve P-256.")
    if key.public_key() != leaf.public_key():
        raise BadKeys(f"{folder / FILES[0]} is not the key of the first certificate in {FILES[1]}.")
    if not leaf.not_valid_before_utc <= datetime.now(UTC) <= leaf.not_valid_after_utc:
        raise BadKeys(
            f"The first certificate in {folder / FILES[1]} is not valid today: put a new one there."
        )
    if not root.extensions.get_extension_for_class(x509.BasicConstraints).value.ca:
        raise BadKeys(f"{folder / FILES[2]} is not the certificate of an authority.")
    return signer


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
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False
        )
        .sign(root_key, hashes.SHA256())
    )
    root_pem, leaf_pem = root.public_bytes(Encoding.PEM), leaf.public_bytes(Encoding.PEM)
    key_pem = leaf_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    for name, content in zip(FILES, (key_pem, leaf_pem + root_pem, root_pem), strict=True):
        descriptor = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())


def _name(common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Oddreel"),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
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
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )
