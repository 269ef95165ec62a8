"""How a number becomes places: the patterns of the mark are moved against each other.

The mark is the sum of a few patterns that only the key's owner knows. The first says where the mark begins; each
other one is moved against it by one of 36 steps down and one of 36 across. To read it is to find, for each pattern,
the place where it fits best of 1,296: every place is about as far from any other as from none at all, so a place is
either found or lost, never nearly right. That is an orthogonal code, decided softly and as a whole.
"""

from __future__ import annotations

from collections.abc import Sequence

#: Steps down and across of one pattern's place.
STEPS = 36
#: Patterns that carry a part of the number each; one more says where they begin.
CARRIERS = 3
#: Numbers are positive and fit into a database's 32-bit integer; 36 to the sixth is a little more.
LARGEST = 2**31 - 1

Place = tuple[int, int]


def places_of(number: int) -> tuple[Place, ...]:
    """Steps down and across of each carrier. Raises ValueError for a number that no mark can carry."""
    if not 1 <= number <= LARGEST:
        raise ValueError(f"A mark carries a number from 1 to {LARGEST}, not {number}.")
    places = []
    for _ in range(CARRIERS):
        number, part = divmod(number, STEPS * STEPS)
        places.append(divmod(part, STEPS))
    return tuple(places)


def number_at(places: Sequence[Place]) -> int | None:
    """The number of these places; None where they are nobody's."""
    number = 0
    for down, across in reversed(places):
        number = number * STEPS * STEPS + down % STEPS * STEPS + across % STEPS
    return number if 1 <= number <= LARGEST else None
