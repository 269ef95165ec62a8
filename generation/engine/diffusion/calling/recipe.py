"""One call of a pipeline, from words to frames: this file reads as the recipe.

1. The call is checked, before the model is touched.
2. The text is encoded, or its embeddings come from before; a text that the encoder would cut is refused.
3. Every take's noise is drawn from its own seed, and denoised: together where the model can, else one by one.
4. Latents that are not numbers end it; sound is decoded.
5. Pictures are decoded when they are asked for, piece by piece, so that memory does not grow with the clip.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from generation.engine.base import BadPicture, EngineError
from generation.engine.diffusion.configured import ConfiguredModel
from generation.engine.diffusion.families import family as family_of
from generation.engine.diffusion.families.family import Family
from generation.engine.diffusion.kind import Kind
from generation.engine.diffusion.work import Call, Frames, Made, Seen

from . import decoding, preview
from .checking import check
from .schedulers import scheduled


@dataclass(frozen=True)
class Embeddings:
    """A text as the model reads it: arguments of its pipelines, tensors with one row each.

    `guided` says whether the negative is in it; a call with guidance needs one that is.
    """

    values: Mapping[str, Any] = field(repr=False)
    guided: bool

    @property
    def bytes(self) -> int:
        """What it holds in memory."""
        return sum(value.numel() * value.element_size() for value in self.values.values())

    def to(self, device: Any) -> Embeddings:
        """The same on another device."""
        return Embeddings({name: value.to(device) for name, value in self.values.items()}, self.guided)


def guided(kind: Kind, call: Call) -> bool:
    """Whether the call has a second pass for what is not wanted."""
    return kind.negative and call.guidance > 1


def encode(pipeline: Any, model: ConfiguredModel, call: Call) -> Embeddings:
    """The call's text as embeddings. Raises `EngineError` where it has more tokens than the encoder takes."""
    import torch

    check(model, call)
    kind, family = model.kind, family_of(model.kind)
    negative = call.negative if guided(kind, call) else None
    with torch.no_grad():
        _measure(family, pipeline, kind, call.prompt, "text")
        if negative:
            _measure(family, pipeline, kind, negative, "list of what is not wanted")
        values = family.encode(pipeline, kind, call.prompt, negative)
    return Embeddings({name: value.detach() for name, value in values.items()}, negative is not None)


def run(
    pipeline: Any,
    model: ConfiguredModel,
    call: Call,
    on_step: Callable[[Seen], None],
    embeddings: Embeddings | None = None,
) -> Made:
    """Make the call's takes. `on_step` hears of every step, and stops the call by raising.

    What it raises comes out of here, with the pipeline as it was before. Raises `EngineError`, `BadPicture` for
    latents or pictures that are not numbers (the pictures' from the chunks).
    """
    check(model, call)
    family = family_of(model.kind)
    if embeddings is None or (guided(model.kind, call) and not embeddings.guided):
        embeddings = encode(pipeline, model, call)
    together = model.kind.batches and call.task == "text"
    groups = [call.seeds] if together else [(seed,) for seed in call.seeds]
    takes: list[tuple[Any, Any]] = []
    sounds: list[npt.NDArray[np.float32]] = []
    rate = 0
    steps = _Steps(family, call, len(groups), on_step)
    with ExitStack() as undo:
        undo.callback(clean, pipeline)
        undo.enter_context(scheduled(pipeline, family, call))
        for seeds in groups:
            generators = _generators(pipeline, family, seeds)
            output = _denoise(pipeline, family, model.kind, call, embeddings, generators, steps)
            latents = family.ready(pipeline, call, output.frames)
            _must_be_numbers(latents)
            takes += zip(latents.split(1), generators, strict=True)
            if call.sound and model.kind.sound_rate:
                made, rate = _sound(pipeline, family, call, output)
                sounds += made
    return Made(_decoded(pipeline, family, call, takes), tuple(sounds) or None, rate)


def clean(pipeline: Any) -> None:
    """As if no call had been: no cache holds anything, and what was offloaded is so again."""
    pipeline.maybe_free_model_hooks()
    forget = getattr(pipeline.vae, "clear_cache", None)
    if forget is not None:
        forget()


class _Steps:
    """Counts a call's steps itself: pipelines that work in chunks begin again with each."""

    def __init__(self, family: Family, call: Call, runs: int, on_step: Callable[[Seen], None]) -> None:
        self.family, self.call, self.runs, self.on_step = family, call, runs, on_step
        self.done = self.total = 0
        self.before: Any = None

    def __call__(self, pipeline: Any, step: int, timestep: Any, values: dict[str, Any]) -> dict[str, Any]:
        self.total = self.total or self.runs * self.family.steps(pipeline, self.call)
        self.done += 1
        latents, before = values["latents"], self.before
        self.before = latents
        look = partial(preview.look, pipeline, self.family, self.call, latents, before)
        self.on_step(Seen(self.done, self.total, look))
        return {}


def _denoise(
    pipeline: Any,
    family: Family,
    kind: Kind,
    call: Call,
    embeddings: Embeddings,
    generators: list[Any],
    steps: _Steps,
) -> Any:
    import torch

    steps.before = None
    device, dtype = pipeline._execution_device, pipeline.transformer.dtype
    rows = {
        name: value.to(device, dtype if value.is_floating_point() else value.dtype).repeat(
            len(generators), *[1] * (value.ndim - 1)
        )
        for name, value in embeddings.values.items()
        if guided(kind, call) or not name.startswith("negative")
    }
    with torch.no_grad(), _seeded(generators[0].initial_seed(), device), family.around(pipeline):
        return pipeline(
            **rows,
            **family.arguments(pipeline, kind, call),
            generator=generators if len(generators) > 1 else generators[0],
            output_type="latent",
            callback_on_step_end=steps,
            callback_on_step_end_tensor_inputs=["latents"],
        )


def _generators(pipeline: Any, family: Family, seeds: tuple[int, ...]) -> list[Any]:
    import torch

    device = pipeline._execution_device if family.device_noise else "cpu"
    return [torch.Generator(device).manual_seed(seed) for seed in seeds]


def _must_be_numbers(latents: Any) -> None:
    import torch

    if not torch.isfinite(latents).all():
        raise BadPicture("The latents are not numbers.")


def _sound(
    pipeline: Any, family: Family, call: Call, output: Any
) -> tuple[list[npt.NDArray[np.float32]], int]:
    """Each take's sound, exactly as long as its frames: the last part of a latent is cut, or silent."""
    import torch

    with torch.no_grad():
        waves, rate = family.sound(pipeline, output)
    length = round(call.frames * rate / call.rate)
    for wave in waves:
        if not np.isfinite(wave).all():
            raise BadPicture("The sound is not numbers.")
    return [np.pad(wave[:length], ((0, max(0, length - len(wave))), (0, 0))) for wave in waves], rate


def _decoded(
    pipeline: Any, family: Family, call: Call, takes: list[tuple[Any, Any]]
) -> Iterator[tuple[int, Frames]]:
    import torch

    try:
        for take, (latents, generator) in enumerate(takes):
            pieces = family.decode(pipeline, call, latents, generator)
            while True:
                # not held while the piece is handed on: what holds is the whole thread's
                with torch.no_grad(), _seeded(call.seeds[take], pipeline._execution_device):
                    pixels = next(pieces, None)
                if pixels is None:
                    break
                for frames in decoding.as_bytes(pixels):
                    yield take, frames
    finally:
        clean(pipeline)


@contextmanager
def _seeded(seed: int, device: Any) -> Iterator[None]:
    """For what draws from torch's own generators (SkyReels' noise on repeated frames, LTX's decoder)."""
    import torch

    devices = [device] if device.type == "cuda" else []
    with torch.random.fork_rng(devices=devices):
        torch.manual_seed(seed)
        yield


def _measure(family: Family, pipeline: Any, kind: Kind, text: str, what: str) -> None:
    over = family.count(pipeline, text) - kind.encoder.tokens
    if over > 0:
        words = "token" if over == 1 else "tokens"
        raise EngineError(
            f"The {what} is {over} {words} longer than the {kind.encoder.tokens} that {kind.title} reads.",
            permanent=True,
            public=f"Your {what} is too long for {kind.title} by {over} {words}; make it shorter.",
        )
