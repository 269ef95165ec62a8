"""What a clip's poster shows, as a vector."""

from __future__ import annotations

from django.db import models

from .clip import Clip


class PictureVector(models.Model):
    """The vector (float16) that the model `model` gave the poster of a clip."""

    clip = models.ForeignKey(Clip, on_delete=models.CASCADE, related_name="picture_vectors")
    model = models.CharField(max_length=16)
    vector = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clip", "model"], name="one_vector_a_model")]

    def __str__(self) -> str:
        return f"clip {self.clip_id} by {self.model}"
