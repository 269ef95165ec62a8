"""What is kept of a file to read its mark: the mean brightness of every few seconds, small."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from PIL import Image

from ..frame import Frame

Plane = npt.NDArray[np.float32]

#: The means' size: at most so many samples on the short side, and on the long.
SHORT, LONG = 180, 426
#: A mean is of so many milliseconds at first. There are never more than so many: then each two become one.
SPAN_MS, MOST = 3_000, 16
#: The place of the first frame. Half of it is itself.
FIRST = -1
#: Frames nearer to each other than this add little: they show the same.
APART_MS = 80


@dataclass
class _Span:
    total: Plane
    frames: int = 1

    def mean(self) -> Plane:
        return np.asarray(self.total / self.frames, np.float32)


@dataclass
class Averages:
    """Shown frames in order; keeps less than 10 MB of however long a file.

    What moves blurs in a mean and the mark does not; and of a file that is only partly ours, some means are. The first
    frame is a part by itself: where a camera glides, an encoder keeps the mark in it, and in the frames that follow
    moves the mark along with what is seen, so that it blurs as well.
    """

    size: tuple[int, int] = (0, 0)
    most: Plane | None = None
    _spans: dict[int, _Span] = field(default_factory=dict)
    _span_ms: int = SPAN_MS
    _last_ms: int | None = None

    def wants(self, at_ms: int) -> bool:
        """Whether a frame at this instant would be looked at: one that is not need not be converted."""
        return self._last_ms is None or not 0 <= at_ms - self._last_ms < APART_MS

    def add(self, at_ms: int, frame: Frame) -> None:
        """Show one RGB frame, with its place in the file."""
        if not self.wants(at_ms):
            return
        place = max(0, at_ms) // self._span_ms if self._spans else FIRST
        self._last_ms = at_ms
        bright = self._reduced(frame)
        self.most = bright if self.most is None else np.maximum(self.most, bright)
        span = self._spans.get(place)
        if span is None:
            self._spans[place] = _Span(bright)
            while len(self._spans) > MOST:
                self._halve()
        else:
            span.total = span.total + bright
            span.frames += 1

    def means(self) -> list[Plane]:
        """The mean of the whole file, then those of its parts if there are several."""
        spans = [self._spans[place] for place in sorted(self._spans)]
        if not spans:
            return []
        whole = np.sum([span.total for span in spans], axis=0) / sum(span.frames for span in spans)
        return [whole, *(span.mean() for span in spans)] if len(spans) > 1 else [whole]

    def parts(self) -> list[tuple[int, Plane]]:
        """How many frames each part's mean is of, and the mean: what another process needs to read the mark."""
        return [(span.frames, span.mean()) for _, span in sorted(self._spans.items())]

    @classmethod
    def of(cls, most: Plane, parts: Sequence[tuple[int, Plane]]) -> Averages:
        """From another process's `most` and `parts`."""
        spans = {place: _Span(mean * frames, frames) for place, (frames, mean) in enumerate(parts)}
        return cls(size=(most.shape[1], most.shape[0]), most=most, _spans=spans)

    def _reduced(self, frame: Frame) -> Plane:
        picture = Image.fromarray(frame).convert("L")
        if self.most is None:
            scale = min(1.0, SHORT / min(picture.size), LONG / max(picture.size))
            self.size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
        if picture.size != self.size:
            picture = picture.resize(self.size, Image.Resampling.BOX)
        return np.asarray(picture, np.float32)

    def _halve(self) -> None:
        spans, self._spans, self._span_ms = self._spans, {}, 2 * self._span_ms
        for place, span in spans.items():
            joined = self._spans.get(place // 2)
            if joined is None:
                self._spans[place // 2] = span
            else:
                joined.total = joined.total + span.total
                joined.frames += span.frames
