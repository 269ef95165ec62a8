"""Who does it to whom, which describer belongs to which thing, and what stands on which side of what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .align import MATCHED, Alignment, Tie, Tied, tie
from .lexicon import AXIS, KIND, wordnet
from .lexicon.inflection import words

#: Axes whose values turn round when the two things beside them change places: "A left of B" is "B right of A".
_SIDED = frozenset({"sideways", "over", "front", "hold", "buying"})
#: Axes of describers, which belong to the thing that follows.
_DESCRIBING = frozenset(
    words("colour hair number age bigness tall long wet light heat clean newness fullness open")
)
#: Behind a deed: "by", with a few words between.
_PASSIVE = re.compile(r"[^,;]{0,24}?\bby\b")
_BEFORE = frozenset(
    words("with in on of from near behind at through under over between by after beside along to into")
)
_ARTICLES = frozenset(words("a an the his her their its another each every"))


@dataclass(frozen=True)
class Crossed:
    """Something of the request that the clip has the other way round. Indices of request units."""

    kind: str
    first: int
    last: int
    has: str


def crossed(request: str, clip: str, alignment: Alignment) -> Iterator[Crossed]:
    """Roles reversed, describers on another thing, sides exchanged."""
    yield from _reversed(request, clip, alignment)
    yield from _described(alignment)


def deeds(request: str, clip: str, alignment: Alignment) -> tuple[int, int]:
    """The first deed of each text, as places among the units; -1 where nobody does anything."""
    asked, shown = _clause(request, alignment.request), _clause(clip, alignment.clip)
    return asked.deed if asked else -1, shown.deed if shown else -1


def turned_sides(alignment: Alignment, index: int) -> bool:
    """Whether an excluded side is said from the other end: "left of the table" where the table comes first."""
    tied = alignment.request[index]
    axes = {name for sort, name, _ in tied.unit.meanings if sort == AXIS}
    if not axes & _SIDED:
        return False
    before = _beside(alignment.request, index, -1)
    after = _beside(alignment.request, index, 1)
    if before is None or after is None:
        return False
    a, b = alignment.request[before].partner, alignment.request[after].partner
    return a >= 0 and b >= 0 and a > b


def _beside(row: Sequence[Tied], index: int, step: int) -> int | None:
    """The next thing in a direction: what is no describer and no side."""
    at = index + step
    while 0 <= at < len(row):
        if row[at].unit.content and not _describes(row[at]) and not _is_side(row[at]):
            return at
        at += step
    return None


def _is_side(tied: Tied) -> bool:
    return any(sort == AXIS and name in _SIDED for sort, name, _ in tied.unit.meanings)


#: Words of age that are no beings: a child is a thing, and young.
_AGES = frozenset(words("young youthful old elderly senior aged older"))


def _describes(tied: Tied) -> bool:
    if any(sort == AXIS and name == "age" for sort, name, _ in tied.unit.meanings):
        return tied.unit.key in _AGES
    return any(sort == AXIS and name in _DESCRIBING for sort, name, _ in tied.unit.meanings)


def _is_deed(row: Sequence[Tied], index: int) -> bool:
    """Whether a unit is what somebody does to something: inflected as a deed, or with an article behind it."""
    unit = row[index].unit
    first = unit.text.lower().split()[0]
    base = unit.key.split(" ")[0]
    if (
        not unit.content
        or base not in wordnet().lemmas["v"]
        or _describes(row[index])
        or _is_side(row[index])
    ):
        return False
    if first.endswith(("ing", "ed")) or (first != base and not first.endswith("s")):
        return True
    if base not in wordnet().lemmas["n"]:
        return True
    after = row[index + 1] if index + 1 < len(row) else None
    if after is None:
        return False
    if after.unit.text.lower() in _ARTICLES or _describes(after):
        return True
    # "An elephant sprays water": behind one being, before what it is done with.
    one = (
        index > 0
        and row[index - 1].unit.content
        and row[index - 1].unit.key == row[index - 1].unit.text.lower()
    )
    return first.endswith("s") and one and (after.unit.content or after.unit.text.lower() in _BEFORE)


@dataclass(frozen=True)
class _Clause:
    """Who does the first deed of a text, and who or what else is there. Indices of units."""

    doer: int
    deed: int
    others: tuple[int, ...]


def _reversed(request: str, clip: str, alignment: Alignment) -> Iterator[Crossed]:
    """The one who does it in the request is done to in the clip, and the other way round."""
    asked, shown = _clause(request, alignment.request), _clause(clip, alignment.clip)
    if asked is None or shown is None:
        return
    doer, other = alignment.request[asked.doer], alignment.clip[shown.doer]
    if doer.tie not in MATCHED or other.partner < 0 or other.tie not in MATCHED:
        return
    kept = doer.partner == shown.doer
    turned = doer.partner in shown.others and other.partner in asked.others
    if _converse(alignment.request[asked.deed], alignment.clip[shown.deed]):
        # "A follows B" is "B leads A": the doer has to change.
        kept, turned = turned, kept
    # "A boy and a girl dancing": both stand before the deed in both texts, and both do it.
    together = doer.partner != shown.doer and all(
        max(pair) < deed
        for pair, deed in (
            ((asked.doer, other.partner), asked.deed),
            ((shown.doer, doer.partner), shown.deed),
        )
    )
    if turned and not kept and not together and _acts(doer) and _acts(other):
        mine = next((i for i in (other.partner, *asked.others) if i != asked.doer), -1)
        theirs = next((i for i in (doer.partner, *shown.others) if i != shown.doer), -1)
        if mine >= 0 and theirs >= 0:
            start, end = sorted((shown.doer, theirs))
            there = clip[alignment.clip[start].unit.start : alignment.clip[end].unit.end]
            yield Crossed("roles", min(asked.doer, mine), max(asked.doer, mine), there)


def _acts(tied: Tied) -> bool:
    """Whether it can do something by itself: a person, an animal, a vehicle."""
    if any((sort, name) in _ACTING for sort, name, _ in tied.unit.meanings):
        return True
    data = wordnet()
    senses = data.lemmas["n"].get(tied.unit.key.split(" ")[-1], [])
    beings = {data.lemmas["n"][name][0] for name in ("person", "animal")}
    sense = senses[0] if senses else -1
    while sense >= 0:
        if sense in beings:
            return True
        sense = data.parents[sense]
    return False


_ACTING = frozenset({(AXIS, "gender"), (AXIS, "age"), (KIND, "animal"), (KIND, "vehicle"), (KIND, "job")})
#: Deeds told from one end and from the other.
_CONVERSE = (
    (words("follow chase trail pursue hunt track"), words("lead guide flee escape")),
    (
        words("give hand pass serve show teach feed sell offer throw toss bring"),
        words("receive get accept learn buy eat"),
    ),
    (words("carry"), words("ride")),
)


def _converse(one: Tied, other: Tied) -> bool:
    a, b = one.unit.key.split(" ")[0], other.unit.key.split(" ")[0]
    return any((a in left and b in right) or (b in left and a in right) for left, right in _CONVERSE)


#: Axes of what is no thing: times, sides, camera.
_NO_THING = frozenset(
    words(
        "time weather season sideways upright inout tofro over front place tempo height size move focus speed posture"
    )
)


def _clause(text: str, row: Sequence[Tied]) -> _Clause | None:
    things = [i for i in range(len(row)) if _is_thing(row, i)]
    for deed in range(len(row)):
        if not _is_deed(row, deed):
            continue
        before, after = [i for i in things if i < deed], [i for i in things if i > deed]
        if not before:
            continue
        own = [i for i in before if not _introduced(row, i)] or before
        by = _PASSIVE.match(text, row[deed].unit.end)
        if by and not row[deed].unit.text.lower().endswith(("s", "ing")):
            doers = [i for i in after if row[i].unit.start > by.end() - 1]
            if doers:
                return _Clause(doers[0], deed, (*before, *(i for i in after if i != doers[0])))
        return _Clause(own[-1], deed, (*(i for i in before if i != own[-1]), *after))
    return None


def _is_thing(row: Sequence[Tied], index: int) -> bool:
    tied = row[index]
    if not tied.unit.content or _describes(tied) or _is_deed(row, index):
        return False
    if any(sort == AXIS and name in _NO_THING for sort, name, _ in tied.unit.meanings):
        return False
    return tied.unit.key.split(" ")[-1] in wordnet().lemmas["n"]


def _introduced(row: Sequence[Tied], index: int) -> bool:
    """Whether a thing stands behind a preposition: it is where the deed is done, not who does it."""
    at = index - 1
    while at >= 0 and (row[at].unit.text.lower() in _ARTICLES or _describes(row[at]) or _is_thing(row, at)):
        at -= 1
    return at >= 0 and row[at].unit.text.lower() in _BEFORE


def _described(alignment: Alignment) -> Iterator[Crossed]:
    """ "Red car" where the clip's car has another colour, though something else in it is red."""
    for index, tied in enumerate(alignment.request):
        if tied.tie not in MATCHED or not _describes(tied):
            continue
        head = _beside(alignment.request, index, 1)
        if head is None or alignment.request[head].tie not in MATCHED or _gap(alignment.request, index, head):
            continue
        there = alignment.request[head].partner
        if tied.partner < there and not _gap(alignment.clip, tied.partner, there):
            continue  # "gold and red" for "red and gold"
        at = there - 1
        while at >= 0 and (_describes(alignment.clip[at]) or not alignment.clip[at].unit.content):
            other = alignment.clip[at].unit
            if (
                tie(tied.unit, other) is Tie.EXCLUDED
                and at != tied.partner
                and not _gap(alignment.clip, at, there)
            ):
                yield Crossed("described", index, head, f"{other.text} {alignment.clip[there].unit.text}")
                break
            at -= 1


def _gap(row: Sequence[Tied], first: int, last: int) -> bool:
    """Whether more than describers stands between the two, so that they do not belong together."""
    between = row[first + 1 : last]
    return len(between) > 3 or any(
        not t.unit.content or not _describes(t) for t in between if t.unit.text.lower() not in ("and",)
    )
