"""Which words of a request a clip's words answer, contradict or leave open."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import cache

from .lexicon import AXIS, KIND, SAME, wordnet
from .units import Unit, units


class Tie(IntEnum):
    """How a word stands to the other text. The numbers are what the learned model reads: never renumber."""

    NONE = 0  # a word that only holds the sentence together
    SAME = 1
    SYNONYM = 2
    NARROWER = 3  # the other text says it more closely: "dog" where an animal is meant
    WIDER = 4  # the other text says it more loosely
    SIBLING = 5  # another thing of the same kind: "cat" for "dog"
    EXCLUDED = 6  # another value of what can have but one: "red" for "blue"
    OPEN = 7  # nothing in the other text answers it


class Place(IntEnum):
    """Whether the words beside a matched word are matched beside its partner too."""

    NONE = 0
    KEPT = 1
    TURNED = 2
    MOVED = 3


@dataclass(frozen=True)
class Tied:
    """A unit with its best partner in the other text (an index, or -1)."""

    unit: Unit
    tie: Tie
    partner: int
    place: Place


MATCHED = (Tie.SAME, Tie.SYNONYM, Tie.NARROWER)
#: How far up WordNet's tree of kinds a wider word may stand, and how far two siblings may be apart.
UP, APART = 7, 2


@dataclass(frozen=True)
class Alignment:
    """Both texts, unit by unit."""

    request: tuple[Tied, ...]
    clip: tuple[Tied, ...]


def align(request: str, clip: str) -> Alignment:
    """Align two texts. Time grows with the product of their lengths, so cut them first."""
    asked, shown = units(request), units(clip)
    forth, back = _ties(asked, shown), _ties(shown, asked)
    return Alignment(_placed(asked, shown, forth), _placed(shown, asked, back))


def _ties(mine: list[Unit], theirs: list[Unit]) -> list[tuple[Tie, int]]:
    """For each unit the best tie to the other text. What is matched already excludes nothing."""
    best: list[tuple[Tie, int]] = []
    taken: set[int] = set()
    for index, unit in enumerate(mine):
        found = (Tie.OPEN, -1) if unit.content else (Tie.NONE, -1)
        if unit.content:
            near = sorted(range(len(theirs)), key=lambda i: abs(i * len(mine) - index * len(theirs)))
            ties = [
                (_RANK[tie(unit, theirs[i])], order, i) for order, i in enumerate(near) if theirs[i].content
            ]
            free = [t for t in ties if t[2] not in taken] or ties
            if free:
                rank, _, i = min(free)
                if _BY_RANK[rank] in MATCHED:
                    found = (_BY_RANK[rank], i)
                    taken.add(i)
        best.append(found)
    for index, unit in enumerate(mine):
        if best[index][0] is Tie.OPEN:
            near = sorted(range(len(theirs)), key=lambda i: abs(i * len(mine) - index * len(theirs)))
            ties = [
                (_RANK[tie(unit, theirs[i])], order, i)
                for order, i in enumerate(near)
                if theirs[i].content and i not in taken
            ]
            if ties:
                rank, _, i = min(ties)
                if _BY_RANK[rank] is not Tie.OPEN:
                    best[index] = (_BY_RANK[rank], i)
    return best


_BY_RANK = [Tie.SAME, Tie.SYNONYM, Tie.NARROWER, Tie.EXCLUDED, Tie.WIDER, Tie.SIBLING, Tie.OPEN]
_RANK = {one: rank for rank, one in enumerate(_BY_RANK)}


def tie(one: Unit, other: Unit) -> Tie:
    """How the second unit answers the first."""
    if one.key == other.key:
        return Tie.SAME
    return _tie(one.key, one.meanings, other.key, other.meanings)


#: Axes on which different things have the same value.
_ALIKE_ONLY = frozenset({(AXIS, "gender"), (AXIS, "age")})


@cache
def _tie(
    key: str, meanings: frozenset[tuple[str, str, str]], other: str, others: frozenset[tuple[str, str, str]]
) -> Tie:
    if common := meanings & others:
        if any((sort, name) not in _ALIKE_ONLY for sort, name, _ in common):
            return Tie.SYNONYM
        # Both are women, or young: that makes a bride no sister.
        near = _by_senses(key, other)
        return Tie.WIDER if near in (Tie.OPEN, Tie.SIBLING) else near
    mine = {(sort, name) for sort, name, _ in meanings if sort != SAME}
    theirs = {(sort, name) for sort, name, _ in others if sort != SAME}
    shared = mine & theirs
    if any(sort == AXIS for sort, _ in shared):
        return Tie.EXCLUDED
    if (min(key, other), max(key, other)) in wordnet().opposites:
        return Tie.EXCLUDED
    if any(sort == KIND for sort, _ in shared):
        return Tie.SIBLING
    return _by_senses(key, other)


def _by_senses(key: str, other: str) -> Tie:
    data = wordnet()
    near = Tie.OPEN
    for lemmas in data.lemmas.values():
        mine, theirs = lemmas.get(key), lemmas.get(other)
        if not mine or not theirs:
            continue
        if set(mine) & set(theirs):
            return Tie.SYNONYM
        for a in mine[:2]:
            for b in theirs[:2]:
                above_a, above_b = _above(a), _above(b)
                if a in above_b[:UP]:
                    return Tie.NARROWER
                if b in above_a[:UP]:
                    near = Tie.WIDER
                elif near is Tie.OPEN and set(above_a[:APART]) & set(above_b[:APART]):
                    near = Tie.SIBLING
    return near


@cache
def _above(sense: int) -> tuple[int, ...]:
    """What a sense is a kind of, nearest first."""
    parents = wordnet().parents
    found: list[int] = []
    while (sense := parents[sense]) >= 0 and len(found) < UP and sense not in found:
        found.append(sense)
    return tuple(found)


def _placed(mine: list[Unit], theirs: list[Unit], ties: list[tuple[Tie, int]]) -> tuple[Tied, ...]:
    """Say for each matched unit whether its neighbours went with it."""
    order = [i for i, unit in enumerate(mine) if unit.content]
    rank = {at: i for i, at in enumerate(i for i, unit in enumerate(theirs) if unit.content)}
    made = []
    for index, unit in enumerate(mine):
        kind, partner = ties[index]
        place = Place.NONE
        if kind in MATCHED and len(order) > 1:
            at = order.index(index)
            steps = set()
            for step in (-1, 1):
                if 0 <= at + step < len(order):
                    beside = ties[order[at + step]][1]
                    if beside >= 0:
                        steps.add((rank[beside] - rank[partner]) * step)
            place = Place.KEPT if steps & {1, 2} else Place.TURNED if steps & {-1, -2} else Place.MOVED
        made.append(Tied(unit, kind, partner, place))
    return tuple(made)
