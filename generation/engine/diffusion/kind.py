"""What a family declares of one of its models: everything that can be known without weights, torch or a GPU."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

#: What a pipeline is called for: words alone; words and a first picture; words and the frames before.
Task = Literal["text", "image", "extend"]
#: How a clip longer than one call is made, best first: the model's own chunks, diffusion forcing, conditioning on the
#: last frames, the last frame as the first of the next.
Continuation = Literal["chunks", "forcing", "extension", "last frame", "none"]


@dataclass(frozen=True)
class FrameRule:
    """Frames that one call can make: `step` x k + `beyond`, from `least` to `most`, both of which fit the rule."""

    step: int
    most: int
    beyond: int = 1
    least: int = 9

    def at_least(self, frames: int) -> int:
        """The fewest frames that fit the rule and are no fewer; `most` where none are."""
        k = -(-(frames - self.beyond) // self.step)
        return min(max(self.step * k + self.beyond, self.least), self.most)

    def fits(self, frames: int) -> bool:
        """Whether one call can make exactly these."""
        return self.least <= frames <= self.most and (frames - self.beyond) % self.step == 0


@dataclass(frozen=True)
class Preset:
    """How a model is run. `guidance` 1 asks for no second pass; empty or None leaves what the folder says."""

    name: str
    steps: int
    guidance: float
    scheduler: str = ""
    flow_shift: float | None = None


@dataclass(frozen=True)
class Encoder:
    """The text encoder: `tokens` it takes, its weight in bf16 (GiB), and the size of one token's embedding."""

    name: str
    tokens: int
    gib: float


@dataclass(frozen=True)
class Licence:
    """Whose terms the weights come under, and what they forbid, as sentences for the operator.

    `confirm` names what the operator has to say yes to in the models' file before the model is used
    ("territory", "revenue", "registration"); empty where nothing limits who may use it.
    """

    name: str
    url: str
    forbids: tuple[str, ...] = ()
    confirm: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kind:
    """One model that a family knows.

    `pipelines` names the diffusers class by task. Sides are pixels and divide by `side`; `short_sides` are what it was
    trained for, `largest_area` the most pixels a frame may have. `rate` is its native frames a second. `time` and
    `space` are how many frames and how many pixels of a side become one token; `forwards` how often the transformer
    runs a step with guidance. `batches` says whether several seeds go in one call. `context` counts the frames
    of the last segment that the next is conditioned on (and repeats, so that they are dropped). `sound_rate` is 0
    without sound. `only` lists the sizes of a model that knows no others, whatever the shape.
    `parameters_b` counts every expert, in billions, `active_b` those that one forward runs (0: all of them).
    """

    name: str
    family: str
    title: str
    pipelines: Mapping[Task, str]
    frames: FrameRule
    side: int
    rate: int
    short_sides: tuple[int, ...]
    largest_area: int
    presets: tuple[Preset, ...]
    encoder: Encoder
    licence: Licence
    parameters_b: float
    layers: int
    width: int
    time: int = 4
    space: int = 16
    forwards: int = 2
    vae_gib: float = 0.25
    continuation: Continuation = "none"
    context: int = 0
    sound_rate: int = 0
    negative: bool = True
    batches: bool = True
    active_b: float = 0.0
    only: tuple[tuple[int, int], ...] = ()
    hub: str = ""
    notes: tuple[str, ...] = field(default_factory=tuple)

    @property
    def transformer_gib(self) -> float:
        """The weights of all experts in bf16: two bytes a parameter."""
        return self.parameters_b * 1e9 * 2 / 2**30

    def tokens(self, width: int, height: int, frames: int) -> int:
        """Positions that the transformer attends over."""
        return ((frames - 1) // self.time + 1) * (width // self.space) * (height // self.space)

    def tflop(self, width: int, height: int, frames: int) -> float:
        """One forward: 2 P T for the weights and 4 L d T^2 for the attention (Kaplan et al. 2020, appendix B).

        A model that works in chunks attends over one at a time: all their forwards are counted together.
        """
        chunks = max(1, frames // self.frames.step) if self.continuation == "chunks" else 1
        tokens = self.tokens(width, height, frames // chunks)
        linear = 2 * (self.active_b or self.parameters_b) * 1e9 * tokens
        return chunks * (linear + 4 * self.layers * self.width * tokens**2) / 1e12

    def preset(self, name: str) -> Preset | None:
        """The preset of that name; None where there is none."""
        return next((one for one in self.presets if one.name == name), None)

    def restricted(
        self, *, short_sides: tuple[int, ...] = (), most_frames: int = 0, presets: tuple[Preset, ...] = ()
    ) -> Kind:
        """The same model with an operator's limits: fewer sizes, shorter calls, presets of their own."""
        frames = self.frames
        if most_frames:
            frames = replace(frames, most=most_frames, least=min(frames.least, most_frames))
        return replace(
            self,
            frames=frames,
            short_sides=short_sides or self.short_sides,
            only=() if short_sides else self.only,
            presets=presets or self.presets,
        )
