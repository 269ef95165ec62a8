"""The text of terms in its parts, as pages and certificates set it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

CLAUSE = re.compile(r"(\d+\.\d+)\. (.+)", re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A heading, a numbered clause, or a paragraph. `number` is a clause's own, such as 3.2."""

    kind: Literal["title", "heading", "clause", "paragraph"]
    text: str
    number: str = ""


def blocks(text: str) -> list[Block]:
    """The parts of a text: `# ` a title, `## ` a heading, `1.2. ` a clause; an empty line ends each."""
    return [_block(" ".join(part.split())) for part in re.split(r"\n\s*\n", text) if part.strip()]


def _block(part: str) -> Block:
    if part.startswith("## "):
        return Block("heading", part[3:])
    if part.startswith("# "):
        return Block("title", part[2:])
    clause = CLAUSE.fullmatch(part)
    if clause:
        return Block("clause", clause[2], clause[1])
    return Block("paragraph", part)
