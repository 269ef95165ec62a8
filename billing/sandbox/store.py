"""The sandbox's memory: one SQLite file with every object as JSON, what was answered, what was delivered."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SCHEMA = """
CREATE TABLE IF NOT EXISTS objects (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE NOT NULL, kind TEXT NOT NULL,
    customer TEXT, body TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS objects_by_kind ON objects (kind, seq);
CREATE INDEX IF NOT EXISTS objects_by_customer ON objects (customer, kind, seq);
CREATE TABLE IF NOT EXISTS answers (
    key TEXT PRIMARY KEY, asked TEXT NOT NULL, status INTEGER NOT NULL, body TEXT NOT NULL, at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS deliveries (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, event TEXT NOT NULL, url TEXT NOT NULL, secret TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0, due REAL NOT NULL, done INTEGER NOT NULL DEFAULT 0,
    answer TEXT NOT NULL DEFAULT '');
CREATE INDEX IF NOT EXISTS deliveries_due ON deliveries (done, due);
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


class Store:
    """One connection: a transaction at a time, written before it is answered."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.db = sqlite3.connect(path, timeout=30, isolation_level=None)
        self.db.execute("PRAGMA journal_mode=WAL")
        self.db.execute("PRAGMA synchronous=NORMAL")
        self.db.executescript(SCHEMA)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; writers wait for each other at the beginning."""
        self.db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.db.execute("ROLLBACK")
            raise
        self.db.execute("COMMIT")

    def close(self) -> None:
        """Let go of the file."""
        self.db.close()

    def put(self, found: dict[str, Any]) -> None:
        """Write an object, new or changed."""
        customer = found.get("customer") if found["object"] != "customer" else found["id"]
        self.db.execute(
            "INSERT INTO objects (id, kind, customer, body) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (id) DO UPDATE SET body = excluded.body, customer = excluded.customer",
            (found["id"], found["object"], customer, json.dumps(found)),
        )

    def get(self, kind: str, found_id: str) -> dict[str, Any] | None:
        """An object by kind and id."""
        row = self.db.execute(
            "SELECT body FROM objects WHERE id = ? AND kind = ?", (found_id, kind)
        ).fetchone()
        return json.loads(row[0]) if row else None

    def all(self, kind: str, customer: str | None = None) -> list[dict[str, Any]]:
        """Every object of a kind, the oldest first."""
        if customer is None:
            rows = self.db.execute("SELECT body FROM objects WHERE kind = ? ORDER BY seq", (kind,))
        else:
            rows = self.db.execute(
                "SELECT body FROM objects WHERE kind = ? AND customer = ? ORDER BY seq", (kind, customer)
            )
        return [json.loads(row[0]) for row in rows]

    def walk(
        self, kind: str, customer: str | None, *, beyond: str = "", older: bool = True
    ) -> Iterator[dict[str, Any]]:
        """Objects one by one, from the newest to the oldest or back, those after the object `beyond`."""
        rows = self.db.execute(
            f"SELECT body FROM objects WHERE kind = ? AND (? IS NULL OR customer = ?) "  # noqa: S608 (no input)
            f"AND (? = '' OR seq {'<' if older else '>'} (SELECT seq FROM objects WHERE id = ?)) "
            f"ORDER BY seq {'DESC' if older else 'ASC'}",
            (kind, customer, customer, beyond, beyond),
        )
        for row in rows:
            yield json.loads(row[0])

    def fact(self, name: str, default: str = "") -> str:
        """One remembered value."""
        row = self.db.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else default

    def remember(self, name: str, value: str) -> None:
        """Remember one value."""
        self.db.execute(
            "INSERT INTO facts VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (name, value),
        )
