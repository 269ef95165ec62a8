"""Files that somebody sends to be looked at: on disk for as long as that takes, and no longer."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile


@contextmanager
def on_disk(file: UploadedFile[bytes]) -> Iterator[Path]:
    """The file as a path of its own, gone afterwards. Its name is the sender's: only the ending is kept."""
    with tempfile.TemporaryDirectory(dir=settings.WORK_DIR, prefix="dropped-") as folder:
        path = Path(folder) / f"dropped{Path(file.name or '').suffix[:8]}"
        with path.open("wb") as target:
            for chunk in file.chunks():
                target.write(chunk)
        yield path
