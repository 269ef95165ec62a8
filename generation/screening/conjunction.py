"""Which of a policy's clauses hold, given the hits of its lexicons."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from .lexicon import Hit
from .rules import Clause
from .signs import SIGNS

#: How many neighbours on each side are tried for a hit that lies apart from an overlapping one.
NEIGHBOURS = 4


def satisfied(clause: Clause, hits: dict[str, list[Hit]]) -> list[Hit]:
    """The hits that together make a clause true, in order of place; empty if it is not.

    `hits` are grouped by lexicon and sorted by first word. One word can't be two parts of a clause.
    """
    if any(hits.get(name) for name in clause.unless):
        return []
    shown = [hits.get(name, []) for name in clause.all if name in SIGNS]
    if not all(shown):
        return []
    placed = [hits.get(name, []) for name in clause.all if name not in SIGNS]
    if not placed:
        return [sign for one in shown for sign in one]
    anchors, others = placed[0], placed[1:]
    found: set[Hit] = set()
    for anchor in anchors:
        partners = [_nearest(anchor, candidates, clause.within) for candidates in others]
        if None not in partners:
            found.update([anchor, *(partner for partner in partners if partner is not None)])
    return sorted(found, key=lambda hit: (hit.first, hit.last))


def by_lexicon(hits: Iterable[Hit]) -> dict[str, list[Hit]]:
    """Hits grouped by their lexicon, in the order given."""
    grouped: dict[str, list[Hit]] = {}
    for hit in hits:
        grouped.setdefault(hit.lexicon, []).append(hit)
    return grouped


def _nearest(anchor: Hit, candidates: list[Hit], within: int | None) -> Hit | None:
    at = bisect_left(candidates, anchor.first, key=lambda hit: hit.first)
    near = candidates[max(0, at - NEIGHBOURS) : at + NEIGHBOURS]
    apart = [(gap, hit) for hit in near if (gap := _gap(anchor, hit)) >= 0]
    if not apart:
        return None
    gap, nearest = min(apart, key=lambda pair: pair[0])
    return nearest if within is None or gap < within else None


def _gap(one: Hit, other: Hit) -> int:
    """Words between two hits; negative where they overlap."""
    return max(one.first, other.first) - min(one.last, other.last)
