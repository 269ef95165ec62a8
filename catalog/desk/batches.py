"""One decision on many cases that are alike, each with its own audit line."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied

from catalog.models import Review

from .decisions import decide

#: Share of common words from which on two prompts are nearly the same.
NEARLY = 0.8
#: More at once is no decision any more.
MOST = 100
_WORD = re.compile(r"\w+")


class NotAlike(Exception):
    """The cases are not of one rule and one account or prompt: each has to be looked at by itself."""


@dataclass(frozen=True)
class BatchResult:
    """Which were decided, and which were not because somebody else has them, or decided them, or has to."""

    decided: list[int]
    taken: list[int]


def alike(one: Review, other: Review) -> bool:
    """Whether one decision may stand for both: the same kind and rule, and the same account or nearly the same prompt.

    What takes two people, and what was escalated, is decided one at a time.
    """
    if (one.kind, one.rule) != (other.kind, other.rule):
        return False
    if any(review.votes_needed > 1 or review.escalated for review in (one, other)):
        return False
    return one.account_id == other.account_id or _nearly(one.prompt, other.prompt)


def decide_together(reviews: Sequence[Review], actor: Any, *, approve: bool, reason: str = "") -> BatchResult:
    """Decide each of them or leave it as it is. One undo takes all of them back.

    Raises NotAlike, before anything is decided, where they are not alike; ValueError for a missing reason.
    """
    if len(reviews) > MOST:
        raise NotAlike(f"At most {MOST} can be decided together; you chose {len(reviews)}.")
    if not reviews or not all(alike(reviews[0], other) for other in reviews[1:]):
        raise NotAlike("These are not of one rule and one account or prompt. Decide them one by one.")
    batch = uuid.uuid4()
    decided: list[int] = []
    taken: list[int] = []
    for review in sorted(reviews, key=lambda one: one.pk):  # two batches at once lock in one order
        try:
            done = decide(review, actor, approve=approve, reason=reason, batch=batch)
        except PermissionDenied:
            done = False
        (decided if done else taken).append(review.pk)
    return BatchResult(decided, taken)


def like_it(review: Review, others: Iterable[Review]) -> list[int]:
    """The numbers of those that could be decided with this one."""
    return [other.pk for other in others if other.pk != review.pk and alike(review, other)]


def _nearly(one: str, other: str) -> bool:
    left, right = set(_WORD.findall(one.casefold())), set(_WORD.findall(other.casefold()))
    return bool(left) and len(left & right) >= NEARLY * len(left | right)
