"""From stock.txt to stock.jsonl: pairs whose shape gives nothing away.

In stock.txt stands a request (>), two clips that answer it (=) and two that nearly do (!kind | text). A near
miss that keeps the request's words would be known by that alone, so it is set beside the request or one of
its rewordings, whichever makes matches and misses share about equally many words.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

HERE = Path(__file__).parent


def shared(one: str, other: str) -> float:
    """The share of words that two texts have in common."""
    a, b = (set(re.findall(r"[a-z]+", text.lower())) for text in (one, other))
    return len(a & b) / len(a | b)


def bases() -> list[tuple[str, list[str], list[tuple[str, str]]]]:
    """Request, its matches, its misses with their kinds."""
    found: list[tuple[str, list[str], list[tuple[str, str]]]] = []
    for line in (HERE / "stock.txt").read_text(encoding="utf-8").splitlines():
        mark, text = line[0], line[2:]
        if mark == ">":
            found.append((text, [], []))
        elif mark == "=":
            found[-1][1].append(text)
        else:
            kind, miss = text.split(" | ")
            found[-1][2].append((kind, miss))
    return found


def pairs() -> list[dict[str, object]]:
    """Every pair, matches and misses of one base in one split."""
    rows: list[dict[str, object]] = []
    ahead = 0.0  # by how much the misses share more words than the matches, so far
    for number, (request, matches, misses) in enumerate(bases()):
        split = "tune" if number % 2 else "held out"
        for text in matches:
            rows.append(_row(number, split, "match", request, text))
            ahead -= shared(request, text)
        for kind, text in misses:
            asked = min((request, *matches), key=lambda one: abs(ahead + shared(one, text) - 0.0))
            rows.append(_row(number, split, kind, asked, text))
            ahead += shared(asked, text)
    return rows


def _row(base: int, split: str, kind: str, request: str, clip: str) -> dict[str, object]:
    return {
        "base": base,
        "split": split,
        "kind": kind,
        "match": kind == "match",
        "request": request,
        "clip": clip,
    }


if __name__ == "__main__":
    with (HERE / "stock.jsonl").open("w", encoding="utf-8") as out:
        out.writelines(
            json.dumps({"id": i} | row, ensure_ascii=False) + "\n" for i, row in enumerate(pairs())
        )
