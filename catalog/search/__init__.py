"""Finding clips: one interface, its back ends, and the way from the database to the index."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings
from django.utils.module_loading import import_string

from .guarded import Guarded


def search_index() -> Guarded:
    """The index that this installation uses, built once per process. Reading it never fails."""
    return _built(settings.SEARCH_BACKEND, str(settings.INDEX_DIR), tuple(settings.ELASTICSEARCH.items()))


@lru_cache(maxsize=4)
def _built(backend: str, folder: str, server: tuple[tuple[str, str], ...]) -> Guarded:
    # The server's address belongs to what is cached: a back end that needs it reads it from the settings.
    return Guarded(import_string(backend)(folder))
