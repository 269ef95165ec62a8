"""Whether a render moves: what tells a slow step from a kernel that hangs."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from generation.engine.base import Frame, Progress

#: The phase in which steps come, and the one in which a job of a model waits for the job before it.
RENDERING, WAITING = "rendering", "waiting for the GPU"
#: A step may take so many times as long as the slowest before it.
SLOWEST = 20
#: What has no steps (loading 30 GB from a slow disk, compiling) may take so many times as long as the patience.
LOADING = 15


class Movement:
    """Told of progress and frames by the rendering thread, asked by the watchdog's.

    Time counts only while the engine is asked for something (`inside`): not while it waits for the GPU, and not while
    the encoder takes a frame, which has a patience of its own.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._inside = False
        self._phase = ""
        self._done = -1.0
        self._since = clock()
        self._slowest = 0.0

    @contextmanager
    def inside(self) -> Iterator[None]:
        """The engine is asked for something from here to the end of the block."""
        with self._lock:
            self._inside, self._since = True, self._clock()
        try:
            yield
        finally:
            with self._lock:
                self._inside = False

    def progress(self, progress: Progress) -> None:
        """A report of the engine's. Only one that tells of more done, or of another phase, is a movement."""
        with self._lock:
            if (progress.phase, progress.done) == (self._phase, self._done):
                return
            now = self._clock()
            if progress.phase == self._phase == RENDERING and progress.done > self._done and self._inside:
                self._slowest = max(self._slowest, now - self._since)
            self._phase, self._done, self._since = progress.phase, progress.done, now

    def still_for(self) -> float:
        """Seconds that nothing has moved; 0 while nothing is expected to."""
        with self._lock:
            return self._clock() - self._since if self._inside and self._phase != WAITING else 0.0

    def hangs(self, patience: float) -> bool:
        """Whether it has stood still for longer than `patience` seconds and longer than any slow step."""
        most = max(patience, SLOWEST * self._slowest) if self._phase == RENDERING else LOADING * patience
        return self.still_for() > most


def watched(frames: Iterator[Frame], movement: Movement) -> Iterator[Frame]:
    """The same frames, each wait for one counted as a wait for the engine. Closes them when it is closed."""
    try:
        while True:
            with movement.inside():
                frame = next(frames, None)
            if frame is None:
                return
            yield frame
    finally:
        close = getattr(frames, "close", None)
        if close is not None:
            close()
