"""Which policy was in force from when on."""

from __future__ import annotations

from django.db import models


class PolicyInForce(models.Model):
    """One line a change of the policy in force, numbered without gaps, so that each change is noted once."""

    number = models.PositiveIntegerField(unique=True)
    version = models.CharField(max_length=60)
    sha256 = models.CharField(max_length=64)
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"Policy {self.version} since {self.since:%Y-%m-%d %H:%M}"
