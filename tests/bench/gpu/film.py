"""A plain H.264 file, written by ffmpeg as the frames come: the last step of every way that is compared."""

from __future__ import annotations

import time
from pathlib import Path

import imageio_ffmpeg
import numpy as np

from generation.engine.diffusion.work import Frames


class Film:
    """A sink that encodes one take. `seconds` is what handing over took: ffmpeg itself works beside."""

    def __init__(self, path: Path, width: int, height: int, rate: int) -> None:
        self._how = (str(path), (width, height), rate)
        self.frames = 0
        self.seconds = 0.0
        self._open()

    def begin(self) -> None:
        """Forget what was taken."""
        if self.frames:
            self._writer.close()
            self._open()

    def take(self, take: int, frames: Frames) -> None:
        """The next frames."""
        began = time.perf_counter()
        for frame in frames:
            self._writer.send(np.ascontiguousarray(frame))
        self.frames += len(frames)
        self.seconds += time.perf_counter() - began

    def close(self) -> None:
        """Until the file is whole."""
        began = time.perf_counter()
        self._writer.close()
        self.seconds += time.perf_counter() - began

    def _open(self) -> None:
        path, size, rate = self._how
        self.frames = 0
        self._writer = imageio_ffmpeg.write_frames(
            path, size, fps=rate, codec="libx264", quality=7, macro_block_size=1
        )
        self._writer.send(None)
