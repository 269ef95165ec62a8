"""What renders took on this installation."""

from __future__ import annotations

from django.db import models


class EngineTiming(models.Model):
    """Measured wall-clock seconds per unit of work, by the key that `Work.timing_key` and the size give."""

    key = models.CharField(max_length=120, unique=True)
    seconds_per_unit = models.FloatField()
    renders = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.key}: {self.seconds_per_unit:.3f} s a unit"
