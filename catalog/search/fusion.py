"""How words and meaning are weighed, whatever back end found them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.float64]

#: A clip with this share of what was asked (weighted by rarity) is found by its words.
ENOUGH_WORDS = 0.5
#: A clip this close in meaning is found without sharing a word: above it are rewordings of one picture
#: ("northern lights" and "aurora": 0.65), below it relatives ("golden waves", "particle waves": 0.41).
NEAR = 0.5
#: Who asks for this many things or more describes a picture: the nearest `NEAREST` are found, down to `FAR`, though
#: they are worded otherwise. Among other people's captions one true match in seven lies below `NEAR`.
SENTENCE, NEAREST, FAR = 3, 24, 0.3
#: The constant of reciprocal rank fusion. Cormack, Clarke and Büttcher (2009) have 60, for many rankings of
#: equal worth; of two of unequal worth a small one keeps what the better puts first (docs/search.md).
RRF = 5
#: Words of a longer query count less beside its meaning: with n of them (WORDS / n)². Of one or two, people mean
#: just these; of a sentence each clip has some, and which ones says little.
WORDS = 1.5


def rarity(clips: int, having: int) -> float:
    """What a word weighs that `having` of `clips` have: BM25's inverse document frequency."""
    return math.log1p((clips - having + 0.5) / (having + 0.5))


def near_enough(likeness: npt.NDArray[Any], parts: int) -> float:
    """From which likeness on a clip is found by its meaning; of the likenesses of all clips that may be."""
    if parts < SENTENCE or not len(likeness):
        return NEAR
    nearest = len(likeness) - min(NEAREST, len(likeness))
    return max(FAR, min(NEAR, float(np.partition(likeness, nearest)[nearest])))


def ranks(values: npt.NDArray[Any]) -> Scores:
    """1 for the highest value; equal values share the best rank of theirs."""
    order = np.argsort(-values)
    ordered = values[order]
    places = np.arange(len(values))
    places[1:][ordered[1:] == ordered[:-1]] = 0
    found = np.empty(len(values))
    found[order] = np.maximum.accumulate(places) + 1
    return found


def fused(words: Scores, likeness: npt.NDArray[Any], parts: int) -> Scores:
    """Reciprocal rank fusion of two scores of the same clips, found by so many words and phrases.

    A words' score of 0 takes no part in its ranking.
    """
    score = 1 / (RRF + ranks(likeness))
    having = np.flatnonzero(words > 0)
    score[having] += min(1, WORDS / max(1, parts)) ** 2 / (RRF + ranks(words[having]))
    fused_scores: Scores = score
    return fused_scores
