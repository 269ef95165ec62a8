"""The tables of the embedded index, and their version."""

from __future__ import annotations

import sqlite3

from catalog.search.embedding import MODEL
from catalog.search.interface import SearchUnavailable

#: Raise it with any change of the tables, of what a document holds or of how words are cut.
VERSION = f"3 {MODEL}"

#: `doc.row` numbers clips in the order in which they came and is never given twice; `stamp` is the
#: write that touched a row last, so that a reader fetches only what is new to it. A removed clip
#: keeps its row with `alive` 0.
_TABLES = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE doc (
    row INTEGER PRIMARY KEY,
    clip_id INTEGER NOT NULL UNIQUE,
    alive INTEGER NOT NULL,
    owner INTEGER NOT NULL,
    published INTEGER NOT NULL,
    licences INTEGER NOT NULL,
    title TEXT NOT NULL,
    words INTEGER NOT NULL,
    facets TEXT NOT NULL,
    meaning TEXT NOT NULL,
    vector BLOB NOT NULL,
    colours BLOB NOT NULL,
    looks BLOB NOT NULL,
    digest TEXT NOT NULL,
    stamp INTEGER NOT NULL
);
CREATE INDEX doc_by_stamp ON doc (stamp);
CREATE INDEX doc_by_meaning ON doc (meaning);
CREATE VIRTUAL TABLE text USING fts5 (
    words, tokenize = "porter unicode61 remove_diacritics 2", prefix = "2 3"
);
CREATE TABLE word (owner INTEGER, word TEXT, clips INTEGER NOT NULL, PRIMARY KEY (owner, word)) WITHOUT ROWID;
"""


def create(db: sqlite3.Connection) -> None:
    """Make the tables in an empty file."""
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = NORMAL")
    db.executescript(_TABLES)
    db.execute("INSERT INTO meta VALUES ('version', ?)", (VERSION,))


def check(db: sqlite3.Connection) -> None:
    """Raise `SearchUnavailable` for an index of another version."""
    (version,) = db.execute("SELECT value FROM meta WHERE name = 'version'").fetchone() or ("none",)
    if version != VERSION:
        raise SearchUnavailable(
            f"The search index is of version “{version}”, this program reads “{VERSION}”."
        )
