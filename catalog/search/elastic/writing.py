"""From documents to what Elasticsearch stores."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from elasticsearch import Elasticsearch

from catalog.search.asked import plain_words
from catalog.search.colour import vector as colour_vector
from catalog.search.embedding import embed
from catalog.search.interface import PUBLIC, Document, SearchUnavailable

log = logging.getLogger(__name__)
BATCH = 200
#: A document that the mapping refuses would be refused for ever: it is logged and left out.
_REFUSED_FOR_GOOD = 400


def write(client: Elasticsearch, to: str, batch: Sequence[Document], known: Sequence[str], born: int) -> int:
    """Add or replace documents in the index `to`; returns the next number for a new clip.

    `born` is the first number not yet given. What the indices `known` hold is taken over: a clip's number,
    and the vector of a sentence that did not change. Raises `SearchUnavailable` where some can't be written
    now; a repeat is harmless.
    """
    there = _there(client, known, [document.clip_id for document in batch])
    lacking = [d for d in batch if there.get(d.clip_id, {}).get("meaning") != d.meaning]
    fresh = dict(
        zip(
            (d.clip_id for d in lacking),
            embed([document.said for document in lacking]).tolist() if lacking else [],
            strict=True,
        )
    )
    operations: list[dict[str, Any]] = []
    for document in batch:
        before = there.get(document.clip_id, {})
        number = before.get("born")
        if number is None:
            number, born = born, born + 1
        vector = fresh.get(document.clip_id) or before["vector"]
        operations += [{"index": {"_id": str(document.clip_id)}}, source_of(document, number, vector)]
    _send(client, to, operations)
    return born


def remove(client: Elasticsearch, to: str, clip_ids: Iterable[int]) -> None:
    """Forget clips; those that are not there are no fault."""
    for batch in _slices(sorted(set(clip_ids))):
        _send(client, to, [{"delete": {"_id": str(clip_id)}} for clip_id in batch])


def source_of(document: Document, born: int, vector: Sequence[float]) -> dict[str, Any]:
    """A document as stored. Vectors that are not known are left out: Elasticsearch refuses zeros."""
    words = plain_words(f"{document.title} \n {document.said} \n {document.text}")
    colours = colour_vector(document.palette)
    source: dict[str, Any] = {
        "clip_id": document.clip_id,
        "born": born,
        "owner": document.account or PUBLIC,
        "title": document.title,
        "words": " ".join(words),
        "vocabulary": [word for word in dict.fromkeys(words) if not word.isdigit()],
        "facets": {name: list(dict.fromkeys(values)) for name, values in document.facets.items()},
        "published": document.published,
        "licences": document.licences,
        "meaning": document.meaning,
        "digest": document.digest,
        "vector": _short(vector),
    }
    if np.any(colours):
        source["colours"] = _short(colours)
    if any(document.appearance):
        source["appearance"] = _short(document.appearance)
    return source


def _short(vector: Sequence[float] | npt.NDArray[np.float32]) -> list[float]:
    """Numbers with five places: Elasticsearch keeps them as text, and as vectors of 32 bits or less."""
    rounded: list[float] = np.asarray(vector, np.float64).round(5).tolist()
    return rounded


def _there(client: Elasticsearch, known: Sequence[str], clip_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """What the indices hold of these clips; an earlier index's word counts first."""
    found: dict[int, dict[str, Any]] = {}
    for index in known:
        answer = client.mget(
            index=index, ids=[str(one) for one in clip_ids], source_includes=["born", "meaning", "vector"]
        )
        for doc in answer["docs"]:
            if doc.get("found"):
                found.setdefault(int(doc["_id"]), doc["_source"])
    return found


def _send(client: Elasticsearch, to: str, operations: Sequence[dict[str, Any]]) -> None:
    if not operations:
        return
    answer = client.bulk(index=to, operations=list(operations), refresh=True)
    if not answer["errors"]:
        return
    for item in answer["items"]:
        [(action, result)] = item.items()
        error = result.get("error")
        if error is None or (action == "delete" and result["status"] == 404):
            continue
        if result["status"] == _REFUSED_FOR_GOOD:
            log.error("Elasticsearch refuses clip %s for good: %s", result["_id"], error)
        else:
            raise SearchUnavailable(f"Elasticsearch took not all of a batch: {error.get('reason', error)}")


def _slices(clip_ids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(clip_ids), BATCH):
        yield clip_ids[start : start + BATCH]
