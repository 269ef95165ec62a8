"""Boosted trees over the explicit comparison, as training/matching/trees.py learned them."""

from __future__ import annotations

import json
from functools import cache

from .features import Floats
from .trunk import MODELS

#: Feature (-1 in a leaf), threshold (a leaf's value), where to go on below or at it, where above.
Node = tuple[int, float, int, int]


def logit(seen: Floats) -> float:
    """The trees' logit of "answers". About a third of a millisecond."""
    offset, trees = _trees()
    values = seen.tolist()
    total = offset
    for tree in trees:
        feature, threshold, below, above = tree[0]
        while feature >= 0:
            feature, threshold, below, above = tree[below if values[feature] <= threshold else above]
        total += threshold
    return total


@cache
def _trees() -> tuple[float, list[list[Node]]]:
    data = json.loads((MODELS / "trees.json").read_text(encoding="utf-8"))
    return data["offset"], [[tuple(node) for node in tree] for tree in data["trees"]]
