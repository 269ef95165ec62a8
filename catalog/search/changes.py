"""From the database to the index: the database leads, the index follows."""

from __future__ import annotations

import logging

from catalog.models import IndexChange

from . import search_index
from .documents import documents

log = logging.getLogger(__name__)


def apply_changes(limit: int = 500) -> int:
    """Tell the index of the oldest changes that it has not heard of; returns how many rows were done.

    At least once, in order of clips' last changes, and idempotent: the clip is read as it is now. A
    row goes only after the index has it, so that a killed worker loses nothing.
    """
    rows = list(IndexChange.objects.order_by("pk").values_list("pk", "clip_id")[:limit])
    if not rows:
        return 0
    clip_ids = sorted({clip_id for _, clip_id in rows})
    found = documents(clip_ids)
    index = search_index()
    index.index(found)
    index.remove(set(clip_ids) - {document.clip_id for document in found})
    IndexChange.objects.filter(pk__in=[pk for pk, _ in rows]).delete()
    return len(rows)


def rebuild() -> int:
    """The whole index anew from the database; returns the number of documents. Changes meanwhile stay recorded."""
    found = documents()
    search_index().rebuild(found)
    return len(found)


def drift() -> tuple[set[int], set[int]]:
    """Clips that the index should know and does not, and those that it should not know and does."""
    wanted = {document.clip_id for document in documents()}
    known = search_index().ids()
    return wanted - known, known - wanted
