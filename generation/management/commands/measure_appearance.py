"""`manage.py measure_appearance`: how older clips look, for search by a picture."""

from __future__ import annotations

from typing import Any

import numpy as np
from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand
from django.db import transaction
from PIL import Image, UnidentifiedImageError

from catalog.models import Rendition
from catalog.publishing import index_later
from generation.finishing.appearance import appearance


class Command(BaseCommand):
    """Clips made since then are measured as they are made; repeating it changes nothing."""

    help = "Measure how clips look that were made before clips were measured, from their posters."

    def handle(self, *args: Any, **options: Any) -> None:
        """Says how many were measured, and which could not be."""
        posters = Rendition.objects.filter(kind=Rendition.Kind.POSTER_JPEG, clip__appearance=[])
        measured = 0
        for rendition in posters.select_related("clip").order_by("clip_id").iterator():
            try:
                with default_storage.open(rendition.key) as file, Image.open(file) as picture:
                    look = appearance([np.asarray(picture.convert("RGB"))])
            except (OSError, UnidentifiedImageError) as error:
                self.stderr.write(f"The poster of clip {rendition.clip_id} can't be read: {error}")
                continue
            with transaction.atomic():
                rendition.clip.appearance = list(look)
                rendition.clip.save(update_fields=["appearance"])
                index_later(rendition.clip_id)
            measured += 1
        self.stdout.write(f"{measured} clips were measured.")
