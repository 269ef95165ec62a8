"""What waits, in the order in which it should be looked at: escalated first, then the gravest, then the oldest."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet

from catalog.access import Viewer
from catalog.models import Review

from .claims import free_for
from .conflicts import waiting_for
from .words import WORDS

#: A queue's page.
PAGE = 40
ORDER = ("-escalated", "-risk", "opened_at", "pk")
#: What a word before a number means: "request 12" finds what a higher app says it is.
FINDERS: dict[str, Callable[[int], Q]] = {
    "clip": lambda number: Q(clip=number),
    "review": lambda number: Q(pk=number),
}
_NUMBERED = re.compile(r"\s*(?:([a-z]+)\s+)?#?\s*(\d{1,18})\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Filters:
    """What a moderator wants to see of the queue."""

    kind: str = ""
    rule: str = ""
    text: str = ""

    @property
    def query(self) -> str:
        """The same as a query string, for addresses; "" where all is shown."""
        return urlencode({k: v for k, v in (("kind", self.kind), ("rule", self.rule), ("q", self.text)) if v})


@dataclass(frozen=True)
class Counts:
    """How much waits for a person, in all, by kind and by rule (id, name, count)."""

    total: int
    kinds: list[tuple[str, str, int]]
    rules: list[tuple[str, str, int]]


def queue(user: Viewer, filters: Filters = Filters()) -> QuerySet[Review]:
    """What waits for this person."""
    found = waiting_for(user)
    if filters.kind:
        found = found.filter(kind=filters.kind)
    if filters.rule:
        found = found.filter(rule=filters.rule)
    if filters.text:
        found = found.filter(_meant(filters.text))
    return found.order_by(*ORDER)


def counts(user: Viewer) -> Counts:
    """What the tabs say. Rules with the most first."""
    kinds: Counter[str] = Counter()
    rules: Counter[str] = Counter()
    names: dict[str, str] = {}
    groups = waiting_for(user).order_by().values_list("kind", "rule", "rule_name").annotate(n=Count("pk"))
    for kind, rule, name, number in groups:
        kinds[kind] += number
        rules[rule] += number
        names[rule] = name
    return Counts(
        kinds.total(),
        [(value, words.tab, kinds[value]) for value, words in WORDS.items() if kinds[value]],
        [(rule, names[rule], number) for rule, number in rules.most_common()],
    )


def following(user: Viewer, review: Review, filters: Filters) -> Review | None:
    """The free case that comes after this one; from the top again where this is the last."""
    free = queue(user, filters).filter(free_for(user)).exclude(pk=review.pk)
    return free.filter(_after(review)).first() or free.first()


def _after(review: Review) -> Q:
    same = Q(escalated=review.escalated)
    older = Q(opened_at__gt=review.opened_at) | Q(opened_at=review.opened_at, pk__gt=review.pk)
    graver = same & (Q(risk__lt=review.risk) | Q(risk=review.risk) & older)
    return graver | Q(escalated=False) if review.escalated else graver


def _meant(text: str) -> Q:
    """What somebody looks for: a number of a clip, a review or a request, or words of a prompt or a title."""
    numbered = _NUMBERED.fullmatch(text)
    if numbered:
        word, number = (numbered[1] or "").lower(), int(numbered[2])
        wanted = [FINDERS[word]] if word in FINDERS else [] if word else list(FINDERS.values())
        found = Q(subject__iexact=f"{word or 'request'} {number}")
        for finder in wanted:
            found |= finder(number)
        return found
    return Q(prompt__icontains=text) | Q(clip__title__icontains=text) | Q(subject__iexact=text)
