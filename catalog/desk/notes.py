"""Notes that moderators leave for each other. Nobody outside the desk reads them."""

from __future__ import annotations

from typing import Any

from catalog.audit import LONGEST_NOTE, record
from catalog.models import Review


def note(review: Review, actor: Any, words: str) -> None:
    """Leave a note on a case. Raises ValueError for one that says nothing or too much."""
    words = words.strip()
    if not words:
        raise ValueError("The note is empty. Write what the next person should know.")
    if len(words) > LONGEST_NOTE:
        raise ValueError(f"A note has at most {LONGEST_NOTE:,} characters; this one has {len(words):,}.")
    record("noted", actor=actor, review=review, note=words)
