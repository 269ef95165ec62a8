"""Every vector in memory, read again when the index has changed."""

from __future__ import annotations

import sqlite3
import threading
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from catalog.search.embedding import SIDE
from catalog.search.interface import Hit

Vectors = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Held:
    """Vectors with their clips and accounts (0 for everybody's)."""

    number: int
    clip_ids: npt.NDArray[np.int64]
    accounts: npt.NDArray[np.int64]
    vectors: Vectors

    def vector(self, clip_id: int) -> Vectors | None:
        """A clip's own."""
        at = np.flatnonzero(self.clip_ids == clip_id)
        return self.vectors[at[0]] if len(at) else None

    def nearest(self, vector: Vectors, accounts: tuple[int, ...], limit: int, among: set[int] | None = None) -> list[Hit]:
        """The most alike, best first, of what the accounts may find and, if given, of some clips."""
        if not len(self.clip_ids):
            return []
        allowed = np.isin(self.accounts, [0, *accounts])
        if among is not None:
            allowed &= np.isin(self.clip_ids, list(among))
        likeness = np.where(allowed, self.vectors @ vector, -2.0)
        count = min(limit, int(allowed.sum()))
        best = np.argsort(-likeness, kind="stable")[:count]
        return [Hit(int(self.clip_ids[i]), float(likeness[i]), float(likeness[i])) for i in best]


class VectorCache:
    """Shared by a process's threads."""

    def __init__(self) -> None:
        self._held: Held | None = None
        self._lock = threading.Lock()

    def of(self, connection: sqlite3.Connection) -> Held:
        """The vectors as the index has them now."""
        number = connection.execute("SELECT number FROM generation").fetchone()[0]
        held = self._held
        if held is None or held.number != number:
            with self._lock:
                held = self._held = _load(connection)
        return held


def _load(connection: sqlite3.Connection) -> Held:
    connection.execute("BEGIN")  # number and vectors of one and the same state
    try:
        number = connection.execute("SELECT number FROM generation").fetchone()[0]
        rows = connection.execute("SELECT clip_id, COALESCE(account, 0), vector FROM documents ORDER BY clip_id").fetchall()
    finally:
        connection.execute("COMMIT")
    vectors = np.frombuffer(b"".join(row[2] for row in rows), np.float16).astype(np.float32).reshape(-1, SIDE)
    ids = np.array([row[0] for row in rows], np.int64)
    return Held(number, ids, np.array([row[1] for row in rows], np.int64), vectors)
