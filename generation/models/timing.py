"""What renders took on this installation."""

from __future__ import annotations

from django.db import models


class EngineTiming(models.Model):
    """Measured wall-clock seconds by the key that `Work.timing_key`, the size and the device give.

    `seconds_per_unit` is the mean over renders of `units` of work on average; `spread` and `together` are the units'
    variance and their covariance with the seconds (generation/requests/rate.py). `units` is 0 where a row is older
    than they are: its time goes by length.
    """

    key = models.CharField(max_length=200, unique=True)
    seconds_per_unit = models.FloatField()
    units = models.FloatField(default=0)
    spread = models.FloatField(default=0)
    together = models.FloatField(default=0)
    renders = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.key}: {self.seconds_per_unit:.3f} s a unit"
