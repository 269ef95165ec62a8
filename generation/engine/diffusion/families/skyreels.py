"""SkyReels V2 with diffusion forcing: any length, each segment from the last frames of the one before."""

from __future__ import annotations

from typing import Any

from generation.engine.diffusion.kind import Encoder, FrameRule, Kind, Licence, Preset
from generation.engine.diffusion.work import Call

from .family import pictures
from .wan import CausalVae

#: Noise on the repeated frames, of 1,000: the pipelines recommend 20, for consistency in long videos.
CONDITION_NOISE = 20

KINDS = (
    Kind(
        name="skyreels-v2-df-1.3b", family="skyreels", title="SkyReels V2 1.3B",
        pipelines={
            "text": "SkyReelsV2DiffusionForcingPipeline", "image": "SkyReelsV2DiffusionForcingImageToVideoPipeline",
            "extend": "SkyReelsV2DiffusionForcingVideoToVideoPipeline",
        },
        frames=FrameRule(step=4, most=97), side=16, rate=24, short_sides=(544,), largest_area=960 * 544,
        presets=(Preset("quality", 50, 6.0, flow_shift=8.0),), encoder=Encoder("UMT5-XXL", tokens=512, gib=10.6),
        licence=Licence(
            "Skywork", "https://huggingface.co/Skywork/SkyReels-V2-DF-1.3B-540P-Diffusers",
            forbids=("Read the maker's licence before you offer its clips.",), confirm=("licence",),
        ),
        parameters_b=1.44, layers=30, width=1536, vae_gib=0.48, continuation="forcing", context=17,
        batches=False,  # its transformer adds the rate's embedding wrongly to more than one clip (diffusers 0.42.1)
        hub="Skywork/SkyReels-V2-DF-1.3B-540P-Diffusers",
    ),
)  # fmt: skip


class SkyReels(CausalVae):
    """All frames are denoised in step (synchronous); the repeated ones are given, with a little noise."""

    classes = (
        "SkyReelsV2DiffusionForcingPipeline",
        "SkyReelsV2DiffusionForcingImageToVideoPipeline",
        "SkyReelsV2DiffusionForcingVideoToVideoPipeline",
    )
    schedulers = ("UniPCMultistepScheduler",)

    def arguments(self, pipeline: Any, kind: Kind, call: Call) -> dict[str, Any]:
        """One window a call: the clip's segments are planned outside, where they are kept on disk."""
        arguments = super().arguments(pipeline, kind, call)
        arguments |= {"prompt": None, "fps": call.rate, "base_num_frames": call.frames}
        if call.context is not None:
            arguments["addnoise_condition"] = CONDITION_NOISE
            if call.task == "image":
                arguments["image"] = pictures(call.context[:1])[0]
            elif call.task == "extend":
                arguments |= {"video": pictures(call.context), "overlap_history": len(call.context)}
        return arguments


FAMILY = SkyReels()
