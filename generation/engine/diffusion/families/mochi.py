"""Mochi 1."""

from __future__ import annotations

from typing import Any

from generation.engine.diffusion.kind import Encoder, FrameRule, Kind, Licence, Preset
from generation.engine.diffusion.work import Call

from .family import Family, Values, masked_text

KINDS = (
    Kind(
        name="mochi-1", family="mochi", title="Mochi 1", pipelines={"text": "MochiPipeline"},
        # the rate and the most frames are as published; the pipeline knows of neither
        frames=FrameRule(step=6, most=163, least=7), side=16, rate=30, short_sides=(480,), largest_area=848 * 480,
        presets=(Preset("quality", 64, 4.5),), encoder=Encoder("T5-XXL", tokens=256, gib=8.9),
        licence=Licence("Apache-2.0", "https://www.apache.org/licenses/LICENSE-2.0"),
        parameters_b=10.0, layers=48, width=3072, time=6, forwards=2, vae_gib=0.86, hub="genmo/mochi-1-preview",
    ),
)  # fmt: skip


class Mochi(Family):
    """Noise grows from 0 to 1 where the others have it fall; the scheduler takes care of that."""

    classes = ("MochiPipeline",)

    def encode(self, pipeline: Any, kind: Kind, prompt: str, negative: str | None) -> Values:
        """T5's embeddings and masks; an empty text is all zeros where the folder says so."""
        return masked_text(pipeline, kind, prompt, negative)

    def ready(self, pipeline: Any, call: Call, latents: Any) -> Any:
        """The channels back at their own mean and spread."""
        import torch

        config = pipeline.vae.config
        if config.latents_mean is None or config.latents_std is None:
            return latents / config.scaling_factor
        mean, spread = (
            torch.tensor(values).view(1, -1, 1, 1, 1).to(latents.device, latents.dtype)
            for values in (config.latents_mean, config.latents_std)
        )
        return latents * spread / config.scaling_factor + mean


FAMILY = Mochi()
