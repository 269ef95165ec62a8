"""How many files are looked at at once on this machine, over all of the site's processes.

Each turn is a locked file: the kernel takes the lock back from a process that dies.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BREATH = 0.05


class Busy(Exception):
    """Every turn is taken, and none came free in time."""


@contextmanager
def turn(folder: Path, at_once: int, patience: float) -> Iterator[None]:
    """One of `at_once` turns, waited for at most `patience` seconds. Raises `Busy`."""
    folder.mkdir(parents=True, exist_ok=True)
    until = time.monotonic() + patience
    while (taken := _taken(folder, at_once)) is None:
        if time.monotonic() >= until:
            raise Busy
        time.sleep(BREATH)
    try:
        yield
    finally:
        os.close(taken)


def _taken(folder: Path, at_once: int) -> int | None:
    for number in range(at_once):
        descriptor = os.open(folder / f"{number}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
        else:
            return descriptor
    return None
