"""Screening a file of prompts: one JSON object a line in, one a line out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from .rules import Policy
from .screen import screen


class BadLine(ValueError):
    """A line that is no prompt; the message names it."""


def screen_lines(lines: Iterable[str], policy: Policy | None = None) -> Iterator[str]:
    """For each line `{"id", "prompt"}` a line `{"id", "verdict", "rule", "reason"}`; skips empty ones."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        row = _row(line, number)
        verdict = screen(row["prompt"], policy)
        answer = {
            "id": row["id"],
            "verdict": verdict.decision,
            "rule": verdict.rule,
            "reason": verdict.reason,
        }
        yield json.dumps(answer, ensure_ascii=False) + "\n"


def _row(line: str, number: int) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise BadLine(f"Line {number} is not JSON: {error}.") from error
    if not isinstance(row, dict) or "id" not in row or not isinstance(row.get("prompt"), str):
        raise BadLine(f'Line {number} needs an "id" and a "prompt" that is a text.')
    return row
