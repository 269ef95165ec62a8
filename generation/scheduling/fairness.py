"""Fair shares: the account that had the least goes first, counted in seconds of rendering.

Start-time fair queueing (Goyal, Vin and Cheng 1996) on what an account has had lately: a job's start is what its
account had, has running, and has waiting in front of it; the least start goes first. What was had is forgotten by
half every `HALF_LIFE`, so that nobody pays in the evening for a busy morning.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from .model import Turn, Waiting

#: Seconds after which a second that an account had counts half.
HALF_LIFE = 900.0
#: What ended longer ago counts for nothing (a sixteenth and less).
REMEMBERED = 4 * HALF_LIFE


def had(turns: Iterable[Turn], now: float) -> dict[int, float]:
    """Seconds by account: running jobs in full, those of the last hour by their age."""
    seconds: defaultdict[int, float] = defaultdict(float)
    for turn in turns:
        if turn.ended_at is None or turn.ended_at > now:
            seconds[turn.account] += turn.seconds
        elif now - turn.ended_at < REMEMBERED:
            seconds[turn.account] += turn.seconds * 0.5 ** ((now - turn.ended_at) / HALF_LIFE)
    return dict(seconds)


def starts(waiting: Sequence[Waiting], seconds_had: Mapping[int, float]) -> list[float]:
    """The start of each job, in the order given: sorted so that an account's own jobs come in its own order."""
    ahead = dict(seconds_had)
    found = []
    for job in waiting:
        start = ahead.get(job.account, 0.0)
        found.append(start)
        ahead[job.account] = start + job.seconds
    return found
