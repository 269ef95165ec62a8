"""A rendition: one file of a clip."""

from __future__ import annotations

from django.db import models

from .clip import Clip


class Rendition(models.Model):
    """One file of a clip, in the default storage under `key`. Never changed, only added or removed.

    `key` alone changes, where the file of a clip that was taken down is put out of reach (`catalog.withholding`).
    """

    class Kind(models.TextChoices):
        MASTER = "master", "Master"
        COMP = "comp", "Comp"
        HOVER = "hover", "Hover preview"
        POSTER = "poster", "Poster"
        POSTER_JPEG = "poster_jpeg", "Poster (JPEG)"
        SPRITE = "sprite", "Sprite"
        SPRITE_VTT = "sprite_vtt", "Sprite times"
        CONTEXT = "context", "Frames without a mark, for clips that follow from this one; never served"

    clip = models.ForeignKey(Clip, on_delete=models.CASCADE, related_name="renditions")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    key = models.CharField(max_length=200, unique=True)
    mime = models.CharField(max_length=40)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    size = models.PositiveBigIntegerField(help_text="Bytes")
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clip", "kind"], name="one_rendition_of_a_kind")]

    def __str__(self) -> str:
        return f"{self.kind} of clip {self.clip_id}"
