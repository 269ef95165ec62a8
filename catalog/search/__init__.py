"""Finding clips: one interface, its back ends, and the way from the database to the index."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from .interface import Index


@cache
def search_index() -> Index:
    """The index that this installation uses, built once per process."""
    built: Index = import_string(settings.SEARCH_BACKEND)()
    return built
