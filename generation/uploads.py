"""Files that somebody sends to be looked at: on disk without a name, so that nothing of them can stay."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any, BinaryIO, cast

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler


class Unnamed(FileUploadHandler):
    """Takes a large upload into a file that no folder lists: it is gone with the process, even one that is killed."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file."""
        super().new_file(*args, **kwargs)
        self.into: IO[bytes] = tempfile.TemporaryFile(dir=settings.WORK_DIR)  # noqa: SIM115 (the request closes it)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write a part of it."""
        self.into.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile[bytes]:
        """Hand it over; the request closes it."""
        self.into.seek(0)
        return UploadedFile(self.into, self.file_name, self.content_type, file_size, self.charset)

    def upload_interrupted(self) -> None:
        """The sender went away."""
        if hasattr(self, "into"):
            self.into.close()


@contextmanager
def opened(file: UploadedFile[bytes]) -> Iterator[BinaryIO]:
    """The upload as an open file of the system's. Small ones come in memory and are written down without a name."""
    if isinstance(getattr(file.file, "name", None), int):  # a file without a name has its descriptor for one
        file.seek(0)
        yield cast(BinaryIO, file.file)
        return
    with tempfile.TemporaryFile(dir=settings.WORK_DIR) as target:
        for chunk in file.chunks():
            target.write(chunk)
        target.flush()
        target.seek(0)
        yield cast(BinaryIO, target)
