"""Files that are whole or not there, and a disk that is full said as such."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from generation.engine.base import EngineError

#: How the system says that there is no room, whether on the disk, in a quota or by a limit.
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
FULL_SENTENCE = "The server's disk is full. It is tried again by itself; the operators have been told."
#: Bytes that stay free beside what a clip needs: other processes write, too.
MARGIN = 64 * 2**20


@contextmanager
def on_full_disk() -> Iterator[None]:
    """Turn the system's error for a full disk into an `EngineError`; every other goes on as it is."""
    try:
        yield
    except OSError as error:
        if error.errno not in FULL:
            raise
        raise EngineError(
            f"no space for a segment: {error}", permanent=False, public=FULL_SENTENCE
        ) from error


def need(folder: Path, space: int) -> None:
    """Raise `EngineError` unless so many bytes, and a margin, are free where the folder is."""
    free = shutil.disk_usage(folder).free
    if free < space + MARGIN:
        message = f"{folder} has {free / 2**30:.2f} GiB free and the clip's segments need {space / 2**30:.2f}"
        raise EngineError(message, permanent=False, public=FULL_SENTENCE)


def flushed(path: Path, data: bytes, part: str) -> None:
    """Write a file so that it is whole under its name, whenever the machine stops."""
    written = path.with_name(path.name + part)
    try:
        with written.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        written.replace(path)
    finally:
        written.unlink(missing_ok=True)


def flushed_folder(folder: Path) -> None:
    """Make the names in a folder as lasting as their files."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
