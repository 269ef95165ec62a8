"""How much a row of refusals looks like probing. A few honest slips weigh nothing."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz.fuzz import token_set_ratio

from generation.models import Refusal
from generation.screening.normalise import fold

#: Different wishes that may be refused before they count.
SLIPS = 3
#: From here on (of 100) a prompt is another one reworded.
ALIKE = 75.0
#: Comparing is quadratic; who has been refused more often than this has reached every threshold.
MOST_COMPARED = 60


def weight(refusals: Sequence[Refusal]) -> int:
    """What refusals weigh, oldest first: a rewording counts, so does what nobody can allow, so do further wishes."""
    seen: list[str] = []
    counted = slips = 0
    for one in refusals[-MOST_COMPARED:]:
        text = fold(one.prompt)
        if one.floor or any(reworded(text, other) for other in seen):
            counted += 1
        else:
            slips += 1
        seen.append(text)
    return counted + max(0, slips - SLIPS)


def reworded(one: str, other: str) -> bool:
    """Whether two folded prompts say nearly the same in other words, or the same and more."""
    return token_set_ratio(one, other) >= ALIKE
