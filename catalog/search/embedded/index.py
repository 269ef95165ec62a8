"""The embedded index."""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from catalog.search.embedding import embed
from catalog.search.fallback import from_database
from catalog.search.interface import Document, Health, Hit, Query, Results

from . import schema
from .ranking import search
from .vectors import VectorCache
from .words import _WORD

log = logging.getLogger(__name__)


class EmbeddedIndex:
    """One file under `INDEX_DIR`. Any number of processes read while one writes; SQLite keeps them apart."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = Path(folder or settings.INDEX_DIR)
        self.path = self.folder / "search.sqlite3"
        self.vectors = VectorCache()
        self._local = threading.local()

    def index(self, documents: Iterable[Document]) -> None:
        """Add or replace, all or none."""
        found = list(documents)
        if not found:
            return
        vectors = embed([f"{d.title}. {d.text}"[:1_000] for d in found])
        connection = self._connection()
        with _writing(connection):
            for document, vector in zip(found, vectors, strict=True):
                _forget(connection, document.clip_id)
                _remember(connection, document, vector.astype("float16").tobytes())
            _changed(connection)

    def remove(self, clip_ids: Iterable[int]) -> None:
        """Forget."""
        gone = list(clip_ids)
        if not gone:
            return
        connection = self._connection()
        with _writing(connection):
            for clip_id in gone:
                _forget(connection, clip_id)
            _changed(connection)

    def search(self, query: Query) -> Results:
        """Answer from the index; from the database, and saying so, where the index can't be read."""
        try:
            return search(self._connection(), self.vectors, query)
        except sqlite3.Error:
            log.exception("the search index can't be read")
            return from_database(query)

    def suggest(self, prefix: str, *, accounts: tuple[int, ...] = (), limit: int = 8) -> list[str]:
        """Titles that have a word beginning like this, most licensed first."""
        words = [w.lower() for w in _WORD.findall(prefix)]
        if not words:
            return []
        expression = " AND ".join([*(f'"{w}"' for w in words[:-1]), f'"{words[-1]}"*'])
        holes = ",".join("?" * len(accounts))
        try:
            rows = self._connection().execute(
                f"SELECT DISTINCT d.title FROM words w JOIN documents d ON d.clip_id = w.rowid "  # noqa: S608 (only ? holes)
                f"WHERE words MATCH ? AND (d.account IS NULL OR d.account IN ({holes})) "
                f"ORDER BY d.licences DESC, d.published DESC LIMIT ?",
                (f"title : ({expression})", *accounts, limit),
            )
            return [title for (title,) in rows]
        except sqlite3.Error:
            log.exception("no suggestions")
            return []

    def similar(self, clip_id: int, *, accounts: tuple[int, ...] = (), limit: int = 6) -> list[Hit]:
        """By meaning alone."""
        try:
            held = self.vectors.of(self._connection())
        except sqlite3.Error:
            log.exception("no similar clips")
            return []
        vector = held.vector(clip_id)
        if vector is None:
            return []
        return [hit for hit in held.nearest(vector, accounts, limit + 1) if hit.clip_id != clip_id][:limit]

    def rebuild(self, documents: Iterable[Document]) -> None:
        """In one transaction: readers see the old index until it ends."""
        found = list(documents)
        vectors = embed([f"{d.title}. {d.text}"[:1_000] for d in found])
        connection = self._connection()
        with _writing(connection):
            for table in ("documents", "facets", "words", "plain_words"):
                connection.execute(f"DELETE FROM {table}")  # noqa: S608 (our own names)
            for document, vector in zip(found, vectors, strict=True):
                _remember(connection, document, vector.astype("float16").tobytes())
            _changed(connection)

    def ids(self) -> set[int]:
        """Every clip in it."""
        return {clip_id for (clip_id,) in self._connection().execute("SELECT clip_id FROM documents")}

    def health(self) -> Health:
        """Counts its documents."""
        try:
            count = len(self.ids())
        except sqlite3.Error as error:
            return Health(False, 0, f"The index can't be read: {error}.")
        return Health(True, count, f"{count} clips are indexed.")

    def _connection(self) -> sqlite3.Connection:
        """This thread's connection. A missing file is made, a broken or outdated one put aside and made anew."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is not None and self.path.exists():
            return connection
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            schema.create(self.path)
        except sqlite3.DatabaseError:
            log.exception("the search index is broken and begins anew; run manage.py reindex")
            self.path.replace(self.path.with_suffix(".broken"))
            for companion in ("-wal", "-shm"):
                self.path.with_name(self.path.name + companion).unlink(missing_ok=True)
            schema.create(self.path)
        self._local.connection = schema.connect(self.path)
        return self._local.connection  # type: ignore[no-any-return]


class _writing:
    """One write transaction, alone from its beginning."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def __enter__(self) -> None:
        self.connection.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: object, *rest: object) -> None:
        self.connection.execute("ROLLBACK" if kind else "COMMIT")


def _forget(connection: sqlite3.Connection, clip_id: int) -> None:
    connection.execute("DELETE FROM documents WHERE clip_id = ?", (clip_id,))
    connection.execute("DELETE FROM facets WHERE clip_id = ?", (clip_id,))
    connection.execute("DELETE FROM words WHERE rowid = ?", (clip_id,))


def _remember(connection: sqlite3.Connection, d: Document, vector: bytes) -> None:
    connection.execute(
        "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?)", (d.clip_id, d.account, d.title, d.published, d.licences, vector)
    )
    connection.executemany(
        "INSERT OR IGNORE INTO facets VALUES (?, ?, ?)",
        [(d.clip_id, facet, value) for facet, values in d.facets.items() for value in values],
    )
    connection.execute("INSERT INTO words (rowid, title, text) VALUES (?, ?, ?)", (d.clip_id, d.title, d.text))
    if d.account is None:  # the words of private clips are nobody's spelling help
        connection.executemany(
            "INSERT INTO plain_words VALUES (?, 1) ON CONFLICT DO UPDATE SET clips = clips + 1",
            [(word,) for word in {w.lower() for w in _WORD.findall(f"{d.title} {d.text}")} if len(word) > 3],
        )


def _changed(connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE generation SET number = number + 1")
