"""Our own words in a frame, the visible mark and the comp's: they do not count as lettering."""

from __future__ import annotations

from rapidfuzz import fuzz

from generation.finishing.marks import COMP, WORDS

from .wording import compact

_OWN = tuple(compact(words) for words in (*WORDS.values(), COMP, *COMP.split(" · ")))
#: How like (0 to 100) a reading is to one of ours: letters over a lively picture are misread.
LIKE = 80
#: A shorter piece of ours may be anything, as long as it stands alone.
SHORTEST = 5


def is_own(read: str) -> bool:
    """Whether a line of lettering is one of our marks, or a piece of one."""
    found = compact(read)
    if len(found) < SHORTEST:
        return False
    return any(
        fuzz.ratio(found, own) >= LIKE or (found in own and len(found) >= len(own) // 2) for own in _OWN
    )


def without_own(lines: list[str]) -> list[str]:
    """The lines of a frame that are not ours. Beside a mark, the pieces that the edge cuts off another are ours too."""
    others = [line for line in lines if not is_own(line)]
    if len(others) == len(lines):
        return others
    return [
        line for line in others if not any(fuzz.partial_ratio(compact(line), own) >= LIKE for own in _OWN)
    ]
