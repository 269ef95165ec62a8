"""One writer at a time, on however many machines; the lock goes with its process, however that ends."""

from __future__ import annotations

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from django.db import connection

#: Held by a thread of this process: neither of the locks below tells threads of one connection apart.
_here: dict[str, Lock] = {}


@contextmanager
def only_writer(name: str, folder: Path) -> Iterator[bool]:
    """Whether this is the only writer of `name`.

    On PostgreSQL an advisory lock of the connection, which all machines share; with SQLite everything is on
    one machine, and a locked file in `folder` does.
    """
    here = _here.setdefault(name, Lock())
    if not here.acquire(blocking=False):
        yield False
        return
    try:
        if connection.vendor == "postgresql":
            with _in_database(name) as alone:
                yield alone
        else:
            with _in_folder(name, folder) as alone:
                yield alone
    finally:
        here.release()


@contextmanager
def _in_database(name: str) -> Iterator[bool]:
    number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [number])
        [alone] = cursor.fetchone() or (False,)
    try:
        yield bool(alone)
    finally:
        if alone and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [number])


@contextmanager
def _in_folder(name: str, folder: Path) -> Iterator[bool]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{name}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
