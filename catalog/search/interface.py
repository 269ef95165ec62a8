"""What a search index is, whatever runs behind it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol

#: Orders of results.
SORTS = ("best", "newest", "licensed")
#: A longer query is read up to here.
LONGEST_TEXT = 400
#: Numbers in a description of how a picture looks: its colours and its structure, whatever it means.
APPEARANCE = 128

#: Owner, in an index, of what everybody may find; account numbers begin at 1.
PUBLIC = 0


class SearchUnavailable(Exception):
    """The index can't answer now: missing, damaged, of another version or locked."""


@dataclass(frozen=True)
class Document:
    """A clip as the index knows it. `account` is None for what everybody may find.

    `said` is what the clip shows, in a sentence whose meaning is compared; `text` whatever else it
    should be found by. `facets` gives each facet's values; `published` is a Unix time in milliseconds.
    `palette` holds #rrggbb colours, most present first; `appearance` is a unit vector of `APPEARANCE`
    numbers, empty where the clip's pictures were not measured.
    """

    clip_id: int
    account: int | None
    title: str
    said: str
    text: str
    facets: Mapping[str, tuple[str, ...]]
    published: int
    licences: int = 0
    palette: tuple[str, ...] = ()
    appearance: tuple[float, ...] = ()

    @property
    def digest(self) -> str:
        """Differs when anything differs that the clip is found by."""
        plain = {**self.__dict__, "facets": dict(self.facets), "licences": 0}
        return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()[:32]

    @property
    def meaning(self) -> str:
        """Names the sentence whose vector is compared: the same name, the same vector."""
        return hashlib.sha256(self.said.encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Query:
    """What is looked for. `accounts` are those whose private clips may be found.

    `cursor` continues an earlier answer; one that is damaged or of another search begins at the first page.
    Values of one filter widen it, filters narrow each other. No text finds everything, newest first.
    `colour` (#rrggbb) leaves the clips that show it, or one that looks the same; `appearance` is a unit
    vector as in `Document`: the clips that look like it come, the likest first.
    """

    text: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    accounts: tuple[int, ...] = ()
    sort: str = "best"
    cursor: str = ""
    limit: int = 24
    colour: str = ""
    appearance: tuple[float, ...] = ()


@dataclass(frozen=True)
class Hit:
    """One clip found. `similarity` is the likeness of meaning, -1 to 1; None where none was measured."""

    clip_id: int
    score: float
    similarity: float | None = None


@dataclass(frozen=True)
class FacetValue:
    """A value of a facet, how people read it, and how many of the clips found have it."""

    value: str
    label: str
    count: int


@dataclass(frozen=True)
class Results:
    """An answer. `limited` says that the index could not be asked and the database answered instead.

    `did_you_mean` is the query with its slips mended, as the hits already have it; `unmatched` are the
    words that no clip has.
    """

    hits: tuple[Hit, ...]
    total: int
    facets: Mapping[str, tuple[FacetValue, ...]] = field(default_factory=dict)
    next_cursor: str = ""
    did_you_mean: str = ""
    unmatched: tuple[str, ...] = ()
    limited: bool = False


@dataclass(frozen=True)
class Health:
    """How the index is, in words."""

    documents: int
    words: str


class Index(Protocol):
    """A search index. Every write may be repeated; readers never wait for writers.

    Every method raises `SearchUnavailable` where the index can't do it now.
    """

    def index(self, documents: Iterable[Document]) -> None:
        """Add or replace."""
        ...

    def remove(self, clip_ids: Iterable[int]) -> None:
        """Forget; what is not known is no fault."""
        ...

    def search(self, query: Query) -> Results:
        """Answer. Never raises for what people type."""
        ...

    def suggest(self, prefix: str, *, accounts: tuple[int, ...] = (), limit: int = 8) -> list[str]:
        """Completions of what is being typed."""
        ...

    def similar(self, clip_id: int, *, accounts: tuple[int, ...] = (), limit: int = 6) -> list[Hit]:
        """Clips that mean about the same, best first, without the clip itself."""
        ...

    def ready(self) -> bool:
        """Whether it can be written to; if not, it has to be rebuilt."""
        ...

    def rebuild(self, documents: Iterable[Document]) -> int:
        """Everything anew, returning how many; readers see the old index until the new one is whole."""
        ...

    def contents(self) -> dict[int, str]:
        """Every clip that the index knows, with its document's digest."""
        ...

    def exclusive(self) -> AbstractContextManager[bool]:
        """Be the one who writes. Gives False, at once, where another process or thread is at it."""
        ...

    def health(self) -> Health:
        """How it is, found out by using it."""
        ...
