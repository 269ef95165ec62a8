"""The embedded index: one SQLite file for words, vectors and facets, read by any number of processes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from itertools import islice
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt

from catalog.search import cursor
from catalog.search.asked import STOP, plain_words, read
from catalog.search.cursor import Place
from catalog.search.embedding import Vectors
from catalog.search.facets import offered
from catalog.search.interface import Document, Health, Hit, Query, Results, SearchUnavailable

from . import writing
from .columns import Columns, Mask, Rows
from .files import Files
from .ranking import Candidates, candidates, quoted
from .vocabulary import completions

#: Documents in one transaction.
_BATCH = 200
#: Below this two clips have nothing in common.
_ALIKE = 0.3


class EmbeddedIndex:
    """A search back end (`catalog.search.interface.Index`) in a local folder, for one machine.

    Each process keeps the vectors and facets in memory (1.7 kB a clip) and takes over what the writer
    committed before it answers, so a change is found by the next search of every process.
    """

    def __init__(self, folder: str) -> None:
        self._files = Files(folder)
        self._columns = ("", Columns())
        self._reading = Lock()

    def index(self, documents: Iterable[Document]) -> None:
        """Take in documents, a few hundred in one transaction."""
        with self._files.open(self._files.edition()) as db:
            for batch in _batches(documents):
                _write(db, batch, db)

    def remove(self, clip_ids: Iterable[int]) -> None:
        """Forget clips, in one transaction."""
        with self._files.open(self._files.edition()) as db, writing.transaction(db) as stamp:
            for clip_id in clip_ids:
                writing.drop(db, clip_id, stamp)

    def search(self, query: Query) -> Results:
        """Find clips by words and meaning, ranks fused."""
        place = cursor.read(query)
        asked = read(query.text)
        if query.text.strip() and asked.empty:
            return Results(hits=(), total=0)
        with self._open() as (db, columns, edition):
            born = place.born if place and place.edition == edition else columns.count
            visible = columns.visible(query.accounts)
            visible[born:] = False
            found = candidates(db, columns, asked, visible, query.accounts)
            filters = {name: columns.having(name, values) for name, values in query.filters.items() if values}
            matching = _all(found.matching, filters)
            order = _ordered(columns, found, matching, query.sort)
            facets = offered(_tally(columns, found.matching, filters), query.filters)
            start = _start(columns, order, place)
            page = order[start : start + query.limit]
            hits = tuple(_hit(columns, found, row) for row in page)
            shown = start + len(page)
        after = ""
        if hits and shown < len(order):
            after = cursor.write(query, Place(edition, born, hits[-1].clip_id, shown))
        meant = query.text.lower()
        for typed, instead in found.corrected:
            meant = meant.replace(typed, instead)
        return Results(
            hits=hits,
            total=len(order),
            facets=facets,
            next_cursor=after,
            did_you_mean=meant if found.corrected else "",
            unmatched=found.unmatched,
        )

    def suggest(self, prefix: str, *, accounts: tuple[int, ...] = (), limit: int = 8) -> list[str]:
        """Words that complete the last one, where clips have all of them; then titles."""
        words = plain_words(prefix)[:8]
        if not words:
            return []
        before, last = words[:-1], words[-1]
        with self._open() as (db, columns, _):
            visible = columns.visible(accounts)
            telling = " ".join(quoted([word]) for word in before if word not in STOP)
            offers = []
            for word in completions(db, last, accounts, limit * 2):
                rows = columns.with_words(db, f"{telling} {quoted([word])}".strip())
                if word not in STOP and visible[rows].any():
                    offers.append(" ".join([*before, word]))
            rows = columns.with_words(db, f'{telling} "{last}"*'.strip())
            newest = [int(row) + 1 for row in rows[visible[rows]][::-1][: limit * 2]]
            titles = [
                db.execute("SELECT title FROM doc WHERE row = ?", (row,)).fetchone()[0] for row in newest
            ]
        return list(dict.fromkeys([*offers[: limit // 2], *titles]))[:limit]

    def similar(self, clip_id: int, *, accounts: tuple[int, ...] = (), limit: int = 6) -> list[Hit]:
        """Clips close in meaning, closest first."""
        with self._open() as (_, columns, _):
            here, visible = columns.place(clip_id), columns.visible(accounts)
            if here is None or not visible[here]:
                return []
            likeness = columns.vectors @ columns.vectors[here]
            visible[here] = False
            places = np.flatnonzero(visible & (likeness >= _ALIKE))
            order = places[np.argsort(-likeness[places], kind="stable")][:limit]
            return [_alike(columns, likeness, row) for row in order]

    def ready(self) -> bool:
        """Whether there is an edition of this version. Raises `SearchUnavailable` where it is locked."""
        try:
            with self._files.open(self._files.edition()):
                return True
        except SearchUnavailable as error:
            if getattr(error.__cause__, "sqlite_errorname", "") == "SQLITE_BUSY":
                raise
            return False

    def rebuild(self, documents: Iterable[Document]) -> int:
        """Write a new edition and put it into use. Vectors of unchanged sentences are taken over."""
        edition = self._files.begin_edition()
        count = 0
        try:
            with ExitStack() as stack:
                db = stack.enter_context(self._files.open(edition))
                known = [db]
                if self.ready():
                    known.append(stack.enter_context(self._files.open(self._files.edition())))
                for batch in _batches(documents):
                    _write(db, batch, *known)
                    count += len(batch)
                db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except BaseException:
            self._files.discard(edition)
            raise
        self._files.use(edition)
        return count

    def contents(self) -> dict[int, str]:
        """Clips and the digests of their documents."""
        with self._files.open(self._files.edition()) as db:
            return dict(db.execute("SELECT clip_id, digest FROM doc WHERE alive").fetchall())

    def exclusive(self) -> AbstractContextManager[bool]:
        """Be the one writer among all processes of this machine."""
        return self._files.exclusive()

    def health(self) -> Health:
        """Counts the clips and reads every page of the file. Raises `SearchUnavailable`."""
        with self._files.open(self._files.edition()) as db:
            (verdict,) = db.execute("PRAGMA quick_check(1)").fetchone()
            if verdict != "ok":
                raise SearchUnavailable(f"The search index is damaged: {verdict}. Run: manage.py reindex")
            (count,) = db.execute("SELECT count(*) FROM doc WHERE alive").fetchone()
        return Health(count, f"{count} clip{' is' if count == 1 else 's are'} indexed.")

    @contextmanager
    def _open(self) -> Iterator[tuple[sqlite3.Connection, Columns, str]]:
        """The edition in use with its arrays caught up, all of one instant of the index."""
        with self._reading:
            edition = self._files.edition()
            with self._files.open(edition) as db:
                if self._columns[0] != edition:
                    self._columns = (edition, Columns())
                db.execute("BEGIN")
                self._columns[1].catch_up(db)
                yield db, self._columns[1], edition


def _batches(documents: Iterable[Document]) -> Iterator[list[Document]]:
    remaining = iter(documents)
    while batch := list(islice(remaining, _BATCH)):
        yield batch


def _write(db: sqlite3.Connection, batch: list[Document], *known: sqlite3.Connection) -> None:
    # Meanings are worked out before the transaction: it stays short, and readers never wait for it anyway.
    vectors = writing.vectors_for(batch, *known)
    with writing.transaction(db) as stamp:
        for document, vector in zip(batch, vectors, strict=True):
            writing.put(db, document, vector, stamp)


def _all(matching: Mask, filters: dict[str, Mask], *, but: str = "") -> Mask:
    for name, mask in filters.items():
        if name != but:
            matching = matching & mask
    return matching


def _tally(columns: Columns, matching: Mask, filters: dict[str, Mask]) -> dict[str, dict[str, int]]:
    """Counts under every filter; for a filter's own values without itself, since choosing more widens it."""
    counts = columns.tally(_all(matching, filters))
    for name in filters:
        counts[name] = columns.tally(_all(matching, filters, but=name)).get(name, {})
    return counts


def _ordered(columns: Columns, found: Candidates, matching: Mask, sort: str) -> Rows:
    """The matching places, best or newest first; equals by age, newest first."""
    places = np.flatnonzero(matching)
    keys: list[npt.NDArray[Any]] = [-places, -columns.published[places]]
    if sort == "licensed":
        keys.append(-columns.licences[places])
    elif sort == "best" and found.score is not None:
        keys.append(-found.score[places])
    ordered: Rows = places[np.lexsort(keys)]
    return ordered


def _start(columns: Columns, order: Rows, place: Place | None) -> int:
    """Where the next page begins: after the clip shown last, wherever that stands now."""
    if place is None:
        return 0
    last = columns.place(place.last_clip)
    at = np.flatnonzero(order == (-1 if last is None else last))
    return int(at[0]) + 1 if len(at) else min(place.shown, len(order))


def _hit(columns: Columns, found: Candidates, row: np.int64) -> Hit:
    score = 0.0 if found.score is None else float(found.score[row])
    similarity = None if found.similarity is None else round(float(found.similarity[row]), 4)
    return Hit(int(columns.clip_id[row]), score, similarity)


def _alike(columns: Columns, likeness: Vectors, row: np.int64) -> Hit:
    return Hit(int(columns.clip_id[row]), float(likeness[row]), round(float(likeness[row]), 4))
