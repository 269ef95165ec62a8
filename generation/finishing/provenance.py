"""C2PA: what a file says of itself, signed last, and what a dropped file says.

Any later change of a file, a copy of its streams into a new container included, breaks or loses its note.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Literal

import c2pa

from .errors import DISK_FULL, DiskFull, SigningFailed
from .formats import media_type
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
#: C2PA's actions, newer and older.
ACTIONS = ("c2pa.actions.v2", "c2pa.actions")
USES = ("ai_generative_training", "ai_training", "ai_inference", "data_mining")
#: Bytes that a note adds at most.
NOTE = 1 << 16
#: Strings of a stranger's note are cut to this length.
MOST_WORDS = 300
#: Nothing is fetched: a dropped file must not make the server call an address of its choice.
OFFLINE = {"remote_manifest_fetch": False, "ocsp_fetch": False}

State = Literal["ours", "altered", "someone else's", "none"]


@dataclass(frozen=True)
class Statement:
    """What a file's signed note says, and whether it holds. `words` is for people.

    "altered": signed here, and changed since. The facts below are only worth something for "ours".
    """

    state: State
    words: str
    engine: str = ""
    engine_version: str = ""
    title: str = ""
    licence_url: str = ""
    licence_number: str = ""
    source_type: str = ""


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


def read(path: Path, signer: Signer) -> Statement:
    """What a file's note says, by C2PA's own reader, trusting our root alone. Never raises for a bad file."""
    form = media_type(path)
    if form is None:
        return Statement("none", "It carries no signed note that can be read.")
    settings = {"trust": {"user_anchors": signer.root.decode()}, "verify": {"verify_trust": True, **OFFLINE}}
    try:
        with (
            c2pa.Context.from_dict(settings) as context,
            path.open("rb") as file,
            c2pa.Reader(form, file, context=context) as reader,
        ):
            return _judge(json.loads(reader.json()))
    except c2pa.C2paError.ManifestNotFound:
        return Statement("none", "It carries no signed note: it was re-encoded, or never had one.")
    except (c2pa.C2paError, KeyError, TypeError, ValueError, AttributeError):
        return Statement("none", "It carries no signed note that can be read.")


def _judge(store: dict[str, Any]) -> Statement:
    """Ours if our root vouches for the signer, whatever name the note gives; whole if nothing failed."""
    manifest = store["manifests"][store["active_manifest"]]
    passed = store.get("validation_results", {}).get("activeManifest", {}).get("success", [])
    trusted = any(one.get("code") == "signingCredential.trusted" for one in passed)
    whole = store.get("validation_state") in ("Valid", "Trusted")
    facts = _facts(manifest)
    if trusted and whole:
        return Statement("ours", f"Signed here, and unchanged since: “{facts['title']}”.", **facts)
    if trusted:
        return Statement("altered", "It carries a note signed here, but the file was changed since.", **facts)
    words = "somebody else's" if whole else "somebody else's, and the file was changed since"
    return Statement("someone else's", f"It carries a signed note of {words}.", **facts)


def _facts(manifest: dict[str, Any]) -> dict[str, str]:
    data = {one["label"]: one.get("data", {}) for one in manifest.get("assertions", [])}
    licence = data.get(LICENCE, {})
    actions: list[dict[str, Any]] = next((data[label]["actions"] for label in ACTIONS if label in data), [{}])
    facts = {
        "engine": licence.get("engine", ""),
        "engine_version": licence.get("version", ""),
        "title": manifest.get("title", ""),
        "licence_url": licence.get("url", ""),
        "licence_number": licence.get("number", ""),
        "source_type": actions[0].get("digitalSourceType", "").removeprefix(IPTC),
    }
    return {name: str(value)[:MOST_WORDS] for name, value in facts.items()}
