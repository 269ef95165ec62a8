"""The arrays behind the columns: what each holds of a clip, and how they grow."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from catalog.search.colour import COLOURS
from catalog.search.embedding import DIMENSIONS
from catalog.search.interface import APPEARANCE

Arrays = dict[str, npt.NDArray[Any]]

#: Facet values kept of one clip; more than documents have.
SLOTS = 40
#: Each array's type and numbers for one clip: 1.4 kB in all. Only of `codes` the clip is the last axis:
#: one facet slot of all clips lies together, as it is counted.
FIELDS: dict[str, tuple[type[np.generic], tuple[int, ...]]] = {
    "clip_id": (np.int64, ()),
    "owner": (np.int64, ()),
    "published": (np.int64, ()),
    "licences": (np.int64, ()),
    "length": (np.int32, ()),
    "alive": (np.bool_, ()),
    "codes": (np.uint16, (SLOTS,)),
    "vectors": (np.float16, (DIMENSIONS,)),
    "colours": (np.int8, (COLOURS,)),
    "looks": (np.float16, (APPEARANCE,)),
    "pictured": (np.bool_, ()),
}


def shape(name: str, room: int) -> tuple[int, ...]:
    """The shape of an array with room for so many clips."""
    per_clip = FIELDS[name][1]
    return (*per_clip, room) if name == "codes" else (room, *per_clip)


def empty(room: int) -> Arrays:
    """All arrays, of zeros."""
    return {name: np.zeros(shape(name, room), FIELDS[name][0]) for name in FIELDS}


def with_room(held: Arrays, count: int) -> Arrays:
    """Arrays that have room for `count` clips: these, or larger ones with the same in them."""
    room = len(held["clip_id"])
    if count <= room:
        return held
    larger = empty(max(count, room * 5 // 4))
    for name, array in larger.items():
        if name == "codes":
            array[:, :room] = held[name]
        else:
            array[:room] = held[name]
    return larger
