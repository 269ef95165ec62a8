"""A finished clip, decoded once from its first frame to its last; a few frames are kept to be looked at."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

from .model import Context, Reading, Sample

#: Every frame is judged in passing at this size, in greys.
SMALL = (64, 36)
#: What is compared by hashes is kept with so many pixels on the longer side: PDQ looks at no more.
GLIMPSE = 512
#: Of 255: below it a cell is black; cells that differ by no more are of one colour, or did not move.
BLACK, SAME = 16, 1

Small = npt.NDArray[np.int16]


@dataclass
class _Seen:
    """What is remembered while the frames go by."""

    count: int = 0
    dark: int = 0
    still: int = 0
    longest_still: int = 0
    before: Small | None = None
    kept: dict[int, Sample] = field(default_factory=dict)
    glimpses: list[Sample] = field(default_factory=list)
    changes: list[tuple[float, int, av.VideoFrame]] = field(default_factory=list)

    def judge(self, small: Small) -> float:
        """Count a frame as dark or still; returns how much it changed."""
        self.count += 1
        self.dark += bool(np.percentile(small, 99) < BLACK or int(small.max()) - int(small.min()) <= SAME)
        if self.before is None:
            change = 0.0
        else:
            moved = np.abs(small - self.before)
            self.still = self.still + 1 if int(moved.max()) <= SAME else 0
            self.longest_still = max(self.longest_still, self.still)
            change = float(moved.mean())
        self.before = small
        return change


def read(path: Path, context: Context) -> Reading:
    """Decode all of a clip. What is wrong with the file is said in the reading; raises what `context.check` raises."""
    limits, instants = context.limits.sampling, {at_ms for at_ms, _, _ in context.hashes}
    seen, fault, last, announced = _Seen(), "", None, 0
    try:
        with av.open(str(path)) as container:
            if not container.streams.video:
                raise ValueError("there is no picture in it")
            stream = container.streams.video[0]
            stream.thread_type = "AUTO"
            step, due = _step_ms(stream, context), 0
            announced = context.frame_count or stream.frames
            for frame in container.decode(stream):
                context.check()
                at_ms = _at_ms(frame)
                change = seen.judge(_small(frame))
                last = frame
                if at_ms in instants:
                    seen.glimpses.append(_sample(frame, at_ms, GLIMPSE))
                if at_ms >= due:
                    seen.kept[at_ms] = _sample(frame, at_ms, limits.side)
                    due = (at_ms // step + 1) * step
                elif seen.count > 1 and limits.changes:
                    heapq.heappush(seen.changes, (change, -seen.count, frame))
                    if len(seen.changes) > limits.changes:
                        heapq.heappop(seen.changes)
    except (av.error.FFmpegError, OSError, ValueError) as error:
        fault = f"It can't be decoded to its end: {error}"
    for frame in [one[2] for one in seen.changes] + ([last] if last is not None else []):
        at_ms = _at_ms(frame)
        seen.kept.setdefault(at_ms, _sample(frame, at_ms, limits.side))
    if not fault and not seen.count:
        fault = "There is no frame in it."
    if not fault and announced and seen.count != announced:
        fault = f"{seen.count} of its {announced} frames can be decoded."
    frames = max(1, seen.count)
    return Reading(
        samples=tuple(seen.kept[at_ms] for at_ms in sorted(seen.kept)),
        frame_count=seen.count,
        dark=seen.dark / frames,
        still=(seen.longest_still + 1) / frames if seen.count > 1 else 0.0,
        fault=fault,
        glimpses=tuple(seen.glimpses),
    )


def _step_ms(stream: av.VideoStream, context: Context) -> int:
    """Whole seconds: the fingerprint of every clip is of frames at whole seconds, and like is compared with like."""
    limits = context.limits.sampling
    rate = float(stream.average_rate or 24)
    duration_ms = 1000 * (context.frame_count or stream.frames) / rate
    room = max(1, limits.most - limits.changes - 1)
    step = max(limits.every_ms, duration_ms / room)
    return 1000 * max(1, int(-(-step // 1000)))


def _at_ms(frame: av.VideoFrame) -> int:
    """When a frame is shown, as the fingerprint tells it: without a rounding up."""
    return int(1000 * (frame.pts or 0) * (frame.time_base or 0))


def _small(frame: av.VideoFrame) -> Small:
    grey = frame.reformat(width=SMALL[0], height=SMALL[1], format="gray", interpolation="AREA")
    return grey.to_ndarray().astype(np.int16)


def _sample(frame: av.VideoFrame, at_ms: int, side: int) -> Sample:
    scale = min(1.0, side / max(frame.width, frame.height))
    width, height = (max(2, round(one * scale)) for one in (frame.width, frame.height))
    picture = frame.reformat(width=width, height=height, format="rgb24", interpolation="AREA").to_ndarray()
    return Sample(at_ms, np.ascontiguousarray(picture, np.uint8))
