"""What was asked, as queries of Elasticsearch. Everything that people type is data in them, never syntax."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from elasticsearch.dsl import Q, Search
from elasticsearch.dsl.query import Query as Clause

from catalog.search.asked import Asked
from catalog.search.boost import HALF_LIFE_DAYS, LICENSED, MANY, RECENCY
from catalog.search.colour import NEAR_COLOUR
from catalog.search.colour import vector as colour_vector
from catalog.search.facets import FACETS
from catalog.search.fusion import ENOUGH_WORDS
from catalog.search.interface import PUBLIC
from catalog.search.looks import LOOKS_ALIKE, readable

#: Values counted of one facet; more than the catalogue has.
_MOST_VALUES = 300
#: Sums of weights are 32-bit numbers there.
_ROUNDING = 1e-4


def visible(accounts: tuple[int, ...], born: int | None) -> list[Clause]:
    """What a viewer with these accounts may find, of the clips that came up to number `born`."""
    clauses = [Q("terms", owner=[PUBLIC, *accounts])]
    if born is not None:
        clauses.append(Q("range", born={"lte": born}))
    return clauses


def allowed(asked: Asked, seen: Sequence[Clause]) -> Clause:
    """The visible clips that have every phrase and nothing that was excluded."""
    filters = [*seen, *(having([phrase]) for phrase in asked.phrases)]
    return Q("bool", filter=filters, must_not=[having([phrase]) for phrase in asked.without])


def having(alternatives: Iterable[str]) -> Clause:
    """Clips with any of these words or phrases."""
    return Q("bool", should=[Q("match_phrase", words=one) for one in alternatives], minimum_should_match=1)


def beginning(typed: str) -> Clause:
    """Clips with a word that begins so."""
    return Q("prefix", words__whole=typed)


def showing(colour: str) -> Clause:
    """Clips that show a colour, scored by how much. Each one's colours are compared, so that counts are true."""
    wanted = colour_vector([colour]).tolist()
    return _compared("colours", "seen", {"wanted": wanted, "least": NEAR_COLOUR})


def looking(appearance: Sequence[float], now_ms: int) -> Clause:
    """Clips that look like this, scored by how much, with the gentle preference of `boost`; none for no picture."""
    if not readable(appearance):
        return Q("match_none")
    length = math.hypot(*appearance)
    params: dict[str, Any] = {
        "wanted": [number / length for number in appearance],
        "least": LOOKS_ALIKE,
        "today": now_ms // _DAY_MS,
        "day": _DAY_MS,
        "recency": RECENCY,
        "half_life": HALF_LIFE_DAYS,
        "licensed": LICENSED,
        "many": math.log1p(MANY),
    }
    return _compared("appearance", _BOOSTED, params)


#: `boost.boost` in the server's own language; the conformance suite compares the two.
_BOOSTED = """seen * (1
    + params.recency * Math.pow(0.5,
        Math.max(0, params.today - doc['published'].value / params.day) / (double) params.half_life)
    + params.licensed * Math.min(1, Math.log1p(doc['licences'].value) / params.many))"""
_DAY_MS = 86_400_000


def _compared(field: str, score: str, params: dict[str, Any]) -> Clause:
    source = f"double seen = dotProduct(params.wanted, '{field}'); return seen < params.least ? 0 : {score};"
    return Q(
        "script_score",
        query=Q("exists", field=field),
        script={"source": source, "params": params},
        min_score=_ROUNDING,
    )


def nearest(field: str, vector: Sequence[float], count: int, among: Clause) -> Search[Any]:
    """The clips whose vectors are closest to one, closest first; scored (1 + cosine) / 2.

    Vectors are searched by their bytes and compared again as they are: what comes back is exact.
    """
    near = {
        "field": field,
        "query_vector": list(vector),
        "k": count,
        "num_candidates": max(100, count * 3 // 2),
        "filter": among.to_dict(),
        "rescore_vector": {"oversample": 1.5},
    }
    search: Search[Any] = Search().extra(knn=near, docvalue_fields=["clip_id"]).source(False)[:count]
    return search


def likeness(hits: Iterable[Any]) -> dict[int, float]:
    """The cosine of each clip that `nearest` found."""
    return {int(hit["clip_id"][0]): 2 * hit.meta.score - 1 for hit in hits}


def total(answer: Any) -> int:
    """How many clips a search found in all."""
    return int(answer.hits.total.value)


def weighed(parts: Sequence[Clause], weights: Sequence[float]) -> list[Clause]:
    """Each part as a clause that scores its weight and is named by its place."""
    return [
        Q("constant_score", filter=part, boost=max(weight, _ROUNDING), _name=str(place))
        for place, (part, weight) in enumerate(zip(parts, weights, strict=True))
    ]


def enough(parts: Sequence[Clause], weights: Sequence[float]) -> Clause:
    """Clips with enough of what was asked, scored by the weights of the parts that they have."""
    return Q(
        "function_score",
        query=Q("bool", should=weighed(parts, weights), minimum_should_match=1),
        min_score=ENOUGH_WORDS * sum(weights) - _ROUNDING,
    )


def numbered(clip_ids: Iterable[int]) -> Clause:
    """These clips."""
    return Q("ids", values=[str(clip_id) for clip_id in clip_ids])


def narrowed(filters: Mapping[str, tuple[str, ...]], *, but: str | None = None) -> Clause:
    """Values of one filter widen it, filters narrow each other; a filter that we don't have finds nothing."""
    clauses = [
        Q("terms", **{f"facets__{name}": list(values)}) if name in FACETS else Q("match_none")
        for name, values in filters.items()
        if values and name != but
    ]
    return Q("bool", filter=clauses)


def count_facets(search: Search[Any], filters: Mapping[str, tuple[str, ...]]) -> None:
    """Ask for every facet's counts under all filters but its own."""
    for name in FACETS:
        under = search.aggs.bucket(name, "filter", filter=narrowed(filters, but=name))
        under.bucket("values", "terms", field=f"facets.{name}", size=_MOST_VALUES)


def facet_counts(aggregations: Any) -> dict[str, dict[str, int]]:
    """The counts that `count_facets` asked for."""
    return {
        name: {bucket["key"]: bucket["doc_count"] for bucket in aggregations[name]["values"]["buckets"]}
        for name in FACETS
    }
