"""From the database to the index: the database leads, the index follows."""

from __future__ import annotations

import logging

from catalog.models import IndexChange

from . import search_index
from .documents import documents
from .interface import Index, SearchUnavailable

log = logging.getLogger(__name__)
_BATCH = 200


def apply_changes(limit: int = 10_000) -> int:
    """Tell the index of the oldest changes that it has not heard of; returns how many rows were done.

    At least once, and idempotent: the clip is read as it is now. A row goes only after the index has
    it, so that a killed worker loses nothing. An index that is lost is rebuilt first. Never raises for
    the index's sake: what could not be told stays recorded. Returns 0 where another process is at it.
    """
    index = search_index()
    try:
        with index.exclusive() as alone:
            if not alone:
                return 0
            if not index.ready():
                log.warning("the search index is missing, broken or of another version: building it")
                index.rebuild(documents())
            return _apply(index, limit)
    except SearchUnavailable as error:
        log.warning("the search index takes no changes, they wait: %s", error)
        return 0


def rebuild() -> int:
    """The whole index anew from the database; returns the number of documents. Search goes on meanwhile.

    Changes that arrive meanwhile stay recorded and are applied to the new index. Raises
    `SearchUnavailable`, also where another process is writing.
    """
    index = search_index()
    with index.exclusive() as alone:
        if not alone:
            raise SearchUnavailable("Another process is writing the search index; try again when it is done.")
        count = index.rebuild(documents())
        _apply(index, limit=1_000_000)
        return count


def _apply(index: Index, limit: int) -> int:
    done = 0
    while done < limit:
        rows = list(
            IndexChange.objects.order_by("pk").values_list("pk", "clip_id")[: min(_BATCH, limit - done)]
        )
        if not rows:
            break
        changed = {clip_id for _, clip_id in rows}
        found = list(documents(changed))
        index.index(found)
        index.remove(changed - {document.clip_id for document in found})
        IndexChange.objects.filter(pk__in=[pk for pk, _ in rows]).delete()
        done += len(rows)
    return done
