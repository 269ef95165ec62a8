"""Lists that people open in a spreadsheet."""

from __future__ import annotations

from typing import TypeVar

Value = TypeVar("Value")


def harmless(value: Value) -> Value | str:
    """A cell as a spreadsheet takes it for words, not for a formula, whoever typed it. Numbers stay numbers."""
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" else value
