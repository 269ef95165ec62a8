"""Reading what comes in forms and addresses."""

from __future__ import annotations


def number(typed: str) -> int | None:
    """The number of a row, as somebody may have typed it; None for what can be none in any database."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 19 else None
