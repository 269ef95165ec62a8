"""Does a description answer a request? A probability, and what differs.

The learned judge and the explicit comparison of words each see what the other misses; training/matching/measure.py
fits how they are weighed, on pairs that neither learned from, so that the score means a probability.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from . import trees
from .align import MATCHED, Alignment, align
from .differences import differences, unanswered
from .features import NAMES, features
from .judge import Floats, Side, judge, likeness, read
from .model import Difference
from .roles import crossed
from .trunk import MODELS

#: Characters read of a text: nobody asks for a clip at greater length.
READ = 1_000
#: From this likeness of meaning on two texts are about the same: more of it says nothing of the specifics.
ABOUT = 0.55
#: A few words are like no long description, however well it answers them: all answered count as this likeness.
ALL_ANSWERED = 0.65
#: A request whose every word is answered, in its order and with nothing crossed, is probably answered.
IN_ORDER = 0.8
#: What of the explicit comparison the blend sees beside the trees' opinion of all of it.
WEIGHED = ("answered", "excluded", "roles", "described", "least near", "open near")
#: Small words that say how things stand to each other: "on the table" is not answered by "in the table".
_JOINTS = frozenset(["on", "in", "with", "by", "from", "to", "off", "not", "at"])
EVIDENCE = ("judge", "trees", "likeness", "about", *WEIGHED)


@dataclass(frozen=True)
class Answer:
    """How probably the clip is what was asked for, and what differs."""

    score: float
    differences: tuple[Difference, ...]


def side(text: str, embed: Callable[[str], Floats]) -> Side:
    """A text, read once: store a clip's, and it needn't be read again. `embed` gives a text's sentence embedding."""
    return read(text[:READ], embed(text[:READ]))


def answer(asked: Side, shown: Side) -> Answer:
    """Compare two texts. What the request does not ask may be anything."""
    alignment = align(asked.text, shown.text)
    if _same(alignment) or not any(t.unit.content for t in alignment.request):
        return Answer(1.0, ())
    logit, words = judge(asked, shown, alignment)
    score = blended(evidence(logit, asked, shown, alignment))
    if in_order(asked, shown, alignment):
        score = max(score, IN_ORDER)
    found = differences(asked.text, shown.text, alignment) or unanswered(asked, words, alignment, score)
    return Answer(score, tuple(found))


def in_order(asked: Side, shown: Side, alignment: Alignment) -> bool:
    """Whether the clip says all that is asked, in the same order, and perhaps more."""
    content = [tied for tied in alignment.request if tied.unit.content]
    partners = [tied.partner for tied in content]
    joints, there = (
        {tied.unit.text.lower() for tied in row} & _JOINTS for row in (alignment.request, alignment.clip)
    )
    return (
        joints <= there
        and all(tied.tie in MATCHED for tied in content)
        and partners == sorted(partners)
        and not any(crossed(asked.text, shown.text, alignment))
    )


def evidence(logit: float, asked: Side, shown: Side, alignment: Alignment) -> Floats:
    """Everything that the blend weighs."""
    explicit = features(asked, shown, alignment)
    like = max(likeness(asked, shown), ALL_ANSWERED * float(explicit[NAMES.index("answered")]))
    weighed = explicit[[NAMES.index(name) for name in WEIGHED]]
    return np.concatenate([[logit, trees.logit(explicit), like, min(like, ABOUT)], weighed]).astype(
        np.float32
    )


def blended(seen: Floats) -> float:
    """The probability that the specifics fit and that both are about the same: both have to hold."""
    blend = _blend()
    weights = np.array([blend["evidence"][name] for name in EVIDENCE], np.float32)
    like = float(seen[EVIDENCE.index("likeness")])
    p = _sure(float(seen @ weights) + blend["offset"]) * _sure(blend["about"] * like + blend["about_offset"])
    return _sure(blend["scale"] * (math.log(p + 1e-9) - math.log(1 - p + 1e-9)) + blend["shift"])


def _sure(logit: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


@cache
def _blend() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((MODELS / "blend.json").read_text(encoding="utf-8"))
    return found


def _same(alignment: Alignment) -> bool:
    """The same words in the same order, whatever their endings."""
    return [t.unit.key for t in alignment.request] == [t.unit.key for t in alignment.clip]
