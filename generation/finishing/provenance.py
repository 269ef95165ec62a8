"""C2PA: what a file says of itself, signed last.

Any later change of a file, a copy of its streams into a new container included, breaks or loses its note.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, BinaryIO

import c2pa

from .errors import DISK_FULL, DiskFull, SigningFailed
from .keys import Signer
from .model import Origin

IPTC = "http://cv.iptc.org/newscodes/digitalsourcetype/"
SIGNABLE = {
    ".mp4": "video/mp4",
    ".mov": "video/quicktime",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".gif": "image/gif",
    ".webp": "image/webp",
}
LICENCE = "org.oddreel.licence"
SOFT_BINDING = "c2pa.soft-binding"
#: C2PA's actions, newer and older.
ACTIONS = ("c2pa.actions.v2", "c2pa.actions")
USES = ("ai_generative_training", "ai_training", "ai_inference", "data_mining")
#: Bytes that a note adds at most.
NOTE = 1 << 16
#: Nothing is fetched: a dropped file must not make the server call an address of its choice.
OFFLINE = {"remote_manifest_fetch": False, "ocsp_fetch": False}


def sign_file(
    source: Path, target: Path, origin: Origin, signer: Signer, *, licence_number: str = ""
) -> None:
    """Write a copy of a file with its signed note; a note that the source carries is replaced.

    `source` (one of `SIGNABLE`'s suffixes) and `target` must differ. Raises `DiskFull` or
    `SigningFailed`; no target is left then.
    """
    form = SIGNABLE[source.suffix]
    settings = {"builder": {"thumbnail": {"enabled": False}}, "verify": OFFLINE}
    manifest = json.dumps(_manifest(origin, form, licence_number))
    info = c2pa.C2paSignerInfo(alg=b"es256", sign_cert=signer.chain, private_key=signer.key, ta_url=None)
    try:
        with (
            c2pa.Context.from_dict(settings) as context,
            c2pa.Signer.from_info(info) as identity,
            c2pa.Builder(manifest, context=context) as builder,
            source.open("rb") as given,
            target.open("w+b") as made,
        ):
            _ask_for_room(made, source.stat().st_size + NOTE)
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


def _manifest(origin: Origin, form: str, licence_number: str) -> dict[str, Any]:
    created = {
        "action": "c2pa.created",
        "digitalSourceType": IPTC + origin.source_type,
        "softwareAgent": {"name": f"Oddreel {origin.engine}", "version": origin.engine_version},
        "parameters": {"renderer": origin.renderer},
    }
    licence = {"url": origin.licence_url, "engine": origin.engine, "version": origin.engine_version}
    if licence_number:
        licence["number"] = licence_number
    return {
        "claim_generator_info": [{"name": "Oddreel", "version": origin.engine_version}],
        "title": origin.title,
        "format": form,
        "assertions": [
            {"label": ACTIONS[0], "data": {"actions": [created]}},
            {
                "label": "cawg.training-mining",
                "data": {"entries": {f"cawg.{u}": {"use": "notAllowed"} for u in USES}},
            },
            {"label": LICENCE, "data": licence},
        ],
    }
