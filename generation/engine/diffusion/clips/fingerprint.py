"""What decides a segment's pixels, as one short sum: a checkpoint counts only for the very same."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from functools import cache
from importlib.metadata import PackageNotFoundError, version

from generation.engine.diffusion.configured import ConfiguredModel
from generation.engine.diffusion.work import Call


def fingerprint(model: ConfiguredModel, call: Call, seed: int) -> str:
    """Of one take of a call: the model and its weights, all that it is asked, and the frames that it goes on from.

    Precision and offload are not part of it: a render that goes on may have to run more cheaply, and records it.
    """
    asked = asdict(call) | {"seeds": [seed], "context": None}
    context = hashlib.blake2b(digest_size=20)
    if call.context is not None:
        context.update(call.context.data.cast("B"))
        asked["context"] = [*call.context.shape, context.hexdigest()]
    parts = {"kind": model.kind.name, "weights": weights(model), "versions": _versions(), "call": asked}
    return hashlib.blake2b(json.dumps(parts, sort_keys=True).encode(), digest_size=20).hexdigest()


def weights(model: ConfiguredModel) -> str:
    """Which weights these are: of a folder its files' names, sizes and times; of a hub's its name and revision."""
    folder = model.folder
    if folder is None:
        return f"{model.weights}@{model.revision}" if model.revision else model.weights
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    listed = [(str(path.relative_to(folder)), path.stat().st_size, path.stat().st_mtime_ns) for path in files]
    return hashlib.blake2b(json.dumps(listed).encode(), digest_size=10).hexdigest()


@cache
def _versions() -> tuple[str, ...]:
    """What computes the pixels."""
    found = []
    for package in ("torch", "diffusers"):
        try:
            found.append(version(package))
        except PackageNotFoundError:
            found.append("")
    return tuple(found)
