"""Who does it to whom, which describer belongs to which thing, and what stands on which side of what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .align import MATCHED, Alignment, Tie, Tied, tie
from .lexicon import AXIS, wordnet
from .lexicon.inflection import words

#: Axes whose values turn round when the two things beside them change places: "A left of B" is "B right of A".
_SIDED = frozenset({"sideways", "over", "front", "hold", "buying"})
#: Axes of describers, which belong to the thing that follows.
_DESCRIBING = frozenset(
    words("colour hair number age bigness tall long wet light heat clean newness fullness open")
)
_PASSIVE = re.compile(r"\bby\b")
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


def _describes(tied: Tied) -> bool:
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
    return after is not None and (after.unit.text.lower() in _ARTICLES or _describes(after))


def _reversed(request: str, clip: str, alignment: Alignment) -> Iterator[Crossed]:
    for index, tied in enumerate(alignment.request):
        if tied.tie not in MATCHED or not _is_deed(alignment.request, index):
            continue
        doer, done_to = _beside(alignment.request, index, -1), _beside(alignment.request, index, 1)
        if doer is None or done_to is None:
            continue
        if alignment.request[done_to].unit.start - tied.unit.end > 24:
            continue
        a, b, deed = alignment.request[doer].partner, alignment.request[done_to].partner, tied.partner
        if a < 0 or b < 0 or a == b or alignment.request[doer].tie not in MATCHED:
            continue
        if alignment.request[done_to].tie not in MATCHED:
            continue
        asked_passive = _passive(request, alignment.request, index, done_to)
        ends = sorted((a, b))
        if not ends[0] < deed < ends[1]:
            continue
        shown_passive = _passive(clip, alignment.clip, deed, ends[1])
        if (a < b) == (asked_passive != shown_passive):
            yield Crossed(
                "roles",
                doer,
                done_to,
                clip[alignment.clip[ends[0]].unit.start : alignment.clip[ends[1]].unit.end],
            )


def _passive(text: str, row: Sequence[Tied], deed: int, after: int) -> bool:
    return bool(_PASSIVE.search(text[row[deed].unit.end : row[after].unit.start]))


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
