"""Words and meaning, fused by rank; filters, facets and cursors."""

from __future__ import annotations

import base64
import json
import sqlite3
from collections.abc import Mapping

from catalog.search.documents import FACETS, label
from catalog.search.embedding import embed_query
from catalog.search.interface import FacetValue, Hit, Query, Results

from .vectors import VectorCache
from .words import Typed, corrected, match_expression, read

#: Reciprocal rank fusion's constant (Cormack, Clarke and Buettcher 2009).
K = 60
#: Titles weigh more than the rest.
TITLE, TEXT = 4.0, 1.0
#: Likeness of meaning below which a clip is no answer, and how many answers meaning may add.
LEAST_LIKENESS, BY_MEANING = 0.38, 120
MOST = 2_000


def search(connection: sqlite3.Connection, vectors: VectorCache, query: Query) -> Results:
    """Answer a query."""
    typed = read(query.text)
    allowed = _allowed(connection, query)
    if typed.plain or typed.without:
        scored, likeness = _scored(connection, vectors, query, typed, allowed)
    else:
        scored, likeness = {clip_id: 0.0 for clip_id in allowed}, {}
    order = _order(connection, query.sort, scored)
    page, next_cursor = _page(order, query)
    hits = tuple(Hit(clip_id, scored[clip_id], likeness.get(clip_id)) for clip_id in page)
    return Results(
        hits=hits,
        total=len(order),
        facets=_facets(connection, set(order)),
        next_cursor=next_cursor,
        did_you_mean=_did_you_mean(connection, typed),
    )


def _allowed(connection: sqlite3.Connection, query: Query) -> set[int]:
    """The clips that the viewer may find and that pass every filter: any value of a facet, all facets."""
    holes = ",".join("?" * len(query.accounts))
    sql = f"SELECT clip_id FROM documents WHERE (account IS NULL OR account IN ({holes}))"  # noqa: S608 (only ? holes)
    values: list[object] = list(query.accounts)
    for facet, wanted in query.filters.items():
        if wanted:
            sql += f" AND clip_id IN (SELECT clip_id FROM facets WHERE facet = ? AND value IN ({','.join('?' * len(wanted))}))"
            values += [facet, *wanted]
    return {clip_id for (clip_id,) in connection.execute(sql, values)}


def _scored(
    connection: sqlite3.Connection, vectors: VectorCache, query: Query, typed: Typed, allowed: set[int]
) -> tuple[dict[int, float], dict[int, float]]:
    expression = match_expression(typed, prefix=not query.text.endswith(" "))
    by_words: list[int] = []
    if expression:
        rows = connection.execute(
            "SELECT rowid FROM words WHERE words MATCH ? ORDER BY bm25(words, ?, ?), rowid LIMIT ?",
            (expression, TITLE, TEXT, MOST),
        )
        by_words = [clip_id for (clip_id,) in rows if clip_id in allowed]
    pool = allowed - _excluded(connection, typed)
    if typed.phrases:
        pool &= set(by_words)
    near = vectors.of(connection).nearest(embed_query(typed.plain), query.accounts, BY_MEANING, pool) if typed.plain else []
    likeness = {hit.clip_id: hit.score for hit in near}
    scores: dict[int, float] = {}
    for rank, clip_id in enumerate(by_words):
        scores[clip_id] = 1 / (K + rank)
    for rank, hit in enumerate(near):
        if hit.score >= LEAST_LIKENESS:
            scores[hit.clip_id] = scores.get(hit.clip_id, 0.0) + 1 / (K + rank)
    if not typed.plain:
        scores = dict.fromkeys(pool, 0.0)
    return scores, likeness


def _excluded(connection: sqlite3.Connection, typed: Typed) -> set[int]:
    if not typed.without:
        return set()
    expression = " OR ".join(f'"{phrase}"' for phrase in typed.without)
    return {clip_id for (clip_id,) in connection.execute("SELECT rowid FROM words WHERE words MATCH ?", (expression,))}


def _order(connection: sqlite3.Connection, sort: str, scored: Mapping[int, float]) -> list[int]:
    if not scored:
        return []
    facts = {
        clip_id: (published, licences)
        for clip_id, published, licences in connection.execute("SELECT clip_id, published, licences FROM documents")
        if clip_id in scored
    }
    keys = {
        "best": lambda c: (-scored[c], -facts[c][0], -c),
        "newest": lambda c: (-facts[c][0], -c),
        "licensed": lambda c: (-facts[c][1], -facts[c][0], -c),
    }
    return sorted(facts, key=keys[sort])


def _page(order: list[int], query: Query) -> tuple[list[int], str]:
    """The page after the cursor. The cursor names the last clip shown, so that insertions shift nothing."""
    start = 0
    if query.cursor:
        last, shown = _read_cursor(query.cursor)
        start = order.index(last) + 1 if last in order else min(shown, len(order))
    page = order[start : start + query.limit]
    more = start + len(page) < len(order)
    return page, _cursor(page[-1], start + len(page)) if page and more else ""


def _cursor(last: int, shown: int) -> str:
    return base64.urlsafe_b64encode(json.dumps([last, shown]).encode()).decode()


def _read_cursor(cursor: str) -> tuple[int, int]:
    try:
        last, shown = json.loads(base64.urlsafe_b64decode(cursor))
        return int(last), int(shown)
    except (ValueError, TypeError):
        return 0, 0


def _facets(connection: sqlite3.Connection, found: set[int]) -> dict[str, tuple[FacetValue, ...]]:
    counts: dict[str, dict[str, int]] = {facet: {} for facet in FACETS}
    for clip_id, facet, value in connection.execute("SELECT clip_id, facet, value FROM facets"):
        if clip_id in found and facet in counts:
            counts[facet][value] = counts[facet].get(value, 0) + 1
    return {
        facet: tuple(
            FacetValue(value, label(facet, value), count)
            for value, count in sorted(values.items(), key=lambda item: (-item[1], item[0]))[:12]
        )
        for facet, values in counts.items()
    }


def _did_you_mean(connection: sqlite3.Connection, typed: Typed) -> str:
    if not any(len(word) > 3 for word in typed.words):
        return ""
    known = {word for (word,) in connection.execute("SELECT word FROM plain_words")}
    return corrected(typed, known, known)
