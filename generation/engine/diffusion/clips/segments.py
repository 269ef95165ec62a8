"""The segment plan: a clip of any length as calls that a model can make, each going on from the one before.

A model goes on in the best way that it knows (`Kind.continuation`): native chunks, diffusion forcing and conditioned
extension are given the last frames as they moved; last-frame chaining is given one picture and drifts.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from generation.engine.base import Follows
from generation.engine.diffusion.kind import Kind, Task


@dataclass(frozen=True)
class Segment:
    """One call. It is given the `given` frames before it (or none), and makes `frames`, which fit the kind's rule.

    The first `drop` of them repeat frames that are there already; the next `keep` belong to the clip; what is left at
    the end of the last segment is surplus. `start` is the place of the first kept one among the clip's native frames.
    """

    index: int
    task: Task
    frames: int
    given: int
    drop: int
    keep: int
    start: int
    seed: int


def plan(kind: Kind, frames: int, seed: int, follows: Follows | None = None) -> tuple[Segment, ...]:
    """As few segments as can be, all of one shape, that keep exactly `frames` native frames.

    One shape for all costs a few surplus frames and saves compiling another. For an extension the first kept frame is
    the repeated last frame of what it follows: the time 0 that its rate is counted from.
    """
    first, given, drop = _first(kind, follows)
    calls = 1
    rule = kind.frames
    again = kind.context if kind.continuation != "none" else 0
    if frames > rule.most - drop:
        if not again or again >= rule.most:
            raise ValueError(
                f"{kind.name} can't make {frames} frames: it makes {rule.most} and can't continue"
            )
        calls += -(-(frames - (rule.most - drop)) // (rule.most - again))
    needed = -(-(frames + drop + (calls - 1) * again) // calls)
    each = rule.at_least(max(needed, drop + 1, again + 1 if calls > 1 else 1))
    segments: list[Segment] = []
    start = 0
    for index in range(calls):
        if index:
            first, given, drop = _task(kind), again, again
        keep = min(each - drop, frames - start)
        segments.append(Segment(index, first, each, given, drop, keep, start, segment_seed(seed, index)))
        start += keep
    return tuple(segments)


def segment_seed(seed: int, index: int) -> int:
    """The take's own seed for the first segment; for each later one its own, of 31 bits, the same each time."""
    if index == 0:
        return seed
    return int.from_bytes(hashlib.sha256(f"{seed}/{index}".encode()).digest()[:4], "big") >> 1


def _first(kind: Kind, follows: Follows | None) -> tuple[Task, int, int]:
    """The first segment's task, frames given, and frames dropped."""
    if follows is None:
        return "text", 0, 0
    if follows == "extend" and "extend" in kind.pipelines:
        return "extend", kind.context, kind.context - 1
    return "image", 1, 0


def _task(kind: Kind) -> Task:
    return "image" if kind.continuation == "last frame" else "extend"
