"""What the matching model made of a clip's description."""

from __future__ import annotations

from django.db import models

from catalog.models import Clip


class ClipSide(models.Model):
    """A clip's side of every comparison, made when the clip is published. Lost, it is made again when needed.

    `digest` names the description and the model's version that `data` was made of.
    """

    clip = models.OneToOneField(Clip, on_delete=models.CASCADE, related_name="side", primary_key=True)
    digest = models.CharField(max_length=40)
    data = models.BinaryField()

    def __str__(self) -> str:
        return f"side of clip {self.clip_id}"
