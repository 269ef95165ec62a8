"""A clip's title, from its prompt."""

from __future__ import annotations


def title(prompt: str) -> str:
    """The prompt as a title: its first sentence, without a full stop, at most 90 characters."""
    words = " ".join(prompt.split()).split(". ")[0].rstrip(".!")
    short = words if len(words) <= 90 else words[:89].rsplit(" ", 1)[0] + "…"
    return short[:1].upper() + short[1:]
