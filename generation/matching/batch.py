"""Judging a file of pairs: one JSON object a line in, one a line out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any

from .answer import answer, side
from .judge import Floats

#: Texts remembered of a file: a request is often set beside many clips.
REMEMBERED = 512


class BadLine(ValueError):
    """A line that is no pair; the message names it."""


def judge_lines(lines: Iterable[str], embed: Callable[[str], Floats]) -> Iterator[str]:
    """For each line `{"id", "request", "clip"}` a line `{"id", "score", "differences"}`; skips empty ones."""
    read = lru_cache(maxsize=REMEMBERED)(lambda text: side(text, embed))
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        row = _row(line, number)
        found = answer(read(row["request"]), read(row["clip"]))
        said = {
            "id": row["id"],
            "score": round(found.score, 4),
            "differences": [d.words for d in found.differences],
        }
        yield json.dumps(said, ensure_ascii=False) + "\n"


def _row(line: str, number: int) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadLine(f"Line {number} is not JSON: {error}.") from error
    if not isinstance(row, dict) or "id" not in row:
        raise BadLine(f'Line {number} needs an "id", a "request" and a "clip".')
    for name in ("request", "clip"):
        if not isinstance(row.get(name), str):
            raise BadLine(f'Line {number} needs a "{name}" that is a text.')
    return row
