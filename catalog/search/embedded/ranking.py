"""Which clips answer a query, and in which order."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from catalog.search.asked import Asked, Group
from catalog.search.embedding import embed_one

from . import likeness as alike
from .columns import Columns, Mask, Rows
from .order import ranks
from .postings import Postings
from .vocabulary import correction

Scores = npt.NDArray[np.float64]

#: A clip with this share of what was asked (weighted by rarity) is found by its words.
ENOUGH_WORDS = 0.5
#: A clip this close in meaning is found without sharing a word: above it are rewordings of one picture
#: ("northern lights" and "aurora": 0.65), below it relatives ("golden waves", "particle waves": 0.41).
NEAR = 0.5
#: The constant of reciprocal rank fusion, as in Cormack, Clarke and Büttcher (2009).
RRF = 60


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
    meaning = asked.meaning
    for typed, instead in corrected:
        meaning = meaning.replace(typed, instead)
    likeness = alike.of_meaning(shelf.columns, embed_one(meaning))
    words, share = _by_words(found, len(allowed), int(shelf.visible.sum()))
    matching: Mask = allowed & ((share >= ENOUGH_WORDS) | (likeness >= NEAR))
    return Candidates(
        matching, fused(words, likeness, matching), likeness, tuple(unmatched), tuple(corrected)
    )


def quoted(alternatives: Iterable[str]) -> str:
    """An FTS5 expression for any of these words or phrases. They hold letters and digits alone."""
    return " OR ".join(f'"{one}"' for one in alternatives)


def fused(words: Scores, likeness: npt.NDArray[np.float32], matching: Mask) -> Scores:
    """Reciprocal rank fusion of words and meaning; equals share a rank, so that the other side decides."""
    score = np.zeros(len(matching))
    places = np.flatnonzero(matching)
    with_words = places[words[places] > 0]
    score[with_words] += 1 / (RRF + ranks(words[with_words]))
    score[places] += 1 / (RRF + ranks(likeness[places]))
    return score


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


def _by_words(found: list[Rows], places: int, clips: int) -> tuple[Scores, Scores]:
    """Each place's sum of rarities of the words that it has, and its share of all that was asked."""
    score, total = np.zeros(places), 0.0
    for rows in found:
        rarity = float(np.log1p((clips - len(rows) + 0.5) / (len(rows) + 0.5)))
        score[rows] += rarity
        total += rarity
    return score, score / total if total else score


def _mask(rows: Rows, places: int) -> Mask:
    mask = np.zeros(places, np.bool_)
    mask[rows] = True
    return mask
