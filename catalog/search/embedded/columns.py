"""The index as arrays: one place per clip, kept up with what the writer commits."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from catalog.search.interface import PUBLIC

from . import arrays
from .arrays import Arrays
from .writing import last_row, last_stamp

Mask = npt.NDArray[np.bool_]
Rows = npt.NDArray[np.int64]
#: Kinds of facet values that can be told apart; what comes later is searched by words alone.
_MOST_CODES = 65_535
#: Changed rows remembered for those who keep lists of rows (`first_changed`).
_MOST_CHANGES = 2_000


class Columns:
    """Arrays over the rows of one edition; place `i` is row `i + 1`. Not for several threads at once.

    They may lie in a file that all processes share (`snapshot`): what changes after it was written is
    this process's own.
    """

    def __init__(self, held: Arrays | None = None, codes: Iterable[tuple[str, str]] = ()) -> None:
        self._held = arrays.empty(0) if held is None else held
        self._code = {pair: number for number, pair in enumerate(codes, 1)}
        self._changes: list[tuple[int, int]] = []
        self._forgotten = 0
        self.stamp = 0
        self.count = 0
        self._point()

    @classmethod
    def of_snapshot(cls, held: Arrays, codes: Iterable[tuple[str, str]], stamp: int, count: int) -> Columns:
        """Columns as they were at a stamp."""
        columns = cls(held, codes)
        columns.stamp = columns._forgotten = stamp
        columns.count = count
        columns._point()
        return columns

    @property
    def code_names(self) -> Sequence[tuple[str, str]]:
        """Facet and value of each code, from code 1."""
        return tuple(self._code)

    def catch_up(self, db: sqlite3.Connection) -> None:
        """Take over every row that was written since the last time. Call it inside a read transaction."""
        # One question for each: asked together they are answered by reading all rows, not the ends of two indices.
        stamp, count = last_stamp(db), last_row(db)
        if stamp == self.stamp:
            return
        self._held, self.count = arrays.with_room(self._held, count), count
        self._point()
        for row in db.execute(
            """SELECT stamp, row, clip_id, alive, owner, published, licences, words, facets, vector, colours,
            looks FROM doc WHERE stamp > ?""",
            (self.stamp,),
        ):
            self._take(*row)
        self.stamp = stamp
        if len(self._changes) > _MOST_CHANGES:
            self._changes, self._forgotten = [], stamp

    def first_changed(self, stamp: int) -> int:
        """The lowest place that was written after a stamp; the number of clips where none was."""
        if stamp < self._forgotten:
            return 0
        return min((place for when, place in self._changes if when > stamp), default=self.count)

    def visible(self, accounts: tuple[int, ...]) -> Mask:
        """Where the clips stand that a viewer with these accounts may find."""
        owner = self.owner
        visible: Mask = owner == PUBLIC
        for account in accounts:
            visible |= owner == account
        visible &= self.alive
        return visible

    def place(self, clip_id: int) -> int | None:
        """Where a clip stands."""
        found = np.flatnonzero(self.clip_id == clip_id)
        return int(found[0]) if len(found) else None

    def having(self, facet: str, values: tuple[str, ...]) -> Mask:
        """Where the clips stand that have any of a facet's values."""
        found: Mask = np.zeros(self.count, np.bool_)
        for code in (self._code[facet, value] for value in values if (facet, value) in self._code):
            for slot in self.codes:
                found |= slot == code  # one comparison of all clips takes 10 µs with 100,000
        return found

    def tally(self, mask: Mask) -> dict[str, dict[str, int]]:
        """How many of the masked clips have each value, by facet."""
        places, counts = np.flatnonzero(mask), np.zeros(len(self._code) + 1, np.int64)
        everywhere = len(places) == self.count
        for slot in filter(np.any, self.codes):
            counts += np.bincount(slot if everywhere else slot[places], minlength=len(counts))
        tallied: dict[str, dict[str, int]] = {}
        for (facet, value), code in self._code.items():
            tallied.setdefault(facet, {})[value] = int(counts[code])
        return tallied

    def _point(self) -> None:
        """The arrays up to the last clip."""
        held, count = self._held, self.count
        self.clip_id: npt.NDArray[np.int64] = held["clip_id"][:count]
        self.owner: npt.NDArray[np.int64] = held["owner"][:count]
        self.published: npt.NDArray[np.int64] = held["published"][:count]
        self.licences: npt.NDArray[np.int64] = held["licences"][:count]
        self.length: npt.NDArray[np.int32] = held["length"][:count]
        self.alive: npt.NDArray[np.bool_] = held["alive"][:count]
        self.codes: npt.NDArray[np.uint16] = held["codes"][:, :count]
        self.vectors: npt.NDArray[np.float16] = held["vectors"][:count]
        self.colours: npt.NDArray[np.int8] = held["colours"][:count]
        self.looks: npt.NDArray[np.float16] = held["looks"][:count]
        self.pictured: npt.NDArray[np.bool_] = held["pictured"][:count]

    def _take(
        self,
        stamp: int,
        row: int,
        clip_id: int,
        alive: int,
        owner: int,
        published: int,
        licences: int,
        words: int,
        facets: str,
        *blobs: bytes,
    ) -> None:
        place, held = row - 1, self._held
        held["clip_id"][place], held["owner"][place] = clip_id, owner
        held["published"][place], held["licences"][place] = published, licences
        held["alive"][place], held["length"][place] = bool(alive), words
        for name, blob in zip(("vectors", "colours", "looks"), blobs, strict=True):
            held[name][place] = np.frombuffer(blob, held[name].dtype) if blob else 0
        held["pictured"][place] = bool(held["looks"][place].any())
        codes = self._codes(json.loads(facets))
        held["codes"][:, place] = 0
        held["codes"][: len(codes), place] = codes
        self._changes.append((stamp, place))

    def _codes(self, facets: Mapping[str, list[str]]) -> list[int]:
        pairs = [(facet, value) for facet, values in facets.items() for value in dict.fromkeys(values)]
        # 0 means nothing.
        codes = [
            self._code.setdefault(pair, len(self._code) + 1)
            for pair in pairs[: arrays.SLOTS]
            if pair in self._code or len(self._code) < _MOST_CODES
        ]
        return codes
