"""The words of the catalogue: completing what is typed, correcting what is mistyped.

Only words of clips that the viewer may find are ever offered.
"""

from __future__ import annotations

import sqlite3

from rapidfuzz.distance import DamerauLevenshtein
from rapidfuzz.process import extract

from catalog.search.embedding import knows
from catalog.search.interface import PUBLIC

#: Shorter words have too many neighbours to guess from.
_SHORTEST = 4
#: From this length on two slips are forgiven instead of one.
_LONG = 8


def completions(db: sqlite3.Connection, prefix: str, accounts: tuple[int, ...], limit: int) -> list[str]:
    """Words that begin so, those of most clips first."""
    owners = (PUBLIC, *accounts)
    found = db.execute(
        f"""SELECT word, sum(clips) FROM word WHERE owner IN ({_marks(owners)}) AND word >= ? AND word < ?
        GROUP BY word ORDER BY 2 DESC, length(word), word LIMIT ?""",  # noqa: S608 (question marks alone)
        (*owners, prefix, prefix + "\U0010ffff", limit),
    )
    return [word for word, _ in found]


def correction(db: sqlite3.Connection, word: str, accounts: tuple[int, ...]) -> str | None:
    """The word that was probably meant: fewest slips first, then the commonest. A real word is meant as it is."""
    if len(word) < _SHORTEST or word.isdigit() or knows(word):
        return None
    owners, slips = (PUBLIC, *accounts), 2 if len(word) >= _LONG else 1
    counts: dict[str, int] = dict(
        db.execute(
            f"""SELECT word, sum(clips) FROM word WHERE owner IN ({_marks(owners)})
            AND length(word) BETWEEN ? AND ? GROUP BY word""",  # noqa: S608 (question marks alone)
            (*owners, len(word) - slips, len(word) + slips),
        ).fetchall()
    )
    near = extract(word, list(counts), scorer=DamerauLevenshtein.distance, score_cutoff=slips, limit=None)
    return min(near, key=lambda one: (one[1], -counts[one[0]], one[0]))[0] if near else None


def _marks(values: tuple[int, ...]) -> str:
    return ",".join("?" * len(values))
