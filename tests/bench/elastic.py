"""Elasticsearch: our answers against the bare query that retrieves the same, and indexing, at 100,000 clips.

`CLIPS` changes how many. Needs a server at `ELASTICSEARCH_TEST_URL` (http://127.0.0.1:9200). Words are those of
`make_catalogue`; vectors are those of 2,000 of its sentences with noise, since 100,000 would take ten minutes to embed.
"""

from __future__ import annotations

import os
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

CLIPS = int(os.environ.get("CLIPS", "100000"))
URL = os.environ.get("ELASTICSEARCH_TEST_URL", "http://127.0.0.1:9200")
QUESTIONS, ROUNDS = 60, 3


def measure() -> Iterator[str]:
    """A table's lines; each round asks every question both ways, so that a busy moment hits both."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")
    import django

    django.setup()
    from elasticsearch import Elasticsearch

    if not Elasticsearch(URL).ping():
        yield f"Not measured: no Elasticsearch answers at {URL}."
        return
    from catalog.search.elastic import ElasticIndex, writing
    from catalog.search.elastic.server import Address

    writing.embed = noisy_embedding()
    with TemporaryDirectory() as folder:
        index = ElasticIndex(folder, Address(URL, f"bench-{uuid.uuid4().hex[:8]}"))
        try:
            yield from _measure(index)
        finally:
            client = index._server.writer
            for name in client.indices.get(index=f"{index._prefix}-*"):
                client.indices.delete(index=name)


def _measure(index: Any) -> Iterator[str]:
    began = time.monotonic()
    count = index.rebuild(documents(CLIPS))
    took = time.monotonic() - began
    yield f"{count:,} clips indexed in {took:.0f} s ({count / took:.0f} a second, vectors given)."
    yield ""
    ours, bare = _compared(index)
    yield "| | p50 | p95 |"
    yield "|---|---|---|"
    for name, times in (("ours", ours), ("the bare query", bare)):
        yield f"| {name} | {_ms(times, 50)} | {_ms(times, 95)} |"
    p50, p95 = (np.percentile(ours, q) / np.percentile(bare, q) for q in (50, 95))
    yield f"| ratio | {p50:.2f} | {p95:.2f} |"
    yield ""
    yield _rebuilt_under_changes(index)


def _compared(index: Any) -> tuple[list[float], list[float]]:
    from catalog.search.embedding import embed_one
    from catalog.search.interface import Query

    questions = asked(QUESTIONS)
    ours: list[float] = []
    bare: list[float] = []
    for question in questions:
        embed_one(question)  # both ways get the vector ready: it costs the same
        index.search(Query(question))
        bare_query(index, question)
    for _ in range(ROUNDS):
        for question in questions:
            ours.append(_timed(lambda q=question: index.search(Query(q))))
            bare.append(_timed(lambda q=question: bare_query(index, q)))
    return ours, bare


def bare_query(index: Any, question: str) -> Any:
    """BM25 and nearest neighbours side by side, with the same facets, filter and page: what anybody would send."""
    from catalog.search.embedding import embed_one
    from catalog.search.facets import FACETS

    near = {
        "field": "vector", "query_vector": embed_one(question).tolist(), "k": 200, "num_candidates": 300,
        "filter": {"terms": {"owner": [0]}},
    }  # fmt: skip
    words = {"bool": {"must": {"match": {"words": question}}, "filter": {"terms": {"owner": [0]}}}}
    facets = {name: {"terms": {"field": f"facets.{name}", "size": 300}} for name in FACETS}
    searches: list[dict[str, Any]] = [
        {}, {"query": words, "size": 500, "aggs": facets, "track_total_hits": True, "_source": False,
             "docvalue_fields": ["clip_id", "published", "licences", "born"]},
        {}, {"knn": near, "size": 200, "_source": False, "docvalue_fields": ["clip_id"]},
    ]  # fmt: skip
    return index._server.reader.msearch(index=index._alias, searches=searches)


def _rebuilt_under_changes(index: Any) -> str:
    """Rebuild while changes come in as they do: recorded, and applied after the swap."""
    changes, done = [], threading.Event()

    def arrive() -> None:
        number = CLIPS
        while not done.wait(0.05):
            number += 1
            changes.append(number)

    arriving = threading.Thread(target=arrive)
    arriving.start()
    began = time.monotonic()
    index.rebuild(documents(CLIPS))
    done.set()
    arriving.join()
    took = time.monotonic() - began
    late = dict(zip(changes, documents(len(changes), first=CLIPS + 1), strict=True))
    index.index(late.values())
    missing = set(range(1, CLIPS + len(changes) + 1)) - index.contents().keys()
    return f"Rebuilt in {took:.0f} s while {len(changes)} changes arrived (20 a second): {len(missing)} clips missing."


def documents(count: int, first: int = 1) -> Iterator[Any]:
    """Made-up clips as documents, without a database."""
    from django.utils import timezone

    from catalog.models import Account
    from catalog.search.documents import document_of
    from generation.made_up.clips import clips

    made = clips(Account(pk=1, name="Made up"), count, first, timezone.now())
    for number, clip in enumerate(made, start=first):
        clip.pk = number
        yield document_of(clip)


def asked(count: int) -> list[str]:
    """Questions that nobody made a clip of."""
    from generation.made_up.sentences import sentences

    return list(islice(sentences(987_654), count))


def noisy_embedding() -> Callable[[Sequence[str]], Any]:
    """Vectors that lie as sentences' do, for next to nothing."""
    from catalog.search.embedding import embed

    base = embed(asked(2_000))
    chance = np.random.default_rng(4)

    def near(texts: Sequence[str]) -> Any:
        vectors = base[chance.integers(0, len(base), len(texts))] + chance.normal(
            0, 0.02, (len(texts), base.shape[1])
        )
        return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)

    return near


def _timed(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _ms(times: list[float], q: int) -> str:
    return f"{np.percentile(times, q) * 1000:.0f} ms"
