"""Documents for tests of the search."""

from __future__ import annotations

import math

from catalog.search.interface import APPEARANCE, Document

FACETS = {
    "duration": ("short",),
    "shape": ("16:9",),
    "resolution": ("720p",),
    "look": ("natural",),
    "sound": ("no",),
    "loop": ("no",),
    "engine": ("studio",),
}


def looking(**parts):
    """A description of looks: `looking(n3=1, n4=1)` is half of number 3 and half of number 4."""
    numbers = [0.0] * APPEARANCE
    for name, value in parts.items():
        numbers[int(name[1:])] = value
    length = math.hypot(*numbers)
    return tuple(number / length for number in numbers)


def document(
    clip_id, said, *, account=None, text="", licences=0, published=None, palette=(), appearance=(), **facets
):
    """A document of which only what matters has to be said; later numbers were published later."""
    values = {name: (value,) if isinstance(value, str) else value for name, value in facets.items()}
    return Document(
        clip_id=clip_id,
        account=account,
        title=said[:60].capitalize(),
        said=said,
        text=text,
        facets=FACETS | values,
        published=clip_id * 1_000 if published is None else published,
        licences=licences,
        palette=palette,
        appearance=appearance,
    )


def found(results):
    """The numbers of the clips found, in order."""
    return [hit.clip_id for hit in results.hits]


SHELF = (
    document(
        1, "golden waves rolling at sunset seen from a low drone", shape="16:9", subject="ocean", sound="yes"
    ),
    document(2, "blue particle waves on a dark background", subject="particles", loop="yes"),
    document(3, "defocused city lights at night", subject=("bokeh", "city"), shape="9:16"),
    document(4, "rain running down a window", subject="rain", sound="yes"),
    document(5, "green aurora over a dark forest", subject="aurora", duration="long"),
    document(6, "time-lapse of clouds at dusk", subject="clouds", shape="21:9"),
)
