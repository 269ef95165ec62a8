"""The embedded index: one SQLite file for words, vectors and facets, read by any number of processes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from threading import Lock

from catalog.batches import batches
from catalog.search import cursor
from catalog.search.asked import read
from catalog.search.embedding import embed_one
from catalog.search.interface import Document, Health, Hit, Query, Results, SearchUnavailable

from . import beside, snapshot, writing
from .answer import answer
from .columns import Columns
from .files import Files
from .postings import Postings
from .ranking import Shelf

#: Documents in one transaction.
_BATCH = 200


class EmbeddedIndex:
    """A search back end (`catalog.search.interface.Index`) in a local folder, for one machine.

    Vectors and facets are arrays in memory, of a large index in a file that all processes map. Each
    process takes over what the writer committed before it answers, so a change is found by the next
    search of every process.
    """

    def __init__(self, folder: str) -> None:
        self._files = Files(folder)
        self._read: tuple[str, Columns, Postings] = ("", Columns(), Postings())
        self._reading = Lock()

    def index(self, documents: Iterable[Document]) -> None:
        """Take in documents, a few hundred in one transaction."""
        with self._files.open(self._files.edition()) as db:
            for batch in batches(documents, _BATCH):
                _write(db, batch, db)
        self._renew_snapshot()

    def remove(self, clip_ids: Iterable[int]) -> None:
        """Forget clips, in one transaction."""
        with self._files.open(self._files.edition()) as db, writing.transaction(db) as stamp:
            for clip_id in clip_ids:
                writing.drop(db, clip_id, stamp)

    def search(self, query: Query) -> Results:
        """Find clips by words, meaning, colour and looks."""
        place = cursor.read(query)
        asked = read(query.text)
        if query.text.strip() and asked.empty:
            return Results(hits=(), total=0)
        if asked.meaning:
            embed_one(asked.meaning)  # now, while others may read, rather than below; it is remembered
        with self._open(query.accounts) as (shelf, edition):
            born = place.born if place and place.edition == edition else shelf.columns.count
            shelf.visible[born:] = False
            return answer(shelf, asked, query, place, edition, born)

    def suggest(self, prefix: str, *, accounts: tuple[int, ...] = (), limit: int = 8) -> list[str]:
        """Completions of what is being typed, of words and titles that the viewer may find."""
        with self._open(accounts) as (shelf, _):
            return beside.suggest(shelf, prefix, limit)

    def similar(self, clip_id: int, *, accounts: tuple[int, ...] = (), limit: int = 6) -> list[Hit]:
        """Clips close in meaning and looks, closest first."""
        with self._open(accounts) as (shelf, _):
            return beside.similar(shelf, clip_id, limit)

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
                for batch in batches(documents, _BATCH):
                    _write(db, batch, *known)
                    count += len(batch)
                db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                if count >= snapshot.LEAST:
                    columns = Columns()
                    columns.catch_up(db)
                    snapshot.write(columns, self._files.path(edition))
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
    def _open(self, accounts: tuple[int, ...]) -> Iterator[tuple[Shelf, str]]:
        """The edition in use with its arrays caught up, all of one instant of the index."""
        with self._reading:
            edition = self._files.edition()
            with self._files.open(edition) as db:
                db.execute("BEGIN")
                if self._read[0] != edition:
                    self._read = (edition, self._first_columns(db, edition), Postings())
                _, columns, postings = self._read
                columns.catch_up(db)
                yield Shelf(db, columns, postings, columns.visible(accounts), accounts), edition

    def _first_columns(self, db: sqlite3.Connection, edition: str) -> Columns:
        columns = snapshot.read(self._files.path(edition))
        # A copy that is ahead of its database is of writes that a power cut took back.
        return columns if columns and columns.stamp <= writing.last_stamp(db) else Columns()

    def _renew_snapshot(self) -> None:
        """Write the arrays' copy anew where too much changed since, so that processes start quickly."""
        edition = self._files.edition()
        with self._files.open(edition) as db:
            stamp = snapshot.stamp_of(self._files.path(edition))
            count = writing.last_row(db)
            (changed,) = db.execute("SELECT count(*) FROM doc WHERE stamp > ?", (stamp or 0,)).fetchone()
            if not snapshot.worn(stamp, count, changed):
                return
            # What the copy holds must be on the disk before it.
            db.execute("PRAGMA wal_checkpoint(PASSIVE)")
        with self._open(()) as (shelf, current):
            if current == edition:
                snapshot.write(shelf.columns, self._files.path(edition))


def _write(db: sqlite3.Connection, batch: list[Document], *known: sqlite3.Connection) -> None:
    # Meanings are worked out before the transaction: it stays short, and readers never wait for it anyway.
    vectors = writing.vectors_for(batch, *known)
    with writing.transaction(db) as stamp:
        for document, vector in zip(batch, vectors, strict=True):
            writing.put(db, document, vector, stamp)
