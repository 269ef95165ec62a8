"""LTX-2: picture and sound together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from generation.engine.diffusion.kind import Encoder, FrameRule, Kind, Licence, Preset
from generation.engine.diffusion.work import Call

from .family import Family
from .ltx import PLAIN, Ltx

KINDS = (
    Kind(
        name="ltx-2", family="ltx2", title="LTX-2",
        pipelines={"text": "LTX2Pipeline", "image": "LTX2ConditionPipeline", "extend": "LTX2ConditionPipeline"},
        frames=FrameRule(step=8, most=121), side=32, rate=24, short_sides=(512, 704), largest_area=1280 * 704,
        presets=(Preset("quality", 30, 3.0), Preset("fast", 8, 1.0)), encoder=Encoder("Gemma 3", tokens=1024, gib=22.7),
        licence=Licence(
            "LTX-2 Community", "https://huggingface.co/Lightricks/LTX-2",
            forbids=(
                "Companies with a yearly revenue of 10 million US dollars or more need a paid licence from the maker.",
            ),
            confirm=("revenue",),
        ),
        # beside the autoencoder: the text's connectors (2.7), the sound's autoencoder and its vocoder
        parameters_b=18.9, layers=48, width=4096, time=8, space=32, forwards=4, vae_gib=5.2,
        continuation="extension", context=9, sound_rate=24_000, hub="Lightricks/LTX-2",
    ),
)  # fmt: skip

#: The block that is left out for the third forward, and that sound and picture keep their own noise level: LTX-2.0.
PERTURBED, CROSS_TIMESTEP = [29], False
#: The noise levels that the distilled weights were trained for (diffusers.pipelines.ltx2.utils).
DISTILLED = [1.0, 0.99375, 0.9875, 0.98125, 0.975, 0.909375, 0.725, 0.421875]
#: How a picture to begin with is compressed first, as in training: H.264's rate factor for LTX-2.0.
PICTURE_CRF = 33


class Ltx2(Ltx):
    """Two branches in one transformer, denoised together."""

    classes = ("LTX2Pipeline", "LTX2ConditionPipeline", "LTX2ImageToVideoPipeline")

    def arguments(self, pipeline: Any, kind: Kind, call: Call) -> dict[str, Any]:
        """Guidance of both branches, none of them at guidance 1; the distilled model's own noise levels."""
        arguments = Family.arguments(self, pipeline, kind, call)
        arguments |= {"frame_rate": float(call.rate), "use_cross_timestep": CROSS_TIMESTEP}
        if call.guidance > 1:
            arguments["spatio_temporal_guidance_blocks"] = PERTURBED
        else:
            for branch in ("", "audio_"):
                arguments |= {
                    f"{branch}guidance_scale": 1.0, f"{branch}stg_scale": 0.0, f"{branch}modality_scale": 1.0,
                    f"{branch}guidance_rescale": 0.0,
                }  # fmt: skip
        if self._distilled(call):
            arguments["sigmas"] = DISTILLED
        if call.task != "text" and call.context is not None:
            from diffusers.pipelines.ltx2.pipeline_ltx2_condition import LTX2VideoCondition

            arguments["conditions"] = [LTX2VideoCondition(frames=call.context, crf=PICTURE_CRF)]
        return arguments

    def scheduler_settings(self, call: Call) -> dict[str, Any]:
        """The distilled model's noise levels are not shifted again."""
        return PLAIN if self._distilled(call) else {}

    def ready(self, pipeline: Any, call: Call, latents: Any) -> Any:
        """At the end they are so already; those of a callback are unpacked first."""
        return latents if latents.ndim == 5 else super().ready(pipeline, call, latents)

    def decode(self, pipeline: Any, call: Call, latents: Any, generator: Any) -> Iterator[Any]:
        """All at once; no noise is added where the autoencoder takes a last step of its own."""
        import torch

        from generation.engine.diffusion.calling.decoding import whole

        vae = pipeline.vae
        latents = latents.to(vae.dtype)
        own = vae.config.timestep_conditioning
        yield whole(vae, latents, torch.zeros(1, device=latents.device, dtype=latents.dtype) if own else None)

    @staticmethod
    def _distilled(call: Call) -> bool:
        return call.guidance <= 1 and call.steps == len(DISTILLED)

    def sound(self, pipeline: Any, output: Any) -> tuple[tuple[npt.NDArray[np.float32], ...], int]:
        """Through the sound's autoencoder and the vocoder, which alone knows the rate."""
        latents = output.audio.to(pipeline.audio_vae.dtype)
        waves = pipeline.vocoder(pipeline.audio_vae.decode(latents, return_dict=False)[0])
        takes = tuple(_stereo(wave.float().cpu().numpy()) for wave in waves)
        return takes, int(pipeline.vocoder.config.output_sampling_rate)


def _stereo(wave: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Channels x samples as samples x 2."""
    both = wave if len(wave) == 2 else np.repeat(wave[:1], 2, axis=0)
    return np.ascontiguousarray(both.T)


FAMILY = Ltx2()
