"""CogVideoX: small and old, eight frames a second."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generation.engine.diffusion.kind import Encoder, FrameRule, Kind, Licence, Preset
from generation.engine.diffusion.work import Call

from .family import Family, Values

T5 = Encoder("T5-XXL", tokens=226, gib=8.9)
FRAMES = FrameRule(step=4, most=49)
PRESETS = (Preset("quality", 50, 6.0),)
RATE = 8  # as published; the pipeline knows of none

KINDS = (
    Kind(
        name="cogvideox-2b", family="cogvideox", title="CogVideoX 2B", pipelines={"text": "CogVideoXPipeline"},
        frames=FRAMES, side=16, rate=RATE, short_sides=(480,), largest_area=720 * 480, presets=PRESETS, encoder=T5,
        licence=Licence("Apache-2.0", "https://www.apache.org/licenses/LICENSE-2.0"),
        parameters_b=1.69, layers=30, width=1920, forwards=2, vae_gib=0.4, hub="THUDM/CogVideoX-2b",
        only=((720, 480),), notes=("Only 720 x 480: its positions were learned for that size.",),
    ),
    Kind(
        name="cogvideox-5b", family="cogvideox", title="CogVideoX 5B", pipelines={"text": "CogVideoXPipeline"},
        frames=FRAMES, side=16, rate=RATE, short_sides=(480,), largest_area=720 * 480, presets=PRESETS, encoder=T5,
        licence=Licence(
            "CogVideoX licence", "https://huggingface.co/THUDM/CogVideoX-5b/blob/main/LICENSE",
            forbids=("Commercial use needs a registration with the maker.",), confirm=("registration",),
        ),
        parameters_b=5.57, layers=42, width=3072, forwards=2, vae_gib=0.4, only=((720, 480),),
        hub="THUDM/CogVideoX-5b",
    ),
)  # fmt: skip


class CogVideoX(Family):
    """Latents have their frames before their channels."""

    classes = ("CogVideoXPipeline",)
    schedulers = ("CogVideoXDDIMScheduler", "CogVideoXDPMScheduler")

    def encode(self, pipeline: Any, kind: Kind, prompt: str, negative: str | None) -> Values:
        """T5's embeddings, without a mask."""
        wanted, unwanted = pipeline.encode_prompt(
            prompt, negative, negative is not None, max_sequence_length=kind.encoder.tokens
        )
        values = {"prompt_embeds": wanted}
        return values if unwanted is None else values | {"negative_prompt_embeds": unwanted}

    def ready(self, pipeline: Any, call: Call, latents: Any) -> Any:
        """Channels first, and at their own scale."""
        return 1 / pipeline.vae_scaling_factor_image * latents.permute(0, 2, 1, 3, 4)

    def decode(self, pipeline: Any, call: Call, latents: Any, generator: Any) -> Iterator[Any]:
        """A few latent frames after another."""
        from generation.engine.diffusion.calling import decoding

        return decoding.cogvideox(pipeline.vae, latents.to(pipeline.vae.dtype))


FAMILY = CogVideoX()
