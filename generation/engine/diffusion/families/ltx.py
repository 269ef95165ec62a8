"""LTX-Video: fast, and conditioned on any frames."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generation.engine.diffusion.kind import Encoder, FrameRule, Kind, Licence, Preset
from generation.engine.diffusion.work import Call

from .family import Family, Values, masked_text, pictures

#: For autoencoders that take a last step of their own (0.9.1 and later): how noisy their latents are, as published.
DECODE_TIMESTEP, DECODE_NOISE = 0.05, 0.025
#: Noise levels as they are given.
PLAIN = {"use_dynamic_shifting": False, "shift_terminal": None, "shift": 1.0}

KINDS = (
    Kind(
        name="ltx-video-2b", family="ltx", title="LTX-Video 2B",
        pipelines={"text": "LTXPipeline", "image": "LTXConditionPipeline", "extend": "LTXConditionPipeline"},
        frames=FrameRule(step=8, most=161), side=32, rate=25, short_sides=(512,), largest_area=768 * 512,
        # few steps want the distilled weights, whose maker publishes eight
        presets=(Preset("quality", 50, 3.0), Preset("fast", 8, 1.0)), encoder=Encoder("T5-XXL", tokens=128, gib=8.9),
        licence=Licence(
            "LTX-Video Open Weights", "https://huggingface.co/Lightricks/LTX-Video",
            forbids=("The terms differ by version; some ask companies above a yearly revenue for a licence.",),
            confirm=("revenue",),
        ),
        parameters_b=1.92, layers=28, width=2048, time=8, space=32, forwards=2, vae_gib=0.78,
        continuation="extension", context=17, hub="Lightricks/LTX-Video",
        notes=("To continue a clip wants weights of version 0.9.5 or later.",),
    ),
)  # fmt: skip


class Ltx(Family):
    """A clip is conditioned by its first frames, one or several."""

    classes = ("LTXPipeline", "LTXConditionPipeline", "LTXImageToVideoPipeline")

    def encode(self, pipeline: Any, kind: Kind, prompt: str, negative: str | None) -> Values:
        """T5's embeddings and masks."""
        return masked_text(pipeline, kind, prompt, negative)

    def arguments(self, pipeline: Any, kind: Kind, call: Call) -> dict[str, Any]:
        """With the frames that the clip begins with."""
        arguments = super().arguments(pipeline, kind, call)
        arguments["frame_rate"] = call.rate
        if call.task != "text" and call.context is not None:
            from diffusers.pipelines.ltx.pipeline_ltx_condition import LTXVideoCondition

            given = pictures(call.context)
            arguments["conditions"] = [
                LTXVideoCondition(image=given[0]) if call.task == "image" else LTXVideoCondition(video=given)
            ]
        return arguments

    def scheduler_settings(self, call: Call) -> dict[str, Any]:
        """The condition pipeline has noise levels of its own, and fails where the folder's are shifted by size."""
        return {} if call.task == "text" else PLAIN

    def ready(self, pipeline: Any, call: Call, latents: Any) -> Any:
        """Unpacked (a callback has them as tokens) and back at their own mean and spread."""
        vae = pipeline.vae
        if latents.ndim == 3:
            latents = pipeline._unpack_latents(
                latents,
                (call.frames - 1) // pipeline.vae_temporal_compression_ratio + 1,
                call.height // pipeline.vae_spatial_compression_ratio,
                call.width // pipeline.vae_spatial_compression_ratio,
                pipeline.transformer_spatial_patch_size,
                pipeline.transformer_temporal_patch_size,
            )
        return pipeline._denormalize_latents(
            latents, vae.latents_mean, vae.latents_std, vae.config.scaling_factor
        )

    def decode(self, pipeline: Any, call: Call, latents: Any, generator: Any) -> Iterator[Any]:
        """All at once, with the autoencoder's own last step where it takes one."""
        import torch
        from diffusers.utils.torch_utils import randn_tensor

        from generation.engine.diffusion.calling.decoding import whole

        vae, timestep = pipeline.vae, None
        latents = latents.to(vae.dtype)
        if vae.config.timestep_conditioning:
            noise = randn_tensor(
                latents.shape, generator=generator, device=latents.device, dtype=latents.dtype
            )
            latents = (1 - DECODE_NOISE) * latents + DECODE_NOISE * noise
            timestep = torch.tensor([DECODE_TIMESTEP], device=latents.device, dtype=latents.dtype)
        yield whole(vae, latents, timestep)


FAMILY = Ltx()
