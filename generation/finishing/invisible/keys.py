"""The secrets that marks are made with: the newest marks, every one that ever did still reads.

A file for each, named for the instant it was made, so that they sort by age: 32 bytes in hexadecimal.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from ..errors import BadKeys

LENGTH = 32


@dataclass(frozen=True)
class MarkKey:
    """One secret. Marks made with another can't be read by it, nor told from none."""

    name: str
    secret: bytes = field(repr=False)

    def derived(self, use: str) -> bytes:
        """32 bytes for one use; they say nothing of the secret, nor of those for another use."""
        return HKDF(SHA256(), length=LENGTH, salt=None, info=f"oddreel mark 1 {use}".encode()).derive(
            self.secret
        )


def load_or_make(folder: Path) -> tuple[MarkKey, ...]:
    """Every key in the folder, the newest first; one is made if there is none. Raises `BadKeys`.

    Two processes that race may make two: the newer then marks for both, and both are read.
    """
    if not any(folder.glob("*.key")):
        add(folder)
    return tuple(_read(path) for path in sorted(folder.glob("*.key"), reverse=True))


def add(folder: Path) -> MarkKey:
    """Make a key that marks from now on. It has its name only when it is whole."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}"
    draft = folder / f".{name}.{os.getpid()}.{secrets.token_hex(4)}"
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_hex(LENGTH) + "\n")
        file.flush()
        os.fsync(file.fileno())
    path = folder / f"{name}.key"
    draft.rename(path)
    return _read(path)


def _read(path: Path) -> MarkKey:
    try:
        secret = bytes.fromhex(path.read_text("ascii").strip())
    except (OSError, ValueError) as error:
        raise BadKeys(f"{path} can't be read as a key: restore it from your backup, or remove it.") from error
    if len(secret) != LENGTH:
        raise BadKeys(f"{path} holds {len(secret)} bytes instead of {LENGTH}: restore it from your backup.")
    return MarkKey(path.stem, secret)
