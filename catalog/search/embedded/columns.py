"""The index as arrays in memory: one place per clip, kept up with what the writer commits."""

from __future__ import annotations

import json
import sqlite3
from collections import OrderedDict
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from catalog.search.embedding import DIMENSIONS

from .writing import PUBLIC

Mask = npt.NDArray[np.bool_]
Rows = npt.NDArray[np.int64]
#: Facet values kept of one clip; more than any document has.
_MOST_VALUES = 40
#: Words whose clips are remembered until the next change: the common ones are asked again and again.
_MOST_POSTINGS = 128


class Columns:
    """Arrays over the rows of one edition; place `i` is row `i + 1`. Not for several threads at once."""

    def __init__(self) -> None:
        self.stamp = 0
        self.count = 0
        self.clip_id = np.zeros(0, np.int64)
        self.owner = np.zeros(0, np.int64)
        self.published = np.zeros(0, np.int64)
        self.licences = np.zeros(0, np.int64)
        self.alive = np.zeros(0, np.bool_)
        self.codes = np.zeros((0, _MOST_VALUES), np.int32)
        self.vectors = np.zeros((0, DIMENSIONS), np.float32)
        self._code: dict[tuple[str, str], int] = {}
        self._place: dict[int, int] = {}
        self._postings: OrderedDict[str, Rows] = OrderedDict()

    def catch_up(self, db: sqlite3.Connection) -> None:
        """Take over every row that was written since the last time. Call it inside a read transaction."""
        (stamp, count) = db.execute(
            "SELECT coalesce(max(stamp), 0), coalesce(max(row), 0) FROM doc"
        ).fetchone()
        if stamp == self.stamp:
            return
        self._grow(count)
        for row in db.execute(
            "SELECT row, clip_id, alive, owner, published, licences, facets, vector FROM doc WHERE stamp > ?",
            (self.stamp,),
        ):
            self._take(*row)
        self.stamp = stamp
        self._postings.clear()

    def visible(self, accounts: tuple[int, ...]) -> Mask:
        """Where the clips stand that a viewer with these accounts may find."""
        visible = self.alive.copy()
        visible[np.isin(self.owner, [PUBLIC, *accounts], invert=True)] = False
        return visible

    def place(self, clip_id: int) -> int | None:
        """Where a clip stands."""
        return self._place.get(clip_id)

    def with_words(self, db: sqlite3.Connection, expression: str) -> Rows:
        """Where the clips stand that an FTS5 expression finds."""
        if expression in self._postings:
            self._postings.move_to_end(expression)
            return self._postings[expression]
        # One string of numbers is fetched three times as fast as one tuple a row.
        (joined,) = db.execute(
            "SELECT group_concat(rowid) FROM text WHERE text MATCH ?", (expression,)
        ).fetchone()
        rows = np.fromstring(joined, np.int64, sep=",") - 1 if joined else np.zeros(0, np.int64)
        self._postings[expression] = rows
        if len(self._postings) > _MOST_POSTINGS:
            self._postings.popitem(last=False)
        return rows

    def having(self, facet: str, values: tuple[str, ...]) -> Mask:
        """Where the clips stand that have any of a facet's values."""
        codes = [self._code[facet, value] for value in values if (facet, value) in self._code]
        found: Mask = np.zeros(len(self.alive), np.bool_)
        found[np.isin(self.codes, codes).any(axis=1)] = True
        return found

    def tally(self, mask: Mask) -> dict[str, dict[str, int]]:
        """How many of the masked clips have each value, by facet."""
        counts = np.bincount(self.codes[mask].ravel(), minlength=len(self._code) + 1)
        tallied: dict[str, dict[str, int]] = {}
        for (facet, value), code in self._code.items():
            tallied.setdefault(facet, {})[value] = int(counts[code])
        return tallied

    def _grow(self, count: int) -> None:
        self.count = count
        if count <= len(self.alive):
            return
        room = max(count, len(self.alive) * 5 // 4)
        for name in ("clip_id", "owner", "published", "licences", "alive", "codes", "vectors"):
            old = getattr(self, name)
            new = np.zeros((room, *old.shape[1:]), old.dtype)
            new[: len(old)] = old
            setattr(self, name, new)

    def _take(
        self,
        row: int,
        clip_id: int,
        alive: int,
        owner: int,
        published: int,
        licences: int,
        facets: str,
        vector: bytes,
    ) -> None:
        place = row - 1
        self._place[clip_id] = place
        self.clip_id[place], self.owner[place] = clip_id, owner
        self.published[place], self.licences[place] = published, licences
        self.alive[place] = bool(alive)
        self.codes[place] = 0
        self.vectors[place] = np.frombuffer(vector, np.float16) if vector else 0
        codes = self._codes(json.loads(facets))
        self.codes[place, : len(codes)] = codes

    def _codes(self, facets: Mapping[str, list[str]]) -> list[int]:
        pairs = [(facet, value) for facet, values in facets.items() for value in dict.fromkeys(values)]
        # 0 means nothing.
        return [self._code.setdefault(pair, len(self._code) + 1) for pair in pairs[:_MOST_VALUES]]
