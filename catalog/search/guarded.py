"""An index that never fails its readers: where it can't answer, the database does, and says so."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from contextlib import AbstractContextManager

from .fallback import from_database
from .interface import Document, Health, Hit, Index, Query, Results, SearchUnavailable

log = logging.getLogger(__name__)


class Guarded:
    """A back end behind its fallback. Writers and health get the back end's own errors."""

    def __init__(self, backend: Index) -> None:
        self.backend = backend

    def search(self, query: Query) -> Results:
        """Find clips; `Results.limited` where the database had to answer."""
        try:
            return self.backend.search(query)
        except SearchUnavailable as error:
            log.warning("search answers from the database: %s", error)
            return from_database(query)

    def suggest(self, prefix: str, *, accounts: tuple[int, ...] = (), limit: int = 8) -> list[str]:
        """Completions; none while the index is away."""
        try:
            return self.backend.suggest(prefix, accounts=accounts, limit=limit)
        except SearchUnavailable:
            return []

    def similar(self, clip_id: int, *, accounts: tuple[int, ...] = (), limit: int = 6) -> list[Hit]:
        """Clips close in meaning; none while the index is away."""
        try:
            return self.backend.similar(clip_id, accounts=accounts, limit=limit)
        except SearchUnavailable:
            return []

    def index(self, documents: Iterable[Document]) -> None:
        """As the back end does."""
        self.backend.index(documents)

    def remove(self, clip_ids: Iterable[int]) -> None:
        """As the back end does."""
        self.backend.remove(clip_ids)

    def ready(self) -> bool:
        """As the back end does."""
        return self.backend.ready()

    def rebuild(self, documents: Iterable[Document]) -> int:
        """As the back end does."""
        return self.backend.rebuild(documents)

    def contents(self) -> dict[int, str]:
        """As the back end does."""
        return self.backend.contents()

    def exclusive(self) -> AbstractContextManager[bool]:
        """As the back end does."""
        return self.backend.exclusive()

    def health(self) -> Health:
        """As the back end does."""
        return self.backend.health()
