"""The audit as a file: CSV for people's sheets, JSON lines for programs. Written line by line, however long it is."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from .models import AuditLine
from .sheets import harmless
from .typed import number

COLUMNS = (
    "number", "at", "actor_number", "actor", "action", "review", "clip", "subject", "note", "details",
)  # fmt: skip
#: Lines read from the database at a time.
CHUNK = 2_000


class WrongFilter(ValueError):
    """A filter can't be read. The message says which, and what it should look like."""


@dataclass(frozen=True)
class AuditFilters:
    """Which lines are wanted. Days are in UTC, `until` is the last one; the actor is a name, an address or a number."""

    since: date | None = None
    until: date | None = None
    actor: str = ""
    action: str = ""
    clip: int | None = None

    @classmethod
    def read(cls, asked: dict[str, str]) -> AuditFilters:
        """From what somebody typed, as `from`, `to`, `actor`, `action`, `clip`. Raises WrongFilter."""
        clip = asked.get("clip", "").strip()
        if clip and number(clip) is None:
            raise WrongFilter(f"clip is {clip[:20]!r}; give the clip's number.")
        return cls(
            _day("from", asked.get("from", "")),
            _day("to", asked.get("to", "")),
            asked.get("actor", "").strip(),
            asked.get("action", "").strip(),
            number(clip),
        )


def lines(filters: AuditFilters) -> QuerySet[AuditLine]:
    """The wanted lines, oldest first."""
    found = AuditLine.objects.order_by("at", "pk")
    if filters.since:
        found = found.filter(at__gte=_midnight(filters.since))
    if filters.until:
        found = found.filter(at__lt=_midnight(filters.until + timedelta(days=1)))
    if filters.actor:
        who = Q(actor_name__iexact=filters.actor) | Q(actor__email__iexact=filters.actor)
        by_number = number(filters.actor)
        found = found.filter(who | Q(actor=by_number) if by_number is not None else who)
    if filters.action:
        found = found.filter(action=filters.action)
    return found.filter(clip=filters.clip) if filters.clip is not None else found


def rows(found: QuerySet[AuditLine]) -> Iterator[dict[str, Any]]:
    """Plain values, in `COLUMNS`."""
    for line in found.iterator(CHUNK):
        yield {
            "number": line.pk,
            "at": line.at.astimezone(UTC).isoformat(timespec="milliseconds"),
            "actor_number": line.actor_id,
            "actor": line.actor_name,
            "action": line.action,
            "review": line.review_id,
            "clip": line.clip_id,
            "subject": line.subject,
            "note": line.note,
            "details": line.details,
        }


def as_csv(found: Iterable[dict[str, Any]]) -> Iterator[str]:
    """CSV with a head. What people wrote stays words in a spreadsheet."""
    sheet = csv.DictWriter(_Echo(), COLUMNS)
    yield sheet.writeheader()
    for row in found:
        details = json.dumps(row["details"], ensure_ascii=False) if row["details"] else ""
        yield sheet.writerow({key: harmless(value) for key, value in (row | {"details": details}).items()})


def as_json_lines(found: Iterable[dict[str, Any]]) -> Iterator[str]:
    """One JSON object a line."""
    for row in found:
        yield json.dumps(row, ensure_ascii=False) + "\n"


#: How a form of the file is written, by its suffix.
FORMS = {"csv": as_csv, "jsonl": as_json_lines}


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def _day(name: str, text: str) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise WrongFilter(f"{name} is {text[:20]!r}; give a day such as 2026-03-31.") from None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)
