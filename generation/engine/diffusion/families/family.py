"""What a family knows beside its kinds: how a call becomes a pipeline's arguments, and its latents pictures."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import numpy as np
import numpy.typing as npt

from generation.engine.diffusion.kind import Kind
from generation.engine.diffusion.work import Call

#: The arguments of a pipeline that stand for its text: tensors with one row.
Values = dict[str, Any]


class Family:
    """How the pipelines of one family are called. Knows no torch until it is asked for something.

    `classes` are the pipelines that a folder of weights may name; `encoders` the parts that only text needs;
    `schedulers` those that can run it, its own first. `float32_vae` says that the autoencoder loses its colours in
    half precision, `device_noise` that the noise has to be drawn on the device (elsewhere it is drawn on the CPU, so
    that every device starts from the same).
    """

    classes: tuple[str, ...] = ()
    encoders: tuple[str, ...] = ("text_encoder", "tokenizer")
    schedulers: tuple[str, ...] = ("FlowMatchEulerDiscreteScheduler",)
    float32_vae = False
    device_noise = False

    def count(self, pipeline: Any, text: str) -> int:
        """The tokens of a text, with those that the tokenizer adds."""
        return len(pipeline.tokenizer(text)["input_ids"])

    def encode(self, pipeline: Any, kind: Kind, prompt: str, negative: str | None) -> Values:
        """The text's embeddings as arguments; `negative` is None where there is no second pass."""
        raise NotImplementedError

    def arguments(self, pipeline: Any, kind: Kind, call: Call) -> dict[str, Any]:
        """What the pipeline is called with, beside the embeddings, the generators and the callback."""
        return {
            "width": call.width,
            "height": call.height,
            "num_frames": call.frames,
            "num_inference_steps": call.steps,
            "guidance_scale": call.guidance,
        }

    def scheduler_settings(self, call: Call) -> dict[str, Any]:
        """What has to be otherwise in the folder's scheduler for this call."""
        return {}

    def around(self, pipeline: Any) -> AbstractContextManager[None]:
        """What holds while the pipeline runs."""
        return nullcontext()

    def steps(self, pipeline: Any, call: Call) -> int:
        """How often one run calls back; asked during its first step."""
        return int(pipeline.num_timesteps)

    def ready(self, pipeline: Any, call: Call, latents: Any) -> Any:
        """Latents of a callback or of the end, as the autoencoder takes them: batch x channels x frames x h x w."""
        raise NotImplementedError

    def decode(self, pipeline: Any, call: Call, latents: Any, generator: Any) -> Iterator[Any]:
        """Pictures of one take's ready latents, -1 to 1, as they are decoded: 1 x 3 x frames x height x width."""
        from generation.engine.diffusion.calling.decoding import whole

        yield whole(pipeline.vae, latents)

    def sound(self, pipeline: Any, output: Any) -> tuple[tuple[npt.NDArray[np.float32], ...], int]:
        """Each take's sound, samples x 2, and its rate; nothing and 0 where the family makes none."""
        return (), 0


def masked_text(pipeline: Any, kind: Kind, prompt: str, negative: str | None) -> Values:
    """Embeddings and masks of the families whose `encode_prompt` gives four values (LTX, LTX-2, Mochi)."""
    values = pipeline.encode_prompt(
        prompt=prompt,
        negative_prompt=negative,
        do_classifier_free_guidance=negative is not None,
        max_sequence_length=kind.encoder.tokens,
    )
    names = (
        "prompt_embeds",
        "prompt_attention_mask",
        "negative_prompt_embeds",
        "negative_prompt_attention_mask",
    )
    return {name: value for name, value in zip(names, values, strict=True) if value is not None}


def pictures(frames: npt.NDArray[np.uint8]) -> list[Any]:
    """Frames as the pictures that pipelines take."""
    from PIL import Image

    return [Image.fromarray(frame) for frame in frames]
