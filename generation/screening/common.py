"""Everyday English words, to tell a word from a piece of one."""

from __future__ import annotations

from pathlib import Path

FILE = Path(__file__).parent / "data" / "common_words.txt"

#: Single letters but "a" and "i" are no words.
COMMON = frozenset(
    line for line in FILE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")
) | {"a", "i"}
