"""Where a page ended: opaque to people, checked when it comes back."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass

from .interface import Query


@dataclass(frozen=True)
class Place:
    """The end of a page: the last clip shown and how many came before the next one.

    `edition` names the index that `born` counts in: clips that came after the first page are left
    out of the later ones, so that nothing moves under the reader.
    """

    edition: str
    born: int
    last_clip: int
    shown: int


def write(query: Query, place: Place) -> str:
    """The cursor for the page after `place`."""
    plain = json.dumps([_search(query), place.edition, place.born, place.last_clip, place.shown])
    return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")


def read(query: Query) -> Place | None:
    """Where the page begins; None for the first, and for a cursor that is damaged or of another search."""
    try:
        padded = query.cursor + "=" * (-len(query.cursor) % 4)
        plain = json.loads(base64.urlsafe_b64decode(padded.encode("ascii")))
    except ValueError:
        return None
    match plain:
        case [search, str(edition), int(born), int(last_clip), int(shown)] if search == _search(query):
            return Place(edition, max(0, born), last_clip, max(0, shown))
    return None


def _search(query: Query) -> str:
    """What a cursor belongs to: the same words, filters, sort, colour and looks."""
    filters = sorted((name, *sorted(values)) for name, values in query.filters.items() if values)
    plain = json.dumps([query.text, filters, query.sort, query.colour, query.appearance])
    return hashlib.sha256(plain.encode()).hexdigest()[:12]
