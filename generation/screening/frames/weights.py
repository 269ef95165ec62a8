"""Weights of detectors: read from a package or from here, believed only if they are the ones that were tried."""

from __future__ import annotations

import hashlib
from importlib.util import find_spec
from pathlib import Path


class Unusable(Exception):
    """A detector that can't run here. The message says what is missing."""


def beside(package: str, *parts: str) -> Path:
    """A file of an installed package, without importing it. Raises `Unusable`."""
    found = find_spec(package)
    if found is None or not found.submodule_search_locations:
        raise Unusable(f"The Python package {package} is not installed.")
    return Path(found.submodule_search_locations[0], *parts)


def verified(path: Path, sha256: str) -> Path:
    """The path, if its content has this digest. Raises `Unusable`."""
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise Unusable(f"{path} can't be read: {error.strerror}.") from error
    if digest != sha256:
        raise Unusable(f"{path} is damaged or another version: install its package again.")
    return path
