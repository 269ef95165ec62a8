"""Which clips answer a query, and in which order."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from catalog.search.asked import Asked, Group, mended
from catalog.search.embedding import embed_one
from catalog.search.fusion import ENOUGH_WORDS, fused, near_enough, rarity

from . import likeness as alike
from .columns import Columns, Mask, Rows
from .postings import Postings
from .vocabulary import correction

Scores = npt.NDArray[np.float64]

#: How much a long description loses against a short one with the same words, as in BM25 (there `b`).
LENGTH = 0.3


@dataclass(frozen=True)
class Candidates:
    """Clips that answer, before filters. `similarity` is None where no meaning was compared."""

    matching: Mask
    score: Scores | None
    similarity: npt.NDArray[np.float32] | None
    unmatched: tuple[str, ...] = ()
    corrected: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Shelf:
    """What a query is answered from: one instant of the index, and what its viewer may find of it."""

    db: sqlite3.Connection
    columns: Columns
    postings: Postings
    visible: Mask
    accounts: tuple[int, ...]

    def rows(self, expression: str) -> Rows:
        """Where the clips stand, visible or not, that an FTS5 expression finds."""
        return self.postings.rows(self.db, self.columns, expression)

    def seen(self, expression: str) -> Rows:
        """Where the visible clips stand that an FTS5 expression finds."""
        rows = self.rows(expression)
        seen: Rows = rows[self.visible[rows]]
        return seen


def candidates(shelf: Shelf, asked: Asked) -> Candidates:
    """The visible clips that answer what was asked, with a score to order them by."""
    allowed = shelf.visible.copy()
    for phrase in asked.without:
        allowed[shelf.rows(quoted([phrase]))] = False
    for phrase in asked.phrases:
        allowed &= _mask(shelf.rows(quoted([phrase])), len(allowed))
    if not (asked.groups or asked.phrases):
        return Candidates(allowed, None, None)
    unmatched, corrected, found = [], [], []
    last = asked.groups[-1] if asked.groups else None
    for group in asked.groups:
        rows, instead = _find(shelf, group, unfinished=group is last)
        found.append(rows)
        if instead:
            corrected.append((group.typed, instead))
        if not len(rows):
            unmatched.append(group.typed)
    found += [shelf.seen(quoted([phrase])) for phrase in asked.phrases]
    meaning = mended(asked.meaning, corrected)
    likeness = alike.of_meaning(shelf.columns, embed_one(meaning))
    words, share = _by_words(shelf, found)
    matching: Mask = allowed & (
        (share >= ENOUGH_WORDS) | (likeness >= near_enough(likeness[allowed], len(found)))
    )
    score, places = np.zeros(len(matching)), np.flatnonzero(matching)
    score[places] = fused(words[places], likeness[places], len(found))
    return Candidates(matching, score, likeness, tuple(unmatched), tuple(corrected))


def quoted(alternatives: Iterable[str]) -> str:
    """An FTS5 expression for any of these words or phrases. They hold letters and digits alone."""
    return " OR ".join(f'"{one}"' for one in alternatives)


def _find(shelf: Shelf, group: Group, *, unfinished: bool) -> tuple[Rows, str | None]:
    """A group's clips: by its words, else as the beginning of a word, else as a mistyped one."""
    rows = shelf.seen(quoted(group.alternatives))
    if len(rows) or " " in group.typed:
        return rows, None
    if unfinished and len(group.typed) > 1:
        rows = shelf.seen(f'"{group.typed}"*')
        if len(rows):
            return rows, None
    instead = correction(shelf.db, group.typed, shelf.accounts)
    if instead is None:
        return rows, None
    return shelf.seen(quoted([instead])), instead


def _by_words(shelf: Shelf, found: list[Rows]) -> tuple[Scores, Scores]:
    """How well each clip's words answer, by the square of their rarities; and its share of all that was asked."""
    clips, length = int(shelf.visible.sum()), shelf.columns.length
    score, share = np.zeros(len(length)), np.zeros(len(length))
    weights = [rarity(clips, len(rows)) for rows in found]
    for rows, weight in zip(found, weights, strict=True):
        score[rows] += weight**2
        share[rows] += weight / (sum(weights) or 1)
    usual = float(length[shelf.visible].mean()) if clips else 1.0
    return score / (1 - LENGTH + LENGTH * length / max(1.0, usual)), share


def _mask(rows: Rows, places: int) -> Mask:
    mask = np.zeros(places, np.bool_)
    mask[rows] = True
    return mask
