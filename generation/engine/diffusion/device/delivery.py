"""Frames on their way from the GPU to the sink: the GPU does not wait for who takes them, up to so many bytes."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator

from generation.engine.diffusion.work import Frames, Sink


class Delivery:
    """Keeps decoded chunks while the GPU is held, and hands them on, in order, once it is free.

    One call's frames are bounded by its model (a segment); beyond `most` bytes the oldest are handed on at once.
    """

    def __init__(self, sink: Sink, most: int) -> None:
        self._sink = sink
        self._most = most
        self._kept: deque[tuple[int, Frames]] = deque()
        self._bytes = 0

    def drain(self, chunks: Iterator[tuple[int, Frames]], check: Callable[[], None]) -> None:
        """Decode everything; what stops that also ends the decoder."""
        try:
            for take, frames in chunks:
                self.put(take, frames)
                check()
        finally:
            close = getattr(chunks, "close", None)
            if close is not None:
                close()

    def put(self, take: int, frames: Frames) -> None:
        """The next frames of one take."""
        self._kept.append((take, frames))
        self._bytes += frames.nbytes
        while self._bytes > self._most:
            self._hand_on()

    def finish(self, check: Callable[[], None]) -> None:
        """Hand on the rest; `check` may stop it between two chunks."""
        while self._kept:
            check()
            self._hand_on()

    def _hand_on(self) -> None:
        take, frames = self._kept.popleft()
        self._bytes -= frames.nbytes
        self._sink.take(take, frames)
