"""What people wanted and did not get: for the operator, who decides what to make next."""

from __future__ import annotations

from django.db import models


class Demand(models.Model):
    """How often these words met nothing on a day. It says nothing of who wanted it.

    `searched`: the catalogue had nothing close; `asked`: the engine had no scene for it.
    """

    class Kind(models.TextChoices):
        SEARCHED = "searched", "Searched, nothing close"
        ASKED = "asked", "Asked for, can't be made"

    day = models.DateField()
    kind = models.CharField(max_length=8, choices=Kind.choices)
    words = models.CharField(max_length=200)
    times = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "kind", "words"], name="words_counted_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.words} ({self.kind}, {self.times} × on {self.day})"
