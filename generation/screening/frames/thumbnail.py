"""A frame small enough to be kept as evidence."""

from __future__ import annotations

import io

from PIL import Image

from .model import Picture

SIDE = 320


def thumbnail(picture: Picture) -> bytes:
    """A JPEG of at most 320 pixels a side, about 10 kB."""
    small = Image.fromarray(picture)
    small.thumbnail((SIDE, SIDE))
    jpeg = io.BytesIO()
    small.save(jpeg, "JPEG", quality=75)
    return jpeg.getvalue()
