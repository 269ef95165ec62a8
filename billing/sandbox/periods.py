"""Months and years from a billing anchor, and shares of them."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, datetime

DAY = 86_400


def period_end(anchor: int, start: int, interval: str, count: int = 1) -> int:
    """The end of the period that begins at `start`: the anchor's day of the month where the month has it."""
    if interval == "day":
        return start + count * DAY
    if interval == "week":
        return start + 7 * count * DAY
    months = count * (12 if interval == "year" else 1)
    first = datetime.fromtimestamp(start, UTC)
    index = first.year * 12 + first.month - 1 + months
    year, month = divmod(index, 12)
    day = min(datetime.fromtimestamp(anchor, UTC).day, monthrange(year, month + 1)[1])
    return int(first.replace(year=year, month=month + 1, day=day).timestamp())


def share(amount: int, at: int, start: int, end: int) -> int:
    """The part of an amount for the time from `at` to `end`, halves away from zero."""
    if end <= start:
        return 0
    sign = -1 if amount < 0 else 1
    left, whole = max(0, end - at), end - start
    return sign * ((2 * abs(amount) * left + whole) // (2 * whole))
