"""From the lines of a paid invoice to the months of credits that it bought. Pure arithmetic, no rows.

Credits follow the money of a line: a month costs the plan's price and brings the plan's credits, and a
part of a month that was paid for (an upgrade, a seat added) brings the same part. What a line takes
back (the unused time of the earlier plan) takes its credits from the months of the same invoice, never
from what was granted before.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from dateutil.relativedelta import relativedelta


@dataclass(frozen=True)
class Line:
    """One line: amount and unit amount in minor units (before discounts and tax), credits a seat and month."""

    starts_at: datetime
    ends_at: datetime
    amount: int
    unit_amount: int
    quantity: int
    credits: int
    yearly: bool = False
    trial_credits: int = 0


@dataclass(frozen=True)
class Month:
    """Credits for a span of at most one month."""

    starts_at: datetime
    ends_at: datetime
    credits: int


def months(lines: Iterable[Line]) -> list[Month]:
    """What an invoice's lines bought, month by month in order; nothing of it is below one credit."""
    lines = list(lines)
    bought = sorted(
        (month for line in lines if line.amount >= 0 for month in _spread(line)), key=lambda m: m.starts_at
    )
    given_up = [month for line in lines if line.amount < 0 for month in _spread(line)]
    for loss in given_up:
        bought = _reduce(bought, loss)
    return [month for month in bought if month.credits > 0]


def _spread(line: Line) -> list[Month]:
    """One line by months; the first may be shorter. Credits have the line's sign."""
    if line.amount == 0:
        return [Month(line.starts_at, line.ends_at, line.trial_credits)] if line.trial_credits else []
    if not line.yearly:
        credits = _round(line.credits * line.amount, line.unit_amount)
        return [Month(line.starts_at, line.ends_at, credits)]
    total = _round(12 * line.credits * line.amount, line.unit_amount)
    bounds = _month_ends(line.starts_at, line.ends_at)
    whole = (1 if total > 0 else -1) * line.credits * line.quantity
    found = []
    for number, (start, end) in enumerate(itertools.pairwise(bounds)):
        later = len(bounds) - 2 - number
        # The first month of a part of a year takes what the whole months after it leave.
        credits = total - whole * later if number == 0 else whole
        found.append(Month(start, end, credits if credits * whole > 0 else 0))
    return found


def _month_ends(start: datetime, end: datetime) -> list[datetime]:
    """The borders of months, counted back from the end so that each keeps the day of the month."""
    borders = [end]
    back = 1
    while (border := end - relativedelta(months=back)) > start:
        borders.append(border)
        back += 1
    return [start, *reversed(borders)]


def _reduce(bought: list[Month], loss: Month) -> list[Month]:
    """Take a loss (below zero) from the month of the same span first, then from the earliest."""
    left = -loss.credits
    reduced: list[Month] = []
    same_span_first = sorted(
        range(len(bought)), key=lambda i: (bought[i].ends_at != loss.ends_at, bought[i].starts_at)
    )
    taken = dict.fromkeys(range(len(bought)), 0)
    for index in same_span_first:
        taken[index] = min(left, bought[index].credits)
        left -= taken[index]
    for index, month in enumerate(bought):
        reduced.append(replace(month, credits=month.credits - taken[index]))
    return reduced


def _round(dividend: int, divisor: int) -> int:
    """Halves away from zero, in whole numbers."""
    sign = -1 if dividend < 0 else 1
    return sign * ((2 * abs(dividend) + divisor) // (2 * divisor))
