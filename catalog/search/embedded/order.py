"""A page of an order without sorting everything that matches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Key = npt.NDArray[Any]
#: Numbers to order by, highest first; the first that differ decide.
Keys = Sequence[Key]


def part(keys: Keys, start: int, end: int) -> npt.NDArray[np.int64]:
    """The indices that stand from `start` to before `end`."""
    first = keys[0]
    among = np.arange(len(first))
    if 0 < end < len(first):
        among = np.flatnonzero(first >= np.partition(first, len(first) - end)[len(first) - end])
    ordered: npt.NDArray[np.int64] = among[np.lexsort([-key[among] for key in reversed(keys)])]
    return ordered[start:end]


def before(keys: Keys, index: int) -> int:
    """How many stand before the one at `index`."""
    count, equal = 0, np.ones(len(keys[0]), np.bool_)
    for key in keys:
        count += int((equal & (key > key[index])).sum())
        equal &= key == key[index]
    return count
