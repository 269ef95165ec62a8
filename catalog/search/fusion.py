"""How words and meaning are weighed, whatever back end found them."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.float64]

#: A clip with this share of what was asked (weighted by rarity) is found by its words.
ENOUGH_WORDS = 0.5
#: A clip this close in meaning is found without sharing a word: above it are rewordings of one picture
#: ("northern lights" and "aurora": 0.65), below it relatives ("golden waves", "particle waves": 0.41).
NEAR = 0.5
#: The constant of reciprocal rank fusion, as in Cormack, Clarke and Büttcher (2009).
RRF = 60


def rarity(clips: int, having: int) -> float:
    """What a word weighs that `having` of `clips` have: BM25's inverse document frequency."""
    return math.log1p((clips - having + 0.5) / (having + 0.5))


def ranks(values: Scores) -> Scores:
    """1 for the highest value; equal values share the best rank of theirs."""
    ordered = np.sort(-values)
    found: Scores = np.searchsorted(ordered, -values, side="left").astype(np.float64) + 1
    return found


def fused(words: Scores, likeness: Scores) -> Scores:
    """Reciprocal rank fusion of two scores of the same clips; a words' score of 0 takes no part in its ranking."""
    score = 1 / (RRF + ranks(likeness))
    having = np.flatnonzero(words > 0)
    score[having] += 1 / (RRF + ranks(words[having]))
    fused_scores: Scores = score
    return fused_scores
