"""The protocol between a job and whatever renders it.

An engine is asked four things: what it can show of a brief, what that costs and how long it
takes, who renders (the device's own name), and for the frames. It knows neither Django nor
finishing: it is given plain values and gives frames back.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from generation.brief.model import ROLE_WEIGHT, Brief, Term

Frame = npt.NDArray[np.uint8]
"""One picture: uint8, height x width x 3, RGB, display-referred BT.709, C-contiguous."""

Quality = Literal["draft", "standard", "high"]
#: How a clip follows from another: the same shot made anew, or what happens next.
Follows = Literal["variation", "extend"]
Shown = Literal["shown", "roughly", "not at all"]

#: IPTC's digital source types: a trained model's clip, and a procedural engine's.
SourceType = Literal["trainedAlgorithmicMedia", "algorithmicMedia"]


@dataclass(frozen=True)
class RenderSettings:
    """Everything that decides the pixels beside the brief. Validated before it is built.

    `duration_ms` 2,000-60,000; `width` and `height` in pixels, both even; `fps` one of 24, 25,
    30, 50, 60; `look` "natural" or the name of a film look; `loop` asks that the frame after the last
    equals the first. `follows` says that the render starts from another clip's frames (`Bench.source`).
    """

    duration_ms: int
    width: int
    height: int
    fps: int
    seed: int
    quality: Quality = "standard"
    look: str = "natural"
    loop: bool = False
    sound: bool = True
    follows: Follows | None = None

    @property
    def frame_count(self) -> int:
        """Frames to deliver: the duration at this rate, rounded to the nearest, at least 1."""
        return max(1, round(self.duration_ms * self.fps / 1000))


@dataclass(frozen=True)
class TermCoverage:
    """What an engine does with one term of a brief. `note` says why, in words for people."""

    term: Term
    shown: Shown
    note: str = ""


@dataclass(frozen=True)
class Coverage:
    """What an engine can do with a brief.

    `subject` is the coverage of the head nouns apart: "not at all" means that the clip would not
    be of what was asked, which a person must accept before any money is held. `offer` is the
    nearest honest thing, as a sentence ("I can make the golden ocean, without the surfer"), and
    `offer_prompt` the prompt that asks for just that; both empty where nothing is missing.
    `family` is the engine's own name for the kind of scene it chose, "" for none.
    """

    family: str
    terms: tuple[TermCoverage, ...]
    subject: Shown
    offer: str = ""
    offer_prompt: str = ""

    @property
    def score(self) -> float:
        """0 to 1: sum of weight x {1, 0.5, 0} over sum of weights (weights: `ROLE_WEIGHT`).

        A brief without a single content word covers nothing: 0.
        """
        share = {"shown": 1.0, "roughly": 0.5, "not at all": 0.0}
        total = sum(ROLE_WEIGHT[c.term.role] for c in self.terms)
        got = sum(ROLE_WEIGHT[c.term.role] * share[c.shown] for c in self.terms)
        return got / total if total else 0.0

    @property
    def missing(self) -> tuple[TermCoverage, ...]:
        """The terms that will not be seen."""
        return tuple(c for c in self.terms if c.shown == "not at all")


@dataclass(frozen=True)
class Work:
    """How much there is to do, in the engine's own unit, and what was measured to time it by.

    `units` are engine units (studio: sample-frames x megapixels; diffusion: steps x tokens).
    `timing_key` names what a measured seconds-per-unit may be reused for: engine, family, quality.
    `seconds_per_unit` is the engine's own prior, used until this machine has measured its own.
    """

    units: float
    timing_key: str
    seconds_per_unit: float


@dataclass(frozen=True)
class Sound:
    """Sound for the whole clip: float32, samples x 2 channels, -1 to 1, at `rate` Hz."""

    samples: npt.NDArray[np.float32]
    rate: int = 48_000


@dataclass(frozen=True)
class Progress:
    """How far a render is: `done` of `total` units of `Work`, and the phase in a word."""

    done: float
    total: float
    phase: str = "rendering"


@dataclass(frozen=True)
class Problem:
    """Something of the settings that an engine can't make as asked.

    `field` is the form's name for it, `nearest` the value to ask for instead ("" where nothing would do).
    """

    field: str
    sentence: str
    nearest: str = ""


@dataclass(frozen=True)
class Wording:
    """What a model is told. `added` are the words that are not the person's, in order; `cut` says what did not fit."""

    prompt: str
    negative: str = ""
    added: tuple[str, ...] = ()
    cut: str = ""


@dataclass(frozen=True)
class Source:
    """Frames of the clip that a render follows from, without any mark: uint8, frames x height x width x 3, at `fps`.

    One frame for a variation (its first), several for an extension (its last ones, in order).
    """

    frames: npt.NDArray[np.uint8]
    fps: int


@dataclass(frozen=True)
class Bench:
    """What lies ready for a render beside its settings.

    `checkpoints` is a folder that outlives the attempt: what is found whole there need not be made again.
    `following` are the ask's later takes (seed, checkpoints), which an engine may make on the way.
    """

    checkpoints: Path | None = None
    source: Source | None = None
    following: tuple[tuple[int, Path], ...] = ()


class Cancelled(Exception):
    """Raised from inside a render when its `RenderControl` was told to stop."""


class EngineError(Exception):
    """A render that could not be done.

    `permanent` says whether trying again can help; `public` is one safe sentence for the person.
    """

    def __init__(self, message: str, *, permanent: bool, public: str) -> None:
        super().__init__(message)
        self.permanent = permanent
        self.public = public


class BadPicture(EngineError):
    """The engine gave no picture that anybody could use (not a number, or black): another seed may."""

    def __init__(self, message: str) -> None:
        super().__init__(
            message,
            permanent=False,
            public="The model gave no usable picture. Your credits are back; try other words.",
        )


class DeviceLost(EngineError):
    """The device can't be used any more by this process: its jobs go back, and the process ends."""

    def __init__(self, message: str) -> None:
        super().__init__(
            message, permanent=False, public="The machine that rendered this failed; it goes to another."
        )


@dataclass
class RenderControl:
    """The caller's hold on a running render: stop it, hear of progress, see a preview.

    Engines call `check()` at least every 0.5 s of work and `report()` whenever progress moved.
    `on_progress` and `on_preview` are called from the rendering thread and must return at once.
    """

    on_progress: Callable[[Progress], None] = lambda progress: None
    on_preview: Callable[[Frame], None] = lambda frame: None
    stop: threading.Event = field(default_factory=threading.Event)

    def report(self, progress: Progress) -> None:
        """Tell the caller how far the render is."""
        self.on_progress(progress)

    def check(self) -> None:
        """Raise `Cancelled` if the render was told to stop."""
        if self.stop.is_set():
            raise Cancelled


@dataclass(frozen=True)
class Rendering:
    """A render under way: `frames` yields exactly `settings.frame_count` frames, once.

    Closing the iterator (or exhausting it) frees every resource. `sound` is the whole clip's, or
    None; it is ready before the first frame is asked for. `made_with` tells how it was made, as plain JSON values
    (model, precision, steps, native size, segments, wording); it is whole once the frames are exhausted.
    """

    frames: Iterator[Frame]
    sound: Sound | None
    renderer: str
    family: str
    title: str = ""
    made_with: dict[str, Any] = field(default_factory=dict)


@runtime_checkable
class Engine(Protocol):
    """What renders. Built once per process by the registry, without touching a device.

    `title` is its name for people, `queue` where its jobs wait; `plan` the least plan whose accounts may use it ("" for
    every one), `credits` its price as a multiple of the ordinary one; `follows` how its clips can follow from another.
    """

    name: str
    title: str
    version: str
    source_type: SourceType
    looks: tuple[str, ...]
    queue: str
    plan: str
    credits: int
    follows: tuple[Follows, ...]

    def missing(self) -> list[str]:
        """What this machine lacks to run the engine, each a sentence that says what to do."""
        ...

    def cover(self, brief: Brief) -> Coverage:
        """What of the brief this engine can show. Pure and fast (under 5 ms): called as one types."""
        ...

    def check(self, brief: Brief, settings: RenderSettings) -> tuple[Problem, ...]:
        """What of valid settings this engine can't make, with the nearest that it can. Pure and fast."""
        ...

    def notes(self, settings: RenderSettings) -> tuple[str, ...]:
        """What is no problem, but good to know before paying, each a sentence. Pure and fast."""
        ...

    def wording(self, brief: Brief, settings: RenderSettings) -> Wording | None:
        """What a model would be told; None where no model is asked. Pure and fast."""
        ...

    def work(self, brief: Brief, settings: RenderSettings) -> Work:
        """How much work a render of these settings is. Pure and fast."""
        ...

    def render(
        self, brief: Brief, settings: RenderSettings, control: RenderControl, bench: Bench | None = None
    ) -> Rendering:
        """Start rendering. Raises `EngineError`; `Cancelled` comes from the frames' iterator."""
        ...
