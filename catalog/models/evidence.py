"""Evidence: what detectors saw in a clip's frames, for the moderator who decides on it."""

from __future__ import annotations

from django.db import models

from .clip import Clip


class Evidence(models.Model):
    """One line of what a detector saw. A line with a rule is why the clip was held; one without is told beside it.

    The thumbnail lies in the database, because the site and the worker may share nothing else; it is emptied some
    time after the decision (`catalog.evidence.tidy_evidence`), the line stays.
    """

    clip = models.ForeignKey(Clip, on_delete=models.CASCADE, related_name="evidence")
    detector = models.CharField(max_length=20)
    rule = models.CharField(max_length=60, blank=True)
    score = models.FloatField()
    threshold = models.FloatField(null=True, blank=True, help_text="What the score was compared with")
    at_ms = models.PositiveIntegerField(default=0)
    words = models.CharField(max_length=300)
    thumbnail = models.BinaryField(default=b"", help_text="A small JPEG, or nothing")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.detector} on clip {self.clip_id}: {self.words}"
