"""One process a GPU: a lock on a file that is named for the GPU.

The kernel frees the lock with the process, however that ends. Child processes started with `subprocess` don't inherit
it; a fork would, so it is taken in the process that renders.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from types import TracebackType

from generation.engine.base import EngineError


class DeviceTaken(EngineError):
    """Another process has the GPU; the sentence names it."""

    def __init__(self, device: str, pid: str) -> None:
        whose = f"process {pid}" if pid else "another process"
        super().__init__(
            f"{device} is taken by {whose}: one worker a GPU. Stop that one, or give this one another device.",
            permanent=True,
            public="This machine is busy; another one takes it.",
        )


class DeviceLock:
    """The lock of one device, held from `take` until `release` or the process's end."""

    def __init__(self, folder: Path, uuid: str, name: str) -> None:
        self._path = folder / f"device-{uuid}.lock"
        self._name = name
        self._file: int | None = None

    def take(self) -> DeviceLock:
        """Take it, or raise `DeviceTaken` at once."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pid = os.read(file, 32).decode("ascii", "replace").strip()
            os.close(file)
            raise DeviceTaken(self._name, pid) from None
        os.ftruncate(file, 0)
        os.pwrite(file, f"{os.getpid()}\n".encode(), 0)
        self._file = file
        return self

    def release(self) -> None:
        """Let the next one have it. The file stays: to remove it would let two processes lock two files."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def __enter__(self) -> DeviceLock:
        return self.take()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
