"""What a clip can be narrowed by, as words that people read."""

from __future__ import annotations

from collections.abc import Mapping

from catalog.makers import maker

from .colour import NAMES
from .interface import FacetValue

#: What clips can be narrowed by.
FACETS = (
    *("duration", "shape", "resolution", "look", "subject", "setting", "time", "motion"),
    *("palette", "people", "sound", "loop", "engine"),
)
#: How people read a value, where the value itself would not do.
LABELS: dict[str, dict[str, str]] = {
    "duration": {"short": "under 6 s", "medium": "6–15 s", "long": "15–60 s"},
    "shape": {
        "16:9": "Wide 16:9",
        "9:16": "Tall 9:16",
        "1:1": "Square",
        "4:5": "Portrait 4:5",
        "21:9": "Cinema 21:9",
    },
    "sound": {"yes": "With sound", "no": "Silent"},
    "loop": {"yes": "Loops exactly", "no": "Does not loop"},
    "resolution": {"4k": "4K"},
    "people": {"none": "Nobody", "people": "People"},
}
#: Facets whose values have an order of their own; the others go by count.
_ORDER = {
    "duration": ["short", "medium", "long"],
    "resolution": ["4k", "1440p", "1080p", "720p", "540p", "480p", "360p"],
    "shape": list(LABELS["shape"]),
    "palette": list(NAMES),
}
#: Values offered of a facet: the rest are found by words.
MOST = 12


def label(facet: str, value: str) -> str:
    """A facet's value for people."""
    if facet == "engine":
        return maker(value)
    return LABELS.get(facet, {}).get(value, value.replace("-", " ").capitalize())


def offered(
    counts: Mapping[str, Mapping[str, int]], chosen: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[FacetValue, ...]]:
    """Facets to show from raw counts: in order, without empty values but with those that are chosen."""
    return {name: _values(name, counts.get(name, {}), chosen.get(name, ())) for name in FACETS}


def _values(name: str, counts: Mapping[str, int], chosen: tuple[str, ...]) -> tuple[FacetValue, ...]:
    all_counts = dict.fromkeys(chosen, 0) | {value: count for value, count in counts.items() if count}
    order = _ORDER.get(name)
    if order:
        ranked = sorted(all_counts, key=lambda value: order.index(value) if value in order else len(order))
    else:
        ranked = sorted(all_counts, key=lambda value: (value not in chosen, -all_counts[value], value))[:MOST]
    return tuple(FacetValue(value, label(name, value), all_counts[value]) for value in ranked)
