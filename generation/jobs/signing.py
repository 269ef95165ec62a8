"""The installation's own identity, for finishing: what it signs with, and what it marks with."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.conf import settings

from generation.finishing.invisible import keys as mark_keys_of
from generation.finishing.invisible.keys import MarkKey
from generation.finishing.keys import Signer, load_or_make


@cache
def signer() -> Signer:
    """The key and certificates under `KEY_DIR`, made on first use."""
    return load_or_make(Path(settings.KEY_DIR) / "provenance")


def mark_folder() -> Path:
    """Where the secrets of the invisible mark lie."""
    return Path(settings.KEY_DIR) / "mark"


def mark_keys() -> tuple[MarkKey, ...]:
    """The secrets of the invisible mark, the one that marks first; one is made on first use.

    Read anew each time: a rotation is noticed at once, by every process that shares `KEY_DIR`.
    """
    return mark_keys_of.load_or_make(mark_folder())
