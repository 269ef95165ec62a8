"""An alignment in numbers, for the trees and the blend."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz

from .align import MATCHED, Alignment, Place, Tie, Tied
from .judge import Side, likeness
from .lexicon import AXIS
from .pieces import units_of
from .roles import crossed, deeds, turned_sides

_AXES = {
    "number": {"number"},
    "colour": {"colour", "hair"},
    "time": {"time", "season", "weather"},
    "way": {"sideways", "upright", "inout", "tofro", "over", "front", "flight", "onoff"},
    "who": {"gender", "age"},
}
NAMES = (
    "answered", "answered back", "excluded", "sibling", "wider", "open", "same", "kept", "turned", "moved",
    "roles", "described", "excluded back", "length",
    *(f"excluded {name}" for name in _AXES),
    "asked", "shown", "words shared", "pairs shared", "letters shared",
    "least near", "mean near", "least near back", "mean near back", "open near", "least linked", "mean linked",
    "likeness", "another deed", "deeds near",
)  # fmt: skip

Floats = npt.NDArray[np.float32]


def features(one: Side, other: Side, alignment: Alignment) -> Floats:
    """The numbers that `NAMES` names."""
    asked = [t for t in alignment.request if t.unit.content]
    shown = [t for t in alignment.clip if t.unit.content]
    many, back = max(1, len(asked)), max(1, len(shown))
    kinds = [c.kind for c in crossed(one.text, other.text, alignment)]
    excluded = [
        t for i, t in enumerate(alignment.request) if t.tie is Tie.EXCLUDED and not turned_sides(alignment, i)
    ]
    matched = [t for t in asked if t.tie in MATCHED]
    return np.array(
        [
            len(matched) / many,
            sum(t.tie in (*MATCHED, Tie.WIDER) for t in shown) / back,
            min(len(excluded), 2),
            *(min(2, sum(t.tie is kind for t in asked)) for kind in (Tie.SIBLING, Tie.WIDER)),
            min(4, sum(t.tie is Tie.OPEN for t in asked)),
            sum(t.tie is Tie.SAME for t in asked) / many,
            *(
                sum(t.place is p for t in matched) / max(1, len(matched))
                for p in (Place.KEPT, Place.TURNED, Place.MOVED)
            ),
            min(1, kinds.count("roles")),
            min(1, kinds.count("described")),
            min(2, sum(t.tie is Tie.EXCLUDED for t in shown)),
            np.log(back / many),
            *(sum(bool(_axes(t) & axes) for t in excluded) for axes in _AXES.values()),
            many,
            back,
            *_shape(asked, shown, one.text, other.text),
            *_near(one, other, alignment),
            likeness(one, other),
            *_deeds(one, other, alignment),
        ],
        np.float32,
    )


def _axes(tied: Tied) -> set[str]:
    return {name for sort, name, _ in tied.unit.meanings if sort == AXIS}


def _shape(asked: list[Tied], shown: list[Tied], one: str, other: str) -> tuple[float, float, float]:
    """What two texts share, whatever it means: words, neighbours, letters."""
    first, second = [t.unit.key for t in asked], [t.unit.key for t in shown]
    pairs = [set(pairwise(keys)) for keys in (first, second)]
    return (
        len(set(first) & set(second)) / max(1, len(set(first) | set(second))),
        len(pairs[0] & pairs[1]) / max(1, len(pairs[0] | pairs[1])),
        fuzz.ratio(one.lower(), other.lower()) / 100,
    )


def _deeds(one: Side, other: Side, alignment: Alignment) -> tuple[float, float]:
    """Whether something else is done, and how near both deeds are: 1 where they are one."""
    asked, shown = deeds(one.text, other.text, alignment)
    if asked < 0 or shown < 0:
        return 0.0, 0.7
    if alignment.request[asked].tie in MATCHED:
        return 0.0, 1.0
    mine, theirs = _vectors(one, alignment.request).get(asked), _vectors(other, alignment.clip).get(shown)
    near = float(mine @ theirs) if mine is not None and theirs is not None else 0.7
    return float(alignment.clip[shown].tie not in MATCHED), near


def _near(one: Side, other: Side, alignment: Alignment) -> list[float]:
    """How near each word comes to the nearest of the other text, and to its partner, by the network's lower half."""
    asked, shown = _vectors(one, alignment.request), _vectors(other, alignment.clip)
    if not asked or not shown:
        return [0.0] * 7
    cosines = np.array(list(asked.values())) @ np.array(list(shown.values())).T
    forth, backwards = cosines.max(axis=1), cosines.max(axis=0)
    row, column = ({unit: i for i, unit in enumerate(found)} for found in (asked, shown))
    tied = alignment.request
    linked = [
        float(cosines[row[unit], column[tied[unit].partner]])
        for unit in asked
        if tied[unit].tie in MATCHED and tied[unit].partner in column
    ]
    left = [float(forth[row[unit]]) for unit in asked if tied[unit].tie not in MATCHED]
    return [
        float(forth.min()), float(forth.mean()), float(backwards.min()), float(backwards.mean()),
        min(left, default=1.0), min(linked, default=0.0), sum(linked) / max(1, len(linked)),
    ]  # fmt: skip


def _vectors(side: Side, row: tuple[Tied, ...]) -> dict[int, Floats]:
    """A unit vector for each word that says something, by its place among the units."""
    places: dict[int, list[int]] = {}
    for at, unit in enumerate(units_of(side.pieces, row)):
        if unit >= 0 and row[unit].unit.content:
            places.setdefault(unit, []).append(at)
    means = {unit: side.vectors[at].mean(axis=0) for unit, at in places.items()}
    return {unit: mean / (np.linalg.norm(mean) + 1e-9) for unit, mean in means.items()}
