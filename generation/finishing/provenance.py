"""C2PA: what a file says of itself, signed last, and what a dropped file says."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import c2pa

from .keys import Signer
from .model import Origin

IPTC = "http://cv.iptc.org/newscodes/digitalsourcetype/"
SIGNABLE = {".mp4": "video/mp4", ".jpg": "image/jpeg", ".webp": "image/webp"}
State = Literal["ours", "altered", "someone else's", "none"]


@dataclass(frozen=True)
class Statement:
    """What a file's signed note says, and whether it holds. `words` is for people."""

    state: State
    words: str
    engine: str = ""
    title: str = ""
    licence_url: str = ""
    source_type: str = ""


def sign_file(source: Path, target: Path, origin: Origin, signer: Signer) -> None:
    """Write a copy of a file with its signed note. `source` and `target` must differ."""
    form = SIGNABLE[source.suffix]
    info = c2pa.C2paSignerInfo(alg=b"es256", sign_cert=signer.chain, private_key=signer.key, ta_url=None)
    with c2pa.Signer.from_info(info) as identity, c2pa.Builder(json.dumps(_manifest(origin, form))) as builder:
        builder.sign_file(str(source), str(target), identity)


def _manifest(origin: Origin, form: str) -> dict[str, Any]:
    return {
        "claim_generator_info": [{"name": "Oddreel", "version": origin.engine_version}],
        "title": origin.title,
        "format": form,
        "assertions": [
            {
                "label": "c2pa.actions.v2",
                "data": {
                    "actions": [
                        {
                            "action": "c2pa.created",
                            "digitalSourceType": IPTC + origin.source_type,
                            "softwareAgent": {"name": f"Oddreel {origin.engine}", "version": origin.engine_version},
                            "parameters": {"renderer": origin.renderer},
                        }
                    ]
                },
            },
            {
                "label": "cawg.training-mining",
                "data": {
                    "entries": {
                        f"cawg.{use}": {"use": "notAllowed"}
                        for use in ("ai_generative_training", "ai_training", "ai_inference", "data_mining")
                    }
                },
            },
            {
                "label": "org.oddreel.licence",
                "data": {"url": origin.licence_url, "engine": origin.engine, "version": origin.engine_version},
            },
        ],
    }


def read(path: Path, signer: Signer) -> Statement:
    """What a file's note says, by C2PA's own reader with our root as the only one trusted."""
    settings = {"trust": {"user_anchors": signer.root.decode()}, "verify": {"verify_trust": True}}
    try:
        with c2pa.Context.from_dict(settings) as context, c2pa.Reader(str(path), context=context) as reader:
            store = json.loads(reader.json())
    except c2pa.C2paError as error:
        if "ManifestNotFound" in type(error).__name__ + str(error):
            return Statement("none", "It carries no signed note: it was re-encoded, or never had one.")
        return Statement("none", "It carries no signed note that can be read.")
    return _judge(store)


def _judge(store: dict[str, Any]) -> Statement:
    manifest = store["manifests"][store["active_manifest"]]
    data = {one["label"]: one["data"] for one in manifest.get("assertions", [])}
    licence = data.get("org.oddreel.licence", {})
    actions = data.get("c2pa.actions.v2", data.get("c2pa.actions", {})).get("actions", [{}])
    facts = {
        "engine": licence.get("engine", ""),
        "title": manifest.get("title", ""),
        "licence_url": licence.get("url", ""),
        "source_type": actions[0].get("digitalSourceType", "").removeprefix(IPTC),
    }
    state = store.get("validation_state", "Invalid")
    if state == "Trusted" and licence:
        return Statement("ours", f"Signed here, and unchanged since: “{facts['title']}”.", **facts)
    if state == "Invalid":
        return Statement("altered", "It carries a signed note, but the file was changed after it was signed.", **facts)
    return Statement("someone else's", "It carries a signed note of somebody else's.", **facts)
