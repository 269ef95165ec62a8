"""The installation's identity: made once, kept private, whole or not at all."""

from __future__ import annotations

import multiprocessing
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from generation.finishing.errors import BadKeys
from generation.finishing.keys import Signer, load_or_make


def pem(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def test_made_on_first_use_and_kept(tmp_path: Path) -> None:
    first = load_or_make(tmp_path / "keys" / "own")
    assert load_or_make(tmp_path / "keys" / "own") == first


def test_two_installations_are_two(tmp_path: Path) -> None:
    assert load_or_make(tmp_path / "a").key != load_or_make(tmp_path / "b").key


def test_only_the_owner_may_read_them(tmp_path: Path) -> None:
    load_or_make(tmp_path / "own")
    assert stat.S_IMODE((tmp_path / "own").stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in (tmp_path / "own").iterdir()} == {0o600}


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    """As a volume that was mounted for the keys."""
    (tmp_path / "own").mkdir()
    assert load_or_make(tmp_path / "own").key.startswith(b"-----BEGIN PRIVATE KEY-----")


def test_the_root_vouches_for_the_leaf(tmp_path: Path) -> None:
    signer = load_or_make(tmp_path / "own")
    leaf, root = x509.load_pem_x509_certificates(signer.chain)
    assert x509.load_pem_x509_certificate(signer.root) == root
    leaf.verify_directly_issued_by(root)
    root.verify_directly_issued_by(root)
    assert root.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert not leaf.extensions.get_extension_for_class(x509.BasicConstraints).value.ca


def test_the_roots_own_key_is_thrown_away(tmp_path: Path) -> None:
    """Nobody can make a second leaf."""
    load_or_make(tmp_path / "own")
    assert {file.name for file in (tmp_path / "own").iterdir()} == {"key.pem", "chain.pem", "root.pem"}


def test_the_private_key_is_not_printed(tmp_path: Path) -> None:
    assert "PRIVATE" not in repr(load_or_make(tmp_path / "own"))


def race(folder: Path, gate: multiprocessing.synchronize.Barrier, found: multiprocessing.Queue) -> None:  # type: ignore[type-arg]
    gate.wait(20)
    found.put(load_or_make(folder))


def test_processes_that_race_agree(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    gate, found = context.Barrier(6), context.Queue()
    racers = [context.Process(target=race, args=(tmp_path / "own", gate, found)) for _ in range(6)]
    for racer in racers:
        racer.start()
    signers: list[Signer] = [found.get(timeout=20) for _ in racers]
    for racer in racers:
        racer.join(20)
    assert len({signer.key for signer in signers}) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["own"]


def test_an_operators_own_keys_are_taken(tmp_path: Path) -> None:
    made = load_or_make(tmp_path / "made")
    own = tmp_path / "own"
    own.mkdir()
    for name, content in (("key.pem", made.key), ("chain.pem", made.chain), ("root.pem", made.root)):
        (own / name).write_bytes(content)
    assert load_or_make(own) == made


@pytest.mark.parametrize("name", ["key.pem", "chain.pem", "root.pem"])
def test_a_missing_file_is_named_and_nothing_is_made_in_its_place(tmp_path: Path, name: str) -> None:
    load_or_make(tmp_path / "own")
    (tmp_path / "own" / name).unlink()
    with pytest.raises(BadKeys, match=name):
        load_or_make(tmp_path / "own")
    assert not (tmp_path / "own" / name).exists()


@pytest.mark.parametrize("name", ["key.pem", "chain.pem", "root.pem"])
def test_a_file_that_is_no_pem(tmp_path: Path, name: str) -> None:
    load_or_make(tmp_path / "own")
    (tmp_path / "own" / name).write_text("not a key")
    with pytest.raises(BadKeys, match="PEM"):
        load_or_make(tmp_path / "own")


def test_a_key_of_another_kind(tmp_path: Path) -> None:
    load_or_make(tmp_path / "own")
    (tmp_path / "own" / "key.pem").write_bytes(pem(rsa.generate_private_key(65_537, 2048)))
    with pytest.raises(BadKeys, match="P-256"):
        load_or_make(tmp_path / "own")


def test_a_key_that_is_not_the_certificates(tmp_path: Path) -> None:
    load_or_make(tmp_path / "own")
    (tmp_path / "own" / "key.pem").write_bytes(pem(ec.generate_private_key(ec.SECP256R1())))
    with pytest.raises(BadKeys, match="not the key of the first certificate"):
        load_or_make(tmp_path / "own")


def test_a_certificate_that_has_run_out(tmp_path: Path) -> None:
    signer = load_or_make(tmp_path / "own")
    leaf = x509.load_pem_x509_certificates(signer.chain)[0]
    key = ec.generate_private_key(ec.SECP256R1())
    past = datetime.now(UTC) - timedelta(days=30)
    old = (
        x509.CertificateBuilder()
        .subject_name(leaf.subject)
        .issuer_name(leaf.issuer)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(past)
        .not_valid_after(past + timedelta(days=1))
    )
    (tmp_path / "own" / "key.pem").write_bytes(pem(key))
    (tmp_path / "own" / "chain.pem").write_bytes(old.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM))
    with pytest.raises(BadKeys, match="not valid today"):
        load_or_make(tmp_path / "own")


def test_a_leaf_in_place_of_the_root(tmp_path: Path) -> None:
    signer = load_or_make(tmp_path / "own")
    leaf = x509.load_pem_x509_certificates(signer.chain)[0]
    (tmp_path / "own" / "root.pem").write_bytes(leaf.public_bytes(Encoding.PEM))
    with pytest.raises(BadKeys, match="authority"):
        load_or_make(tmp_path / "own")
