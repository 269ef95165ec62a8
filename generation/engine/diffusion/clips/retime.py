"""From a model's rate to the asked one: its own frame where the times coincide, else the picture in between."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from generation.engine.base import Frame

from .between import Between


def retime(
    frames: Iterable[Frame], rate: Fraction, fps: Fraction | int, count: int, *, first: int = 0
) -> Iterator[Frame]:
    """Exactly `count` frames at `fps`, from frames at `rate`; both begin at time 0, the first `first` are left out.

    Holds two frames. `native.frames_needed` of them are enough to have one at or after the last; if they end before,
    the last one stands. Raises `ValueError` where there are none at all.
    """
    source = iter(frames)
    at, now, later = -1, None, None
    pair: Between | None = None
    for index in range(first, first + count):
        whole, share = divmod(index * rate / fps, 1)
        while at < whole:
            now, later = (later if later is not None else next(source, now)), None
            at, pair = at + 1, None
            if now is None:
                raise ValueError("there are no frames to retime")
        if share and later is None:
            later = next(source, None)
        if not share or later is None or now is None:
            assert now is not None  # noqa: S101 (for the type checker: the loop above has run once at least)
            yield now
            continue
        if pair is None:
            pair = Between(now, later)
        yield pair.at(float(share))
