"""One process at a time in a folder of checkpoints: a lock that the system lifts when its holder dies."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from generation.engine.base import EngineError

#: Seconds that a second process waits for the first: a worker that is being replaced ends within them.
PATIENCE = 20.0
PAUSE = 0.1


@contextmanager
def turn(folder: Path, check: Callable[[], None], patience: float = PATIENCE) -> Iterator[None]:
    """Hold the folder, which is made where it is not there. `check` is called while waiting and may raise.

    Raises `EngineError` where another process still holds it after `patience` seconds.
    """
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        until = time.monotonic() + patience
        while not _locked(handle):
            check()
            if time.monotonic() >= until:
                raise EngineError(
                    f"another process holds {folder}",
                    permanent=False,
                    public="Another worker is still at this clip. It is tried again by itself.",
                )
            time.sleep(PAUSE)
        yield
    finally:
        os.close(handle)


def _locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
