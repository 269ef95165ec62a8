"""Seconds as a line over units of work, learnt render by render: some whatever the length, some for each unit."""

from __future__ import annotations

from dataclasses import dataclass, replace

#: Weight of the newest render: the last ten or so decide, and a changed machine is believed after a few.
NEWEST = 0.2
#: One render counts as if it had taken at most so many times as long, or as short, as was expected.
MOST = 1.5
#: The first renders are often slow ones (caches are cold, a model is compiled): while so few are known, one that is
#: clearly faster replaces what they said.
FIRST = 3
#: Lengths that differ by less than about this share of them say little of a line: time goes by length then.
ALIKE = 0.15


@dataclass(frozen=True)
class Rate:
    """Means of units and seconds, the units' variance and the covariance of both, over `renders`, newer ones more.

    A least-squares line with exponential forgetting, held between two limits: all of the time goes by length, or none.
    """

    units: float
    seconds: float
    spread: float = 0.0
    together: float = 0.0
    renders: int = 1

    def expect(self, units: float) -> float:
        """Seconds for so much work."""
        return self.seconds + self._slope() * (units - self.units)

    def with_one(self, units: float, seconds: float) -> Rate:
        """The rate after one more render, an outlier of which hardly counts."""
        expected = self.expect(units)
        if self.renders < FIRST and seconds < expected / MOST:
            return self._faster(units, seconds, seconds / expected)
        return self._moved(units, min(max(seconds, expected / MOST), expected * MOST))

    def _faster(self, units: float, seconds: float, share: float) -> Rate:
        """Of about the same length: the machine was slow. Of another: it may be that little goes by length."""
        if abs(units - self.units) > ALIKE * self.units:
            return self._moved(units, seconds)
        known = replace(self, seconds=self.seconds * share, together=self.together * share)
        return known._moved(units, seconds)

    def _moved(self, units: float, seconds: float) -> Rate:
        weight = max(NEWEST, 1 / (self.renders + 1))
        longer, slower = units - self.units, seconds - self.seconds
        return Rate(
            units=self.units + weight * longer,
            seconds=self.seconds + weight * slower,
            spread=(1 - weight) * (self.spread + weight * longer * longer),
            together=(1 - weight) * (self.together + weight * longer * slower),
            renders=self.renders + 1,
        )

    def _slope(self) -> float:
        by_length = self.seconds / self.units
        doubt = (ALIKE * self.units) ** 2
        line = (self.together + doubt * by_length) / (self.spread + doubt)
        return min(max(line, 0.0), by_length)
