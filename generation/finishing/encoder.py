"""The ffmpeg process: fed with raw frames by one pipe, heard by another, and always brought to an end."""

from __future__ import annotations

import fcntl
import os
import select
import shutil
import signal
import subprocess
import threading
from functools import cache

from .command import Plan, command
from .errors import DiskFull, EncoderDied, FinishingError, Stopped
from .frame import Frame

#: How often a waiting caller looks whether it was told to stop, in seconds.
GLANCE = 0.1
#: Seconds without a byte taken, or of writing the files' ends, after which ffmpeg counts as hung.
PATIENCE = 120
#: Bytes of the pipe: Linux's most for a user without privileges; a sixth of a 1080p frame at a time.
PIPE = 1 << 20
#: What ffmpeg says, in its own words, when the disk is the reason.
DISK_WORDS = ("No space left on device", "Disk quota exceeded", "File too large")


class Encoder:
    """A running ffmpeg. `write` every frame, then `end_input`, then `finish`. Leaving the block ends it anyway.

    Everything happens in the calling thread: a frame has left it when `write` returns, so its array
    may be used again. `write` and `finish` raise `Stopped` within a moment of `stop` being set.
    """

    def __init__(self, plan: Plan, stop: threading.Event) -> None:
        self._stop = stop
        self._said = b""
        self._process = subprocess.Popen(
            [*_dying_with_parent(), *command(plan)],
            cwd=plan.folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            bufsize=0,
        )
        assert self._process.stdin is not None  # noqa: S101 (a pipe, as asked for above)
        assert self._process.stderr is not None  # noqa: S101
        self._into, self._from = self._process.stdin, self._process.stderr
        os.set_blocking(self._into.fileno(), False)
        os.set_blocking(self._from.fileno(), False)
        _widen(self._into.fileno())

    @property
    def pid(self) -> int:
        """ffmpeg's process id."""
        return self._process.pid

    def write(self, frame: Frame) -> None:
        """Hand over one frame; waits while the encoder is behind.

        Raises `EncoderDied`, `DiskFull` or `Stopped`.
        """
        rest = frame.data.cast("B")
        idle = 0.0
        while rest:
            readable, writable, _ = select.select([self._from], [self._into], [], GLANCE)
            if self._stop.is_set():
                raise Stopped
            if readable and not self._listen():
                raise self._fault()
            if writable:
                try:
                    rest = rest[os.write(self._into.fileno(), rest) :]
                except BrokenPipeError:
                    raise self._fault() from None
            idle = idle + GLANCE if not (readable or writable) else 0.0
            if idle > PATIENCE:
                raise EncoderDied(f"ffmpeg took no frame for {PATIENCE} s")

    def end_input(self) -> None:
        """Say that no frame will follow; ffmpeg goes on with those that it has."""
        self._into.close()

    def finish(self) -> None:
        """Wait for the last byte of the files. Raises as `write` does."""
        waited = 0.0
        while True:
            readable, _, _ = select.select([self._from], [], [], GLANCE)
            if self._stop.is_set():
                raise Stopped
            if readable and not self._listen():
                break
            waited = waited + GLANCE if not readable else waited
            if waited > PATIENCE:
                raise EncoderDied(f"ffmpeg did not end within {PATIENCE} s")
        if self._process.wait(PATIENCE) != 0 or self._disk_was_full():
            raise self._fault()

    def __enter__(self) -> Encoder:
        return self

    def __exit__(self, *error: object) -> None:
        """End the process at once, whatever it is doing."""
        self._process.kill()
        self._process.wait()
        self._into.close()
        self._from.close()

    def _listen(self) -> bool:
        """Take what ffmpeg said; False once it says nothing more, for it has ended."""
        said = os.read(self._from.fileno(), 65_536)
        self._said = (self._said + said)[-8_000:]
        return bool(said)

    def _disk_was_full(self) -> bool:
        words = self._said.decode(errors="replace")
        return any(sign in words for sign in DISK_WORDS)

    def _fault(self) -> FinishingError:
        """Why ffmpeg ended. It is gone, or has closed a pipe and is about to be."""
        try:
            code = self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            code = self._process.wait()
        while select.select([self._from], [], [], 0)[0] and self._listen():
            pass
        words = self._said.decode(errors="replace").strip()[-400:]
        if self._disk_was_full() or code == -signal.SIGXFSZ:
            return DiskFull(words)
        return EncoderDied(f"ffmpeg ended with {code}: {words}")


def _widen(pipe: int) -> None:
    """Fewer, larger writes; a system that allows no larger pipe keeps its own."""
    try:
        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, PIPE)
    except PermissionError:
        return


@cache
def _dying_with_parent() -> tuple[str, ...]:
    """What stands before a command so that the kernel ends it with the worker: half a clip is none.

    By util-linux's `setpriv`, which becomes the command. Doing it between fork and exec would run Python in a copy of
    a process with many threads, and of all that a GPU's driver has mapped. Where there is none, the end of its input
    ends ffmpeg a moment later.
    """
    return ("setpriv", "--pdeathsig", "KILL", "--") if shutil.which("setpriv") else ()
