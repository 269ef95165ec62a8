"""Fingerprints: how a clip is known again after a re-encode."""

from __future__ import annotations

from django.db import models

from .clip import Clip


class FingerprintFrame(models.Model):
    """The PDQ hash (32 bytes) of the frame that a clip shows at `at_ms`."""

    clip = models.ForeignKey(Clip, on_delete=models.CASCADE, related_name="fingerprint")
    at_ms = models.PositiveIntegerField()
    pdq = models.BinaryField(max_length=32)
    quality = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clip", "at_ms"], name="one_hash_an_instant")]

    def __str__(self) -> str:
        return f"clip {self.clip_id} at {self.at_ms} ms"
