"""What the search index has yet to hear of."""

from __future__ import annotations

from django.db import models


class IndexChange(models.Model):
    """A clip that changed: written in the transaction that changed it, removed once the index has it.

    The clip is a plain number, because the change outlives a deleted clip.
    """

    clip_id = models.BigIntegerField(db_index=True)
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"change {self.pk} of clip {self.clip_id}"
