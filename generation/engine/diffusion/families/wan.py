"""Wan 2.1 and 2.2: text, first picture, and the last frame of one segment as the first of the next."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generation.engine.diffusion.kind import Encoder, FrameRule, Kind, Licence, Preset
from generation.engine.diffusion.work import Call

from . import umt5
from .family import Family, Values, pictures

UMT5 = Encoder("UMT5-XXL", tokens=512, gib=10.6)
APACHE = Licence("Apache-2.0", "https://www.apache.org/licenses/LICENSE-2.0")
#: Few steps want weights that were distilled for them; four is what their makers publish most.
FEW = Preset("fast", 4, 1.0)
PRESETS = (Preset("quality", 50, 5.0), FEW)
FRAMES = FrameRule(step=4, most=81)
TEXT, IMAGE = "WanPipeline", "WanImageToVideoPipeline"
#: The autoencoders are held in float32 (0.13 and 0.70 billion parameters), the encoder of the picture in bf16.
VAE, VAE_22, VISION = 0.48, 2.63, 1.18

#: The guidance of the expert for low noise as a share of the first one's: 3 to 4, and alike, as published.
SECOND_GUIDANCE = {"wan-2.2-t2v-a14b": 0.75, "wan-2.2-i2v-a14b": 1.0}

KINDS = (
    Kind(
        name="wan-2.1-t2v-1.3b", family="wan", title="Wan 2.1 1.3B", pipelines={"text": TEXT}, frames=FRAMES,
        side=16, rate=16, short_sides=(480,), largest_area=832 * 480, presets=PRESETS, encoder=UMT5, licence=APACHE,
        parameters_b=1.42, layers=30, width=1536, vae_gib=VAE, hub="Wan-AI/Wan2.1-T2V-1.3B-Diffusers",
    ),
    Kind(
        name="wan-2.1-t2v-14b", family="wan", title="Wan 2.1 14B", pipelines={"text": TEXT}, frames=FRAMES,
        side=16, rate=16, short_sides=(480, 720), largest_area=1280 * 720, presets=PRESETS, encoder=UMT5,
        licence=APACHE, parameters_b=14.3, layers=40, width=5120, vae_gib=VAE, hub="Wan-AI/Wan2.1-T2V-14B-Diffusers",
    ),
    Kind(
        name="wan-2.1-i2v-14b", family="wan", title="Wan 2.1 14B from a picture", pipelines={"image": IMAGE},
        frames=FRAMES, side=16, rate=16, short_sides=(480, 720), largest_area=1280 * 720, presets=PRESETS,
        encoder=UMT5, licence=APACHE, parameters_b=16.4, layers=40, width=5120, vae_gib=VAE + VISION,
        continuation="last frame", context=1, batches=False, hub="Wan-AI/Wan2.1-I2V-14B-480P-Diffusers",
    ),
    Kind(
        name="wan-2.2-ti2v-5b", family="wan", title="Wan 2.2 5B", pipelines={"text": TEXT, "image": IMAGE},
        frames=FrameRule(step=4, most=121), side=32, rate=24, short_sides=(704,), largest_area=1280 * 704,
        presets=PRESETS, encoder=UMT5, licence=APACHE, parameters_b=5.0, layers=30, width=3072, space=32,
        vae_gib=VAE_22, continuation="last frame", context=1, hub="Wan-AI/Wan2.2-TI2V-5B-Diffusers",
    ),
    Kind(
        name="wan-2.2-t2v-a14b", family="wan", title="Wan 2.2 A14B", pipelines={"text": TEXT}, frames=FRAMES,
        side=16, rate=16, short_sides=(480, 720), largest_area=1280 * 720,
        presets=(Preset("quality", 40, 4.0), FEW), encoder=UMT5, licence=APACHE, parameters_b=28.6, active_b=14.3,
        layers=40, width=5120, vae_gib=VAE, hub="Wan-AI/Wan2.2-T2V-A14B-Diffusers",
    ),
    Kind(
        name="wan-2.2-i2v-a14b", family="wan", title="Wan 2.2 A14B from a picture", pipelines={"image": IMAGE},
        frames=FRAMES, side=16, rate=16, short_sides=(480, 720), largest_area=1280 * 720,
        presets=(Preset("quality", 40, 3.5), FEW), encoder=UMT5, licence=APACHE, parameters_b=28.6, active_b=14.3,
        layers=40, width=5120, vae_gib=VAE, continuation="last frame", context=1, batches=False,
        hub="Wan-AI/Wan2.2-I2V-A14B-Diffusers",
    ),
)  # fmt: skip


class CausalVae(Family):
    """The families with Wan's autoencoder: Wan itself, SkyReels, Helios."""

    float32_vae = True

    def count(self, pipeline: Any, text: str) -> int:
        """The tokens of a text as it is encoded."""
        return super().count(pipeline, umt5.spaced(text))

    def encode(self, pipeline: Any, kind: Kind, prompt: str, negative: str | None) -> Values:
        """UMT5's embeddings."""
        return umt5.text(pipeline, kind, prompt, negative)

    def ready(self, pipeline: Any, call: Call, latents: Any) -> Any:
        """The channels back at their own mean and spread."""
        import torch

        vae = pipeline.vae
        latents = latents.to(vae.dtype)
        mean, spread = (
            torch.tensor(values).view(1, -1, 1, 1, 1).to(latents.device, latents.dtype)
            for values in (vae.config.latents_mean, vae.config.latents_std)
        )
        return latents / (1.0 / spread) + mean

    def decode(self, pipeline: Any, call: Call, latents: Any, generator: Any) -> Iterator[Any]:
        """One latent frame after another."""
        from generation.engine.diffusion.calling import decoding

        return decoding.wan(pipeline.vae, latents)


class Wan(CausalVae):
    """Wan: 5B tells each token how noisy it is, the A14B have an expert for much noise and one for little."""

    classes = (TEXT, IMAGE)
    schedulers = (
        "UniPCMultistepScheduler", "FlowMatchEulerDiscreteScheduler", "DPMSolverMultistepScheduler",
        "FlowMatchLCMScheduler",
    )  # fmt: skip

    def arguments(self, pipeline: Any, kind: Kind, call: Call) -> dict[str, Any]:
        """With the first picture, and the second expert's guidance where there are two."""
        arguments = super().arguments(pipeline, kind, call)
        if pipeline.config.boundary_ratio is not None:
            share = SECOND_GUIDANCE.get(kind.name, 1.0)
            arguments["guidance_scale_2"] = max(1.0, call.guidance * share)
        if call.task == "image" and call.context is not None:
            arguments["image"] = pictures(call.context[:1])[0]
        return arguments


FAMILY = Wan()
