"""The GPU's turn: one job's denoising and decoding at a time, first come first served."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

#: The longest that a waiting thread goes without asking whether it is to stop, seconds.
POLL = 0.25


class Turn:
    """A fair lock between the job threads of one process.

    What needs no turn (encoding text, writing frames) overlaps with the job that has it.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._queue: deque[object] = deque()

    @property
    def waiting(self) -> int:
        """How many wait, without the one that has it."""
        with self._changed:
            return max(0, len(self._queue) - 1)

    @contextmanager
    def taken(self, check: Callable[[], None]) -> Iterator[float]:
        """Have the turn; gives the seconds waited. What `check` raises ends the waiting and keeps the others' order."""
        ticket = object()
        began = time.monotonic()
        with self._changed:
            self._queue.append(ticket)
        try:
            self._wait_for(ticket, check)
            yield time.monotonic() - began
        finally:
            with self._changed:
                self._queue.remove(ticket)
                self._changed.notify_all()

    def _wait_for(self, ticket: object, check: Callable[[], None]) -> None:
        while True:
            check()
            with self._changed:
                if self._queue[0] is ticket:
                    return
                self._changed.wait(POLL)
                if self._queue[0] is ticket:
                    return
