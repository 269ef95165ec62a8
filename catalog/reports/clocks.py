"""How fast each kind of report is acted on, and what follows where it is right: the whole policy, in one table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import numpy as np

from catalog.models import Report, Takedown

Kind = Report.Kind
Cause = Takedown.Cause
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Clock:
    """One kind: decided `within`, the `cause` of a takedown, how grave (0 to 100), and whether it `hides` at once."""

    within: timedelta
    cause: Takedown.Cause
    risk: int
    hides: bool = False


CLOCKS: dict[Kind, Clock] = {
    Kind.MINOR: Clock(12 * HOUR, Cause.LAW, 100, hides=True),
    Kind.SEXUAL: Clock(DAY, Cause.POLICY, 90, hides=True),
    Kind.LIKENESS: Clock(DAY, Cause.LIKENESS, 80),
    Kind.COPYRIGHT: Clock(2 * DAY, Cause.COPYRIGHT, 60),
    Kind.HATE: Clock(7 * DAY, Cause.POLICY, 50),
    Kind.DECEPTIVE: Clock(7 * DAY, Cause.POLICY, 50),
    Kind.VIOLENCE: Clock(7 * DAY, Cause.POLICY, 40),
    Kind.TRADEMARK: Clock(7 * DAY, Cause.TRADEMARK, 40),
    Kind.OTHER: Clock(7 * DAY, Cause.POLICY, 20),
}
#: An overdue report stands above all but the gravest.
OVERDUE_RISK = 95
#: Clips that reports may hide by themselves within an hour; above that they wait at the top of the queue instead, so
#: that nobody empties the catalogue by a script.
HIDDEN_AN_HOUR = 20

#: A clip under a counter-notice comes back on this working day (Monday to Friday) after its receipt. The United
#: States' law wants ten to fourteen business days: with up to two public holidays in between it is still so.
BACK_AFTER = 12


def gravest(kinds: set[str]) -> Clock:
    """The clock of the gravest of some kinds."""
    return max((CLOCKS[Kind(kind)] for kind in kinds), key=lambda clock: clock.risk)


def back_at(received: datetime) -> datetime:
    """When the clip comes back: the end of the day, UTC, of the working day that `BACK_AFTER` says."""
    counted = np.busday_offset(np.datetime64(received.date()), BACK_AFTER, roll="forward")
    day: date = counted.astype(object)
    return datetime.combine(day, time.max, UTC).replace(microsecond=0)
