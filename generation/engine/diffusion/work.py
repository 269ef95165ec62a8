"""What passes between the parts that plan a clip and the parts that run a model."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from generation.engine.base import Frame

from .kind import Task

Frames = npt.NDArray[np.uint8]
"""Several pictures: uint8, frames x height x width x 3, RGB."""


@dataclass(frozen=True)
class Call:
    """One call of a pipeline: one segment of one clip, or of several takes at once.

    `frames` fits the kind's rule and includes the `context` that it repeats. `seeds` has one entry a take. `context`
    has the frames that it continues from (task "extend") or its first picture (task "image"), in the native size.
    """

    task: Task
    prompt: str
    negative: str
    width: int
    height: int
    frames: int
    rate: int
    steps: int
    guidance: float
    seeds: tuple[int, ...]
    scheduler: str = ""
    flow_shift: float | None = None
    context: Frames | None = None
    sound: bool = False


@dataclass(frozen=True)
class Made:
    """What a call gave. `chunks` yields each take's next frames as they are decoded: (take, frames x h x w x 3).

    `sound` has, for each take, samples x 2 float32 at `sound_rate`; None without.
    """

    chunks: Iterator[tuple[int, Frames]]
    sound: tuple[npt.NDArray[np.float32], ...] | None = None
    sound_rate: int = 0


@dataclass(frozen=True)
class Seen:
    """What a step callback is told: `step` of `steps`, counted over the whole call, from 1.

    `look` makes a small preview (RGB) from the latents when it is called, at the cost of one latent frame's decode.
    """

    step: int
    steps: int
    look: Callable[[], Frame]


class Sink(Protocol):
    """Where the frames of a call go."""

    def begin(self) -> None:
        """A fresh start: what was taken before counts for nothing (a call that is tried again on a cheaper plan)."""
        ...

    def take(self, take: int, frames: Frames) -> None:
        """The next frames of one take, in order."""
        ...


@dataclass(frozen=True)
class Outcome:
    """A call that is over. `facts` tells how it was run, as plain JSON values (device, precision, offload, fallback).

    `sound` has, for each take, samples x 2 float32 at `sound_rate`; None without.
    """

    facts: dict[str, Any] = field(default_factory=dict)
    sound: tuple[npt.NDArray[np.float32], ...] | None = None
    sound_rate: int = 0
