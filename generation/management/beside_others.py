"""A process among those of `make run`, where one that ends takes the others along: it waits instead, or starts anew."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from typing import NoReturn

#: Seconds before a process that broke is started anew.
PAUSE = 5.0
PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


def wait_for_ever(sentence: str) -> NoReturn:
    """Say why there is nothing to do and do nothing, in place of this process and without its memory."""
    if sentence:
        print(sentence, flush=True)
    os.execvp("sleep", ["sleep", "infinity"])  # noqa: S606 (no shell is wanted)


def supervise(command: Sequence[str], restart_on: Sequence[int], say: Callable[[str], None]) -> int:
    """Run a command, again whenever it ends with one of these codes; returns any other, and 0 after a stop.

    A stop is passed on to the command, and waited for.
    """
    stopping = threading.Event()
    running: list[subprocess.Popen[bytes]] = []

    def stop(number: int, frame: object) -> None:
        stopping.set()
        for process in running:
            process.terminate()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    while True:
        # In a session of its own: a signal to the group reaches it once, by way of this process.
        process = subprocess.Popen(command, start_new_session=True, preexec_fn=_die_with_parent)
        running[:] = [process]
        if stopping.is_set():
            process.terminate()
        code = process.wait()
        if stopping.is_set():
            return 0
        if code not in restart_on:
            return code
        say(f"It ended with {code} and is started anew.")
        if stopping.wait(PAUSE):
            return 0


def this_command(*without: str) -> list[str]:
    """This very command without these arguments."""
    return [sys.executable, *(one for one in sys.argv if one not in without)]


def _die_with_parent() -> None:
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
