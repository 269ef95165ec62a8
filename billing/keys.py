"""The keys that sign certificates: one signs, and every one that ever did can be looked up to verify.

Under `KEY_DIR`: `licence-key.pem` is the present key; `licence-public/` has the public half of each, in a file
named for its identifier (RFC 7638's thumbprint).
"""

from __future__ import annotations

import os
import uuid
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from joserfc.jwk import OKPKey

ALGORITHM: Final = "Ed25519"  # RFC 9864: the older name EdDSA leaves the curve open


def present() -> OKPKey:
    """The key that signs now, made on first use. A rotation is noticed at once, by every process."""
    path = _folder() / "licence-key.pem"
    if not path.exists():
        draft = _draft(path, OKPKey.generate_key(ALGORITHM).as_pem(private=True))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass  # another process was first
        finally:
            draft.unlink()
    state = path.stat()
    return _load(path, state.st_ino, state.st_mtime_ns)


def rotate() -> str:
    """Sign with a new key from now on; what was signed before stays verifiable. Returns its identifier.

    A key is published before it signs: killed at any point, or run twice at once, this leaves none that signed
    and can't be looked up.
    """
    made = OKPKey.generate_key(ALGORITHM)
    for key in (present(), made):
        _publish(key)
    path = _folder() / "licence-key.pem"
    _draft(path, made.as_pem(private=True)).replace(path)
    return made.thumbprint()


def published() -> dict[str, OKPKey]:
    """Every public key by its identifier, the present one first."""
    files = sorted((_folder() / "licence-public").glob("*.pem"))
    found = [_public(present()), *(OKPKey.import_key(path.read_bytes()) for path in files)]
    return {key.thumbprint(): key for key in found}


def key_set() -> dict[str, Any]:
    """The published keys as a JSON Web Key Set (RFC 7517)."""
    use = {"use": "sig", "alg": ALGORITHM}
    return {"keys": [{**key.as_dict(private=False), "kid": kid, **use} for kid, key in published().items()]}


def pem() -> bytes:
    """The present public key."""
    return present().as_pem(private=False)


@lru_cache(maxsize=2)
def _load(path: Path, inode: int, changed: int) -> OKPKey:
    """The key in a file; inode and time of change stand for what is in it."""
    return OKPKey.import_key(path.read_bytes())


def _public(key: OKPKey) -> OKPKey:
    return OKPKey.import_key(key.as_pem(private=False))


def _publish(key: OKPKey) -> None:
    path = _folder() / "licence-public" / f"{key.thumbprint()}.pem"
    path.parent.mkdir(mode=0o700, exist_ok=True)
    _draft(path, key.as_pem(private=False)).replace(path)


def _draft(path: Path, data: bytes) -> Path:
    """A new file beside `path`, readable by its owner alone, whole before it gets its name."""
    draft = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    draft.touch(mode=0o600)
    draft.write_bytes(data)
    return draft


def _folder() -> Path:
    return Path(settings.KEY_DIR)
