"""The words of the catalogue: completing what is typed, correcting what is mistyped.

Only words of clips that the viewer may find are ever offered.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from elasticsearch import Elasticsearch
from elasticsearch.dsl import Q, Search
from elasticsearch.dsl.query import Query as Clause
from rapidfuzz.distance import DamerauLevenshtein

from catalog.search.embedding import knows

from .asking import beginning, having

#: Shorter words have too many neighbours to guess from.
_SHORTEST = 4
#: From this length on two slips are forgiven instead of one.
_LONG = 8
#: Clips whose words are looked through for the one that was meant; those with the closest come first.
_LOOKED_AT = 100


def correction(client: Elasticsearch, index: str, word: str, seen: Sequence[Clause]) -> str | None:
    """The word that was probably meant: fewest slips first, then the commonest. A real word is meant as it is."""
    if len(word) < _SHORTEST or word.isdigit() or knows(word):
        return None
    slips = 2 if len(word) >= _LONG else 1
    near = Q("fuzzy", words__whole={"value": word, "fuzziness": slips, "transpositions": True})
    search = Search(using=client, index=index).query(Q("bool", must=[near], filter=list(seen)))
    counts: Counter[str] = Counter()
    for hit in search.source(["vocabulary"])[:_LOOKED_AT].execute():
        counts.update(set(hit.vocabulary))
    far = {one: DamerauLevenshtein.distance(word, one, score_cutoff=slips) for one in counts}
    meant = [one for one, distance in far.items() if distance <= slips]
    return min(meant, key=lambda one: (far[one], -counts[one], one), default=None)


def completions(
    client: Elasticsearch, index: str, before: Sequence[str], last: str, seen: Sequence[Clause], limit: int
) -> tuple[list[str], list[str]]:
    """Words that begin like `last` in clips that have the words `before`, commonest first; and newest titles."""
    clauses = [*seen, beginning(last), *(having([word]) for word in before)]
    search = Search(using=client, index=index).query(Q("bool", filter=clauses)).sort("-published", "-born")
    search = search.source(["title"])[:limit]
    search.aggs.bucket(
        "words", "terms", field="vocabulary", include=f"{last}.*", size=limit, order=_COMMONEST
    )
    answer = search.execute()
    words = [bucket["key"] for bucket in answer.aggregations["words"]["buckets"]]
    return words, [hit.title for hit in answer]


_COMMONEST = [{"_count": "desc"}, {"_key": "asc"}]
