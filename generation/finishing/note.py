"""Reading the signed note (C2PA) of a dropped file. The site does this in its sandbox alone."""

from __future__ import annotations

import json
from typing import Any, BinaryIO

import c2pa

from .manifest import ACTIONS, IPTC, LICENCE, SOFT_BINDING
from .provenance import OFFLINE
from .statement import MOST_SOURCES, MOST_WORDS, Source, Statement


def read(file: BinaryIO, form: str | None, root: str) -> Statement:
    """What a note says, by C2PA's own reader, trusting one root alone. Never raises for a bad file."""
    if form is None:
        return Statement("unreadable")
    settings = {"trust": {"user_anchors": root}, "verify": {"verify_trust": True, **OFFLINE}}
    try:
        with c2pa.Context.from_dict(settings) as context, c2pa.Reader(form, file, context=context) as reader:
            return _judge(json.loads(reader.json()))
    except c2pa.C2paError.ManifestNotFound:
        return Statement("none")
    except (c2pa.C2paError, KeyError, TypeError, ValueError, AttributeError, IndexError):
        return Statement("unreadable")
    finally:
        file.seek(0)


def _judge(store: dict[str, Any]) -> Statement:
    """Ours if our root vouches for the signer, whatever name the note gives; whole if nothing failed."""
    manifest = store["manifests"][store["active_manifest"]]
    passed = store.get("validation_results", {}).get("activeManifest", {}).get("success", [])
    trusted = any(one.get("code") == "signingCredential.trusted" for one in passed)
    whole = store.get("validation_state") in ("Valid", "Trusted")
    facts = _facts(manifest)
    if trusted:
        return Statement("ours" if whole else "altered", whole, **facts)
    return Statement("someone else's", whole, **facts)


def _facts(manifest: dict[str, Any]) -> dict[str, Any]:
    data = {one["label"]: one.get("data", {}) for one in manifest.get("assertions", [])}
    licence, binding = data.get(LICENCE, {}), data.get(SOFT_BINDING, {})
    actions: list[dict[str, Any]] = next((data[label]["actions"] for label in ACTIONS if label in data), [{}])
    blocks = binding.get("blocks") or [{}]
    facts = {
        "engine": licence.get("engine", ""),
        "engine_version": licence.get("version", ""),
        "title": manifest.get("title", ""),
        "licence_url": licence.get("url", ""),
        "licence_number": licence.get("number", ""),
        "source_type": next((a["digitalSourceType"] for a in actions if "digitalSourceType" in a), ""),
        "clip": licence.get("clip", ""),
        "mark": blocks[0].get("value", ""),
    }
    words = {name: _cut(value) for name, value in facts.items()}
    words["source_type"] = words["source_type"].removeprefix(IPTC)
    return words | {
        "actions": tuple(_cut(one.get("action", "")).removeprefix("c2pa.") for one in actions[:MOST_SOURCES]),
        "sources": tuple(_source(one) for one in manifest.get("ingredients", [])[:MOST_SOURCES]),
    }


def _source(ingredient: dict[str, Any]) -> Source:
    found = ingredient.get("validation_results", {}).get("activeManifest", {})
    passed = {one.get("code") for one in found.get("success", [])}
    return Source(
        title=_cut(ingredient.get("title", "")),
        whole=ingredient.get("relationship") == "parentOf",
        begun=ingredient.get("relationship") == "inputTo",
        ours="signingCredential.trusted" in passed and not found.get("failure"),
    )


def _cut(value: Any) -> str:
    return str(value)[:MOST_WORDS]
