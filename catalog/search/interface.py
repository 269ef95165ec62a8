"""What a search index is, whatever runs behind it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

#: Orders of results.
SORTS = ("best", "newest", "licensed")


@dataclass(frozen=True)
class Document:
    """A clip as the index knows it. `account` is None for what everybody may find.

    `facets` gives each facet's values; `published` is a Unix time in milliseconds.
    """

    clip_id: int
    account: int | None
    title: str
    text: str
    facets: Mapping[str, tuple[str, ...]]
    published: int
    licences: int = 0


@dataclass(frozen=True)
class Query:
    """What is looked for. `accounts` are those whose private clips may be found; `cursor` continues an earlier answer."""

    text: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    accounts: tuple[int, ...] = ()
    sort: str = "best"
    cursor: str = ""
    limit: int = 24


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
    """An answer. `limited` says that the index could not be asked and the database answered instead."""

    hits: tuple[Hit, ...]
    total: int
    facets: Mapping[str, tuple[FacetValue, ...]] = field(default_factory=dict)
    next_cursor: str = ""
    did_you_mean: str = ""
    limited: bool = False


@dataclass(frozen=True)
class Health:
    """How the index is, in words."""

    well: bool
    documents: int
    words: str


class Index(Protocol):
    """A search index. Every write may be repeated; readers never wait for writers."""

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

    def rebuild(self, documents: Iterable[Document]) -> None:
        """Everything anew; readers see the old index until the new one is whole."""
        ...

    def ids(self) -> set[int]:
        """Every clip that the index knows."""
        ...

    def health(self) -> Health:
        """Whether it answers."""
        ...
