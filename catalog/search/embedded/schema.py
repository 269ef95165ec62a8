"""The index's own database file. A file of another version, or a broken one, is made anew."""

from __future__ import annotations

import sqlite3
from pathlib import Path

VERSION = 1
TABLES = f"""
CREATE TABLE documents (
    clip_id INTEGER PRIMARY KEY, account INTEGER, title TEXT NOT NULL, published INTEGER NOT NULL,
    licences INTEGER NOT NULL, vector BLOB NOT NULL
);
CREATE TABLE facets (clip_id INTEGER NOT NULL, facet TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (clip_id, facet, value)) WITHOUT ROWID;
CREATE INDEX facets_by_value ON facets (facet, value);
CREATE VIRTUAL TABLE words USING fts5 (title, text, tokenize = 'porter unicode61 remove_diacritics 2', prefix = '2 3');
CREATE TABLE plain_words (word TEXT PRIMARY KEY, clips INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE generation (number INTEGER NOT NULL);
INSERT INTO generation VALUES (1);
PRAGMA user_version = {VERSION};
"""


def connect(path: Path) -> sqlite3.Connection:
    """A connection; readers see the last whole write while another process writes (WAL)."""
    connection = sqlite3.connect(path, timeout=10, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    return connection


def usable(connection: sqlite3.Connection) -> bool:
    """Whether the file has this version's tables."""
    return bool(connection.execute("PRAGMA user_version").fetchone()[0] == VERSION)


def create(path: Path) -> None:
    """Make the tables in a new file; somebody who was faster is no fault."""
    connection = connect(path)
    try:
        connection.execute("BEGIN IMMEDIATE")
        if not usable(connection):
            for statement in TABLES.strip().split(";\n"):
                connection.execute(statement)
        connection.execute("COMMIT")
    finally:
        connection.close()
