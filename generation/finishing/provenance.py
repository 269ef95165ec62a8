"""C2PA: what a file says of itself, signed last.

Any later change of a file, a copy of its streams into a new container included, breaks or loses its note.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import BinaryIO

import c2pa

from .errors import DISK_FULL, DiskFull, SigningFailed
from .keys import Signer
from .manifest import ingredient, manifest
from .model import Derivation, Origin

SIGNABLE = {
    ".mp4": "video/mp4",
    ".mov": "video/quicktime",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".gif": "image/gif",
    ".webp": "image/webp",
}
#: Bytes that a note adds at most, itself and for each note that it keeps.
NOTE = 1 << 16
#: Nothing is fetched: a dropped file must not make the server call an address of its choice.
OFFLINE = {"remote_manifest_fetch": False, "ocsp_fetch": False}


def sign_file(
    source: Path,
    target: Path,
    origin: Origin,
    signer: Signer,
    *,
    derived: Derivation | None = None,
    licence_number: str = "",
    mark_number: int | None = None,
) -> None:
    """Write a copy of a file with its signed note; a note that the source carries is replaced.

    `source` (one of `SIGNABLE`'s suffixes) and `target` must differ. With `derived` the notes of the files that it
    was made from are kept inside its own. `mark_number` is what its pictures carry invisibly. Raises `DiskFull`
    or `SigningFailed`; no target is left then.
    """
    form = SIGNABLE[source.suffix]
    parts, related = (derived.ingredients, derived.relationship) if derived else ((), "")
    settings = {
        "builder": {"thumbnail": {"enabled": False}},
        # Whether an ingredient's note held when it was taken in is written down beside it.
        "trust": {"user_anchors": signer.root.decode()},
        "verify": {"verify_trust": True, **OFFLINE},
    }
    note = json.dumps(manifest(origin, form, derived, licence_number, mark_number))
    info = c2pa.C2paSignerInfo(alg=b"es256", sign_cert=signer.chain, private_key=signer.key, ta_url=None)
    try:
        with (
            c2pa.Context.from_dict(settings) as context,
            c2pa.Signer.from_info(info) as identity,
            c2pa.Builder(note, context=context) as builder,
            source.open("rb") as given,
            target.open("w+b") as made,
        ):
            for number, part in enumerate(parts):
                with part.path.open("rb") as content:
                    described = ingredient(part, number, related)
                    builder.add_ingredient(json.dumps(described), SIGNABLE[part.path.suffix], content)
            _ask_for_room(made, source.stat().st_size + NOTE * (1 + len(parts)))
            builder.sign(identity, form, given, made)
    except OSError as error:
        target.unlink(missing_ok=True)
        raise (DiskFull if error.errno in DISK_FULL else SigningFailed)(f"{source.name}: {error}") from error
    except c2pa.C2paError as error:
        target.unlink(missing_ok=True)
        raise SigningFailed(f"{source.name}: {error}") from error


def _ask_for_room(file: BinaryIO, size: int) -> None:
    """Have the disk refuse now, with its reason: the library that writes later loses it."""
    os.posix_fallocate(file.fileno(), 0, size)
    file.truncate(0)
