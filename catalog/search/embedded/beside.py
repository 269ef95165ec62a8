"""What stands beside an answer: similar clips, and completions of what is being typed."""

from __future__ import annotations

import numpy as np

from catalog.search.asked import STOP, plain_words
from catalog.search.interface import Hit
from catalog.search.looks import ALIKE, blended

from . import likeness, order
from .ranking import Shelf, quoted
from .vocabulary import completions

#: A single letter or two begin too many words to look up the titles of them all.
_TELLING = 3


def similar(shelf: Shelf, clip_id: int, limit: int) -> list[Hit]:
    """Clips close in meaning and looks, closest first, without the clip itself."""
    columns = shelf.columns
    here = columns.place(clip_id)
    if here is None or not shelf.visible[here]:
        return []
    meaning = likeness.of_meaning(columns, columns.vectors[here])
    looks = likeness.of_looks(columns, columns.looks[here])
    measured = np.logical_and(columns.pictured, columns.pictured[here])
    alike = blended(meaning, looks, measured)
    others = shelf.visible.copy()
    others[here] = False
    places = np.flatnonzero(others & (alike >= ALIKE))
    closest = places[order.part([alike[places], -places], 0, limit)]
    return [
        Hit(int(columns.clip_id[row]), float(alike[row]), round(float(meaning[row]), 4)) for row in closest
    ]


def suggest(shelf: Shelf, prefix: str, limit: int) -> list[str]:
    """Words that complete the last one, where clips have all of them; then titles, newest first."""
    words = plain_words(prefix)[:8]
    if not words or limit < 1:
        return []
    before, last = words[:-1], words[-1]
    telling = " ".join(quoted([word]) for word in before if word not in STOP)
    offers = []
    for word in completions(shelf.db, last, shelf.accounts, limit * 2):
        if word not in STOP and len(shelf.seen(f"{telling} {quoted([word])}".strip())):
            offers.append(word)
        if len(offers) == limit:
            break
    if len(last) >= _TELLING:
        rows = shelf.seen(f'{telling} "{last}"*'.strip())
    elif offers:
        rows = shelf.seen(f"{telling} {quoted([offers[0]])}".strip())
    else:
        rows = np.zeros(0, np.int64)
    titles = [
        shelf.db.execute("SELECT title FROM doc WHERE row = ?", (int(row) + 1,)).fetchone()[0]
        for row in rows[::-1][: limit * 2]
    ]
    completed = [" ".join([*before, word]) for word in offers]
    return list(dict.fromkeys([*completed[: max(1, limit // 2)], *titles, *completed]))[:limit]
