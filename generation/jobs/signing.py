"""The installation's own signing identity, for finishing."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.conf import settings

from generation.finishing.keys import Signer, load_or_make


@cache
def signer() -> Signer:
    """The key and certificates under `KEY_DIR`, made on first use."""
    return load_or_make(Path(settings.KEY_DIR) / "provenance")
