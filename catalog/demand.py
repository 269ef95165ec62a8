"""Counting what was wanted and not there, without saying who wanted it."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.cache import cache
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import F, Max, Sum
from django.utils import timezone

from .models import Demand

log = logging.getLogger(__name__)
#: Days that counts are kept: a year's seasons, and one to compare with.
KEPT_DAYS = 400
#: Words are told apart up to here.
LONGEST = Demand._meta.get_field("words").max_length or 200
#: A best hit less alike than this answers something else: relatives of a sentence lie below, its
#: rewordings above (docs/search.md).
CLOSE = 0.6
_DAY = 86_400


@dataclass(frozen=True)
class Wanted:
    """Words that met nothing: how often they were searched and asked for, and when last."""

    words: str
    searched: int
    asked: int
    last: date


def note(kind: Demand.Kind, words: str, who: str) -> None:
    """Count words once a day for each `who` (an address or a user; only its hash is kept, and only in the cache).

    Never raises: a busy database costs a count, not the page.
    """
    plain = " ".join(words.lower().split())[:LONGEST].strip()
    if sum(sign.isalnum() for sign in plain) < 3:
        return
    today = timezone.now().date()
    once = hashlib.sha256(f"{today}/{kind}/{plain}/{who}".encode()).hexdigest()
    if not cache.add(f"demand-{once}", 1, _DAY):
        return
    try:
        _count(today, kind, plain)
    except DatabaseError as error:
        log.warning("a search that met nothing was not counted: %s", error)


def unmet(days: int, limit: int = 200) -> list[Wanted]:
    """What was wanted most and not there in the last `days`."""
    since = timezone.now().date() - timedelta(days=days)
    rows = (
        Demand.objects.filter(day__gt=since).values("words", "kind").annotate(n=Sum("times"), last=Max("day"))
    )
    found: dict[str, Wanted] = {}
    for row in rows:
        known = found.get(row["words"], Wanted(row["words"], 0, 0, row["last"]))
        searched = known.searched + (row["n"] if row["kind"] == Demand.Kind.SEARCHED else 0)
        asked = known.asked + (row["n"] if row["kind"] == Demand.Kind.ASKED else 0)
        found[row["words"]] = Wanted(row["words"], searched, asked, max(known.last, row["last"]))
    ranked = sorted(
        found.values(), key=lambda one: (-(one.searched + one.asked), -one.last.toordinal(), one.words)
    )
    return ranked[:limit]


def forget() -> int:
    """Remove counts that are older than `KEPT_DAYS`; returns how many."""
    return Demand.objects.filter(day__lt=timezone.now().date() - timedelta(days=KEPT_DAYS)).delete()[0]


def _count(day: date, kind: Demand.Kind, words: str) -> None:
    counted = Demand.objects.filter(day=day, kind=kind, words=words)
    if counted.update(times=F("times") + 1):
        return
    try:
        with transaction.atomic():
            Demand.objects.create(day=day, kind=kind, words=words)
    except IntegrityError:  # somebody else's search was first
        counted.update(times=F("times") + 1)
