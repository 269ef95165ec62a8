"""The arrays in a file beside the edition, mapped into every process: shared memory, and a quick start.

Only a copy of what the database file holds: a missing, older or damaged one costs a slower first search.
"""

from __future__ import annotations

import json
import logging
import math
from pathlib import Path
from typing import Any

import numpy as np

from . import arrays
from .columns import Columns

log = logging.getLogger(__name__)

#: Fewer clips are read from the database in less than a quarter of a second.
LEAST = 5_000
#: A copy is written anew when more than this share of its clips changed since.
WORN = 0.1
_MAGIC = b"clips\0\0\1"
_ALIGNED = 4096
_LONGEST_HEAD = 64_000_000


def path_of(edition: Path) -> Path:
    """Where an edition's copy lies."""
    return edition.with_name(edition.name + ".arrays")


def write(columns: Columns, edition: Path) -> None:
    """Put a copy beside the edition, whole or not at all. A full disk is no fault: the next writer tries."""
    room = columns.count + columns.count // 4
    places, end = _layout(room)
    head = {"stamp": columns.stamp, "count": columns.count, "room": room, "codes": columns.code_names}
    plain = json.dumps(head).encode()
    first = _aligned(len(_MAGIC) + 8 + len(plain))
    fresh = path_of(edition).with_suffix(".fresh")
    try:
        with fresh.open("wb") as file:
            file.write(_MAGIC + len(plain).to_bytes(8, "little") + plain)
            for name, at in places.items():
                array = getattr(columns, name)
                for number, part in enumerate(array if name == "codes" else [array]):
                    file.seek(first + at + number * room * array.itemsize)
                    file.write(np.ascontiguousarray(part).data)
            file.truncate(first + end)
        fresh.replace(path_of(edition))
    except OSError as error:
        fresh.unlink(missing_ok=True)
        log.warning("no copy of the search index's arrays was written: %s", error)


def stamp_of(edition: Path) -> int | None:
    """The stamp of an edition's copy; None where there is no good one."""
    try:
        return int(_head(edition)[0]["stamp"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def read(edition: Path) -> Columns | None:
    """The columns as they were when the copy was written; None where there is no good one.

    Mapped privately: pages that this process changes become its own, the rest is everybody's.
    """
    try:
        head, first = _head(edition)
        places, end = _layout(head["room"])
        whole = np.memmap(path_of(edition), np.uint8, mode="c")
        if len(whole) != first + end:
            return None
        held = {
            name: np.ndarray(arrays.shape(name, head["room"]), arrays.FIELDS[name][0], whole, first + at)
            for name, at in places.items()
        }
        codes = [(facet, value) for facet, value in head["codes"]]
        return Columns.of_snapshot(held, codes, int(head["stamp"]), int(head["count"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _head(edition: Path) -> tuple[dict[str, Any], int]:
    """What a copy says of itself, and where its arrays begin."""
    with path_of(edition).open("rb") as file:
        magic, length = file.read(len(_MAGIC)), int.from_bytes(file.read(8), "little")
        if magic != _MAGIC or length > _LONGEST_HEAD:
            raise ValueError("no copy of the arrays")
        return json.loads(file.read(length)), _aligned(len(_MAGIC) + 8 + length)


def worn(stamp: int | None, count: int, changed: int) -> bool:
    """Whether a copy with this stamp (None for no copy) is worth replacing."""
    return count >= LEAST and (stamp is None or changed > WORN * count)


def _layout(room: int) -> tuple[dict[str, int], int]:
    """Where each array begins after the head, and where all end."""
    places, at = {}, 0
    for name, (kind, _) in arrays.FIELDS.items():
        places[name] = at
        at += _aligned(math.prod(arrays.shape(name, room)) * np.dtype(kind).itemsize)
    return places, at


def _aligned(size: int) -> int:
    return -(-size // _ALIGNED) * _ALIGNED
