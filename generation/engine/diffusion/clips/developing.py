"""From whole segments to the clip's frames: joined, retimed, fitted, one by one as they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from itertools import chain

from generation.engine.base import Frame, Sound

from .fitting import cover
from .order import Order
from .production import Production
from .retime import retime
from .seams import Join, Seam, SeamMeter, join, joined
from .sound import Piece, track
from .steps import Steps


class Developing(Iterator[Frame]):
    """The clip's frames, each made when it is asked for. Closing it, or its end, ends the production.

    `seams` are whole at the end. `at_end` is called once all frames are out.
    """

    def __init__(
        self,
        order: Order,
        production: Production,
        steps: Steps,
        at_end: Callable[[], None],
    ) -> None:
        self._order, self._production = order, production
        self._steps, self._at_end = steps, at_end
        self._meter = SeamMeter()
        self._joins: list[tuple[tuple[int, int], Join]] = []
        self._frames = self._developed()

    def __iter__(self) -> Developing:
        return self

    def __next__(self) -> Frame:
        try:
            return next(self._frames)
        except BaseException:
            self._production.close()
            raise

    def __del__(self) -> None:
        self._production.stop()

    def close(self) -> None:
        """End the production and free everything."""
        self._frames.close()
        self._production.close()

    @property
    def seams(self) -> list[Seam]:
        """Each seam so far: where, and how much it shows."""
        return [self._meter.seam(overlap, chosen) for overlap, chosen in self._joins]

    def _developed(self) -> Generator[Frame, None, None]:
        settings, shape = self._order.settings, self._order.shape
        count = settings.frame_count
        frames = retime(self._metered(), shape.rate, settings.fps, count, first=shape.first)
        for index, frame in enumerate(frames):
            self._production.check()
            fitted = cover(frame, settings.width, settings.height)
            self._steps.developed((index + 1) / count)
            if index + 1 == count:
                self._at_end()
            yield fitted

    def _metered(self) -> Iterator[Frame]:
        for frame in self._joined():
            self._meter.look(frame)
            yield frame

    def _joined(self) -> Iterator[Frame]:
        """The native frames of the clip, in order. Holds the frames of one overlap."""
        segments = self._order.segments
        before: list[Frame] = []  # one frame, and then the overlap with the segment that comes
        for segment in segments:
            saved = self._production.segment(segment.index)
            end = segment.drop + segment.keep
            overlap = min(segment.drop, len(before) - 1) if before else 0
            new = list(saved.frames(segment.drop - overlap, segment.drop + 1)) if before else []
            if before:
                chosen = join(before, new)
                yield from joined(before[1:], new[:-1], chosen)
                self._joins.append(((segment.start - overlap, segment.start), chosen))
            held = 0
            if segment.index + 1 < len(segments):
                held = min(segments[segment.index + 1].drop + 1, segment.keep)
            kept = chain(new[-1:], saved.frames(segment.drop + len(new[-1:]), end))
            before = []
            for place, frame in enumerate(kept):
                if place < segment.keep - held + 1:
                    yield frame
                if place >= segment.keep - held:
                    before.append(frame)


def whole_sound(order: Order, production: Production) -> Sound:
    """The clip's sound, once every segment is whole."""
    shape, settings = order.shape, order.settings
    clip_begins = shape.first / settings.fps
    pieces = []
    for segment in order.segments:
        saved = production.segment(segment.index)
        samples = saved.sound()
        if samples is not None:
            pieces.append(
                Piece(
                    samples=samples,
                    rate=saved.manifest.sound_rate,
                    begins=float((segment.start - segment.drop) / shape.rate) - clip_begins,
                    takes_over=float(segment.start / shape.rate) - clip_begins,
                )
            )
    return track(pieces, settings.frame_count / settings.fps)
