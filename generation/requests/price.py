"""What a request costs, in credits."""

from __future__ import annotations

from math import ceil

from generation.engine.registry import engine

from .ask import Ask

#: Credits for each started five seconds of one take, by the short side's largest pixels.
RATE_BY_SHORT_SIDE = ((720, 1), (1080, 2), (1440, 3), (2160, 4))
STEP_MS = 5_000


def take_price(ask: Ask) -> int:
    """Credits for one take: the size's rate for each started five seconds, times what the engine asks."""
    short = min(ask.size)
    rate = next(rate for limit, rate in RATE_BY_SHORT_SIDE if short <= limit)
    return rate * ceil(ask.duration_ms / STEP_MS) * engine(ask.engine).credits


def price(ask: Ask) -> int:
    """Credits for all takes, with a standard licence for each."""
    return take_price(ask) * ask.takes
