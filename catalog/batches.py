"""Many things, some at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

Thing = TypeVar("Thing")


def batches(things: Iterable[Thing], size: int) -> Iterator[list[Thing]]:
    """Lists of at most `size`, in order; nothing is read ahead of the list it is in."""
    remaining = iter(things)
    while batch := list(islice(remaining, size)):
        yield batch
