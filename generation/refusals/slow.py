"""How long somebody who keeps probing has to wait. Nobody is kept waiting on a connection: the page says when."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from generation.models import Refusal

from .asker import Asker
from .weigh import weight

WINDOW = timedelta(hours=1)
LONGEST = timedelta(hours=1)
#: A team's people together may be refused this many times as often as one of them.
TEAM = 3


@dataclass(frozen=True)
class Wait:
    """How many seconds are left, and the sentence that says so."""

    seconds: int

    @property
    def sentence(self) -> str:
        """What the person reads."""
        left = f"{self.seconds} seconds" if self.seconds < 120 else f"{math.ceil(self.seconds / 60)} minutes"
        return (
            f"Several of your last prompts were refused, so new ones wait for {left}. Your words are kept, "
            "nothing was charged. If a refusal is wrong, ask a person on its page instead of rewording it."
        )


def wait_of(asker: Asker) -> Wait | None:
    """The wait that lies before somebody now; None for nearly everybody."""
    since = timezone.now() - WINDOW
    left = _left(list(Refusal.objects.filter(asker=asker.key, at__gt=since)), settings.REFUSALS_SLOW_AFTER)
    if asker.account:
        together = list(Refusal.objects.filter(account=asker.account, at__gt=since))
        left = max(left, _left(together, TEAM * settings.REFUSALS_SLOW_AFTER))
    return Wait(math.ceil(left)) if left > 0 else None


def _left(refusals: list[Refusal], allowed: int) -> float:
    over = weight(refusals) - allowed
    if over < 0:
        return 0
    first = timedelta(seconds=settings.REFUSALS_SLOW_SECONDS)
    left: timedelta = refusals[-1].at + min(LONGEST, first * 2 ** min(over, 12)) - timezone.now()
    return left.total_seconds()
