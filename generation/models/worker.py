"""A process that renders: what it serves and what it has loaded, as it says itself every few seconds."""

from __future__ import annotations

from django.db import models


class RenderWorker(models.Model):
    """One rendering process. Nothing depends on its row but estimates and the operator's picture of the fleet.

    `engines` are the names that it serves, `resident` those whose model lies loaded on its device. A row whose
    `seen_at` is old belongs to a process that is gone.
    """

    name = models.CharField(max_length=120, unique=True, help_text="host:process")
    device = models.CharField(max_length=120, help_text="The kind of device, as timings are kept by")
    engines = models.JSONField(default=list)
    resident = models.JSONField(default=list)
    started_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.name} on {self.device}"
