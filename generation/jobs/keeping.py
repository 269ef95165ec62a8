"""A tap on a take's frames that keeps those which a clip could follow from, where a model can follow at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from generation.engine.base import Frame
from generation.engine.registry import engine, models
from generation.finishing.context import ContextFile
from generation.finishing.model import Finished
from generation.requests.ask import Ask


class Keeper:
    """`tap` goes between engine and finishing; `with_context` adds the file once the last frame has passed."""

    def __init__(self, folder: Path, ask: Ask, frame_count: int) -> None:
        width, height = ask.size
        self._file = (
            ContextFile(folder, width=width, height=height, fps=ask.fps, frame_count=frame_count)
            if wanted()
            else None
        )

    def tap(self, frames: Iterator[Frame]) -> Iterator[Frame]:
        """The same frames. Closes them when it is closed."""
        if self._file is None:
            return frames
        return _tapped(frames, self._file)

    def with_context(self, finished: Finished) -> Finished:
        """With the file of kept frames among the others."""
        if self._file is None:
            return finished
        return replace(finished, files=(*finished.files, self._file.close()))


def wanted() -> bool:
    """Whether any model here makes clips that follow from others."""
    return any(engine(model.name).follows for model in models())


def _tapped(frames: Iterator[Frame], file: ContextFile) -> Iterator[Frame]:
    try:
        for index, frame in enumerate(frames):
            file.look(index, frame)
            yield frame
    finally:
        close = getattr(frames, "close", None)
        if close is not None:
            close()
