"""Which clips have a word: fetched once from FTS5, then kept up with what changes."""

from __future__ import annotations

import sqlite3
from collections import OrderedDict

import numpy as np
import numpy.typing as npt

from .columns import Columns, Rows

#: Rows remembered in all, four bytes each: every word of 100,000 clips fits.
_MOST_ROWS = 8_000_000


class Postings:
    """Rows by FTS5 expression, of one edition. Call it inside the transaction that the columns caught up in."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, tuple[int, npt.NDArray[np.int32]]] = OrderedDict()
        self._rows = 0

    def rows(self, db: sqlite3.Connection, columns: Columns, expression: str) -> Rows:
        """Places of the clips that an FTS5 expression finds, in order."""
        stamp, rows = self._known.pop(expression, (-1, None))
        if rows is not None:
            self._rows -= len(rows)
        if rows is None or stamp != columns.stamp:
            kept = np.zeros(0, np.int32) if rows is None else rows
            # New clips stand at the end: what lies before the first change is still true.
            first = 0 if rows is None else columns.first_changed(stamp)
            kept = kept[: np.searchsorted(kept, first)]
            rows = np.concatenate([kept, _fetched(db, expression, first)])
        self._known[expression] = columns.stamp, rows
        self._rows += len(rows)
        while self._rows > _MOST_ROWS and len(self._known) > 1:
            _, (_, oldest) = self._known.popitem(last=False)
            self._rows -= len(oldest)
        return rows  # type: ignore[return-value]  # an index of 32 bits selects as well


def _fetched(db: sqlite3.Connection, expression: str, first: int) -> npt.NDArray[np.int32]:
    """Places from `first` on. One string of numbers is fetched three times as fast as one tuple a row."""
    (joined,) = db.execute(
        "SELECT group_concat(rowid) FROM text WHERE text MATCH ? AND rowid > ?", (expression, first)
    ).fetchone()
    return np.sort(np.fromstring(joined, np.int32, sep=",") - 1) if joined else np.zeros(0, np.int32)
