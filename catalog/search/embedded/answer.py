"""A query's answer: which clips, in which order, from where to where, and the facets' counts."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np

from catalog.search import cursor
from catalog.search.asked import Asked, mended
from catalog.search.boost import boost
from catalog.search.colour import NEAR_COLOUR
from catalog.search.cursor import Place
from catalog.search.facets import offered
from catalog.search.interface import Hit, Query, Results
from catalog.search.looks import LOOKS_ALIKE, readable

from . import likeness, order
from .columns import Columns, Mask, Rows
from .ranking import Candidates, Scores, Shelf, candidates


def answer(shelf: Shelf, asked: Asked, query: Query, place: Place | None, edition: str, born: int) -> Results:
    """Find clips by words and meaning, ranks fused; by colour and looks where those are asked for.

    `place` is where the page begins, `born` how far the index reached at the first page.
    """
    columns = shelf.columns
    found = candidates(shelf, asked)
    colour = likeness.of_colour(columns, query.colour) if query.colour else None
    if colour is not None:
        found = replace(found, matching=found.matching & (colour >= NEAR_COLOUR))
    if query.appearance:
        found = _looking(columns, found, query.appearance)
    filters = {name: columns.having(name, values) for name, values in query.filters.items() if values}
    places = np.flatnonzero(_all(found.matching, filters))
    keys = _keys(columns, found, places, query.sort, colour)
    start = _start(columns, places, keys, place)
    page = places[order.part(keys, start, start + query.limit)]
    hits = tuple(_hit(columns, found, row) for row in page)
    after = ""
    if hits and start + len(hits) < len(places):
        after = cursor.write(query, Place(edition, born, hits[-1].clip_id, start + len(hits)))
    return Results(
        hits=hits,
        total=len(places),
        facets=offered(_tally(columns, found.matching, filters), query.filters),
        next_cursor=after,
        did_you_mean=mended(query.text.lower(), found.corrected) if found.corrected else "",
        unmatched=found.unmatched,
    )


def _looking(columns: Columns, found: Candidates, appearance: tuple[float, ...]) -> Candidates:
    """Those that look like this, the likest first whatever their words."""
    if not readable(appearance):
        return replace(found, matching=np.zeros(columns.count, np.bool_))
    looks = likeness.of_looks(columns, np.array(appearance))
    return replace(found, matching=found.matching & (looks >= LOOKS_ALIKE), score=looks.astype(np.float64))


def _all(matching: Mask, filters: dict[str, Mask], *, but: str | None = None) -> Mask:
    for name, mask in filters.items():
        if name != but:
            matching = matching & mask
    return matching


def _tally(columns: Columns, matching: Mask, filters: dict[str, Mask]) -> dict[str, dict[str, int]]:
    """Counts under every filter; for a filter's own values without itself, since choosing more widens it."""
    counts = columns.tally(_all(matching, filters))
    for name in filters:
        counts[name] = columns.tally(_all(matching, filters, but=name)).get(name, {})
    return counts


def _keys(
    columns: Columns, found: Candidates, places: Rows, sort: str, colour: likeness.Likeness | None
) -> order.Keys:
    """What the order goes by: best, newest or most licensed; equals by colour, then newest first."""
    keys: list[order.Key] = [columns.published[places], places]
    if sort == "licensed":
        return [columns.licences[places], *keys]
    if sort == "newest":
        return keys
    if colour is not None:
        keys.insert(0, colour[places])
    if found.score is not None:
        keys.insert(0, _boosted(columns, found.score, places))
    return keys


def _boosted(columns: Columns, score: Scores, places: Rows) -> Scores:
    now = int(time.time() * 1000)
    boosted: Scores = score[places] * boost(columns.published[places], columns.licences[places], now)
    return boosted


def _start(columns: Columns, places: Rows, keys: order.Keys, place: Place | None) -> int:
    """Where the page begins: after the clip shown last, wherever that stands now."""
    if place is None:
        return 0
    last = columns.place(place.last_clip)
    at = np.flatnonzero(places == (-1 if last is None else last))
    return order.before(keys, int(at[0])) + 1 if len(at) else min(place.shown, len(places))


def _hit(columns: Columns, found: Candidates, row: np.int64) -> Hit:
    score = 0.0 if found.score is None else float(found.score[row])
    similarity = None if found.similarity is None else round(float(found.similarity[row]), 4)
    return Hit(int(columns.clip_id[row]), score, similarity)
