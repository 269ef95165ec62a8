"""Which clips answer a query, and in which order: two rounds with the server.

First the clips of each word are counted and the nearest in meaning fetched; then what has enough of the words, or is
near, is counted, faceted and ordered. Meaning is compared with the nearest `NEAREST` clips alone, and fused with
the `FIRST` by words: a page beyond both goes on by words.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from elasticsearch import Elasticsearch
from elasticsearch.dsl import MultiSearch, Q, Search
from elasticsearch.dsl.query import Query as Clause

from catalog.search.asked import Asked, Group, mended
from catalog.search.boost import boost
from catalog.search.embedding import embed_one
from catalog.search.fusion import fused, near_enough, rarity
from catalog.search.interface import Query

from .asking import (
    allowed,
    beginning,
    count_facets,
    enough,
    facet_counts,
    having,
    likeness,
    looking,
    narrowed,
    nearest,
    numbered,
    showing,
    total,
    weighed,
)
from .vocabulary import correction

#: Clips compared by meaning, and clips weighed by words, for one answer.
NEAREST, FIRST = 200, 500
_KEPT = ["clip_id", "published", "licences", "born"]


@dataclass(frozen=True)
class Found:
    """A clip that answers. `likeness` is None where its meaning was not compared."""

    clip_id: int
    published: int
    licences: int
    born: int
    score: float = 0.0
    likeness: float | None = None


@dataclass(frozen=True)
class Understood:
    """What was asked as the index knows it: each part with its weight, and the clips near in meaning."""

    asked: Asked
    base: Clause
    parts: tuple[Clause, ...] = ()
    weights: tuple[float, ...] = ()
    near: dict[int, float] = field(default_factory=dict)
    unmatched: tuple[str, ...] = ()
    corrected: tuple[tuple[str, str], ...] = ()

    @property
    def matching(self) -> Clause:
        """Every clip that answers, scored by its words."""
        if not self.parts:
            return self.base
        either = [enough(self.parts, self.weights)]
        if self.near:
            either.append(Q("constant_score", filter=numbered(self.near), boost=0))
        return Q("bool", filter=[self.base], should=either, minimum_should_match=1)


def understand(
    client: Elasticsearch, index: str, query: Query, asked: Asked, seen: Sequence[Clause]
) -> Understood:
    """The first round: weigh each word by how rare it is among the visible clips, and look for near meanings."""
    base = allowed(asked, seen)
    if query.colour:
        base = Q("bool", filter=[base, showing(query.colour)])
    if not (asked.groups or asked.phrases):
        return Understood(asked, base)
    parts = [having(group.alternatives) for group in asked.groups]
    counting = (
        Search(using=client, index=index).query(Q("bool", filter=list(seen))).extra(track_total_hits=True)
    )
    last = asked.groups[-1] if asked.groups else None
    named = {str(place): part for place, part in enumerate(parts)}
    named |= {f"phrase {place}": having([phrase]) for place, phrase in enumerate(asked.phrases)}
    if last and len(last.typed) > 1 and " " not in last.typed:
        named["unfinished"] = beginning(last.typed)
    counting = counting[:0]
    counting.aggs.bucket("words", "filters", filters={name: part.to_dict() for name, part in named.items()})
    counted, close = (
        MultiSearch(using=client, index=index).add(counting).add(_near(base, asked.meaning)).execute()
    )
    clips = total(counted)
    counts = {
        name: bucket["doc_count"]
        for name, bucket in counted.aggregations["words"]["buckets"].to_dict().items()
    }
    corrected: list[tuple[str, str]] = []
    unmatched: list[str] = []
    weights: list[float] = []
    for place, group in enumerate(asked.groups):
        count = counts[str(place)]
        if not count:
            parts[place], count, instead = _otherwise(
                client, index, group, seen, counts if group is last else {}
            )
            if instead:
                corrected.append((group.typed, instead))
            if not count:
                unmatched.append(group.typed)
        weights.append(rarity(clips, count))
    for place, phrase in enumerate(asked.phrases):
        parts.append(having([phrase]))
        weights.append(rarity(clips, counts[f"phrase {place}"]))
    if corrected:
        meaning = mended(asked.meaning, corrected)
        (close,) = MultiSearch(using=client, index=index).add(_near(base, meaning)).execute()
    alike = likeness(close)
    enough_alike = near_enough(np.array(list(alike.values())), len(parts))
    near = {clip_id: number for clip_id, number in alike.items() if number >= enough_alike}
    return Understood(asked, base, tuple(parts), tuple(weights), near, tuple(unmatched), tuple(corrected))


def counted(understood: Understood, query: Query) -> Search[Any]:
    """Every matching clip under the filters, with facets; the caller says in which order and how many.

    Scored by looks where those are asked for, else by words, else by the colour.
    """
    matching = understood.matching
    if query.appearance:
        matching = Q("bool", must=[looking(query.appearance, now())], filter=[matching])
    elif query.colour and not understood.parts:
        matching = Q("bool", must=[showing(query.colour)], filter=[matching])
    search: Search[Any] = Search().query(matching).post_filter(narrowed(query.filters))
    search = search.extra(track_total_hits=True, docvalue_fields=_KEPT).source(False)
    count_facets(search, query.filters)
    return search


def now() -> int:
    """Milliseconds."""
    return int(time.time() * 1000)


def in_best_order(
    client: Elasticsearch, index: str, understood: Understood, query: Query
) -> tuple[list[Found], int, dict[str, dict[str, int]]]:
    """The second round for the best order: the clips weighed, how many match in all, and the facets' counts."""
    by_words = counted(understood, query).sort("_score", "-published", "-born")[:FIRST]
    near_ones = Q(
        "bool",
        filter=[numbered(understood.near), narrowed(query.filters)],
        should=weighed(understood.parts, understood.weights),
    )
    by_meaning = Search().query(near_ones).extra(docvalue_fields=_KEPT).source(False)[:NEAREST]
    first, close = MultiSearch(using=client, index=index).add(by_words).add(by_meaning).execute()
    words: dict[int, float] = {}
    known: dict[int, Found] = {}
    for hit in (*first, *close):
        one = found(hit)
        known[one.clip_id] = one
        words[one.clip_id] = _weight(hit, understood.weights)
    ordered = _ordered(list(known.values()), words, understood.near, len(understood.parts), now())
    return ordered, total(first), facet_counts(first.aggregations)


def beyond(
    client: Elasticsearch,
    index: str,
    understood: Understood,
    query: Query,
    without: Sequence[int],
    start: int,
) -> list[Found]:
    """A page of what follows the clips that were weighed, by words alone."""
    rest = Q(
        "bool", must=[understood.matching], must_not=[numbered(without)], filter=[narrowed(query.filters)]
    )
    search = Search(using=client, index=index).query(rest).sort("_score", "-published", "-born")
    search = search.extra(docvalue_fields=_KEPT).source(False)[start : start + query.limit]
    return [found(hit) for hit in search.execute()]


def found(hit: Any) -> Found:
    """A hit with the fields in `_KEPT`."""
    return Found(*(int(hit[name][0]) for name in _KEPT))


def _near(base: Clause, meaning: str) -> Search[Any]:
    return nearest("vector", embed_one(meaning).tolist(), NEAREST, base)


def _otherwise(
    client: Elasticsearch, index: str, group: Group, seen: Sequence[Clause], counts: dict[str, int]
) -> tuple[Clause, int, str | None]:
    """A word that no clip has, as the beginning of one, else as a mistyped one; with its count."""
    if counts.get("unfinished"):
        return beginning(group.typed), counts["unfinished"], None
    none = having(group.alternatives)
    if " " in group.typed:
        return none, 0, None
    instead = correction(client, index, group.typed, seen)
    if instead is None:
        return none, 0, None
    meant = having([instead])
    count = Search(using=client, index=index).query(Q("bool", filter=[*seen, meant])).count()
    return meant, count, instead


def _weight(hit: Any, weights: Sequence[float]) -> float:
    named = getattr(hit.meta, "matched_queries", ())
    return sum(weights[int(place)] for place in named)


def _ordered(
    clips: list[Found], words: dict[int, float], near: dict[int, float], parts: int, now_ms: int
) -> list[Found]:
    if not clips:
        return []
    weight = np.array([words[one.clip_id] for one in clips])
    # What is not among the nearest is less alike than they are, by how much does not matter to a rank.
    alike = np.array([near.get(one.clip_id, -1.0) for one in clips])
    gentle = boost([one.published for one in clips], [one.licences for one in clips], now_ms)
    score = fused(weight, alike, parts) * gentle
    order = np.lexsort(
        (-np.array([one.born for one in clips]), -np.array([one.published for one in clips]), -score)
    )
    return [
        Found(one.clip_id, one.published, one.licences, one.born, float(score[place]), near.get(one.clip_id))
        for place, one in ((int(place), clips[place]) for place in order)
    ]
