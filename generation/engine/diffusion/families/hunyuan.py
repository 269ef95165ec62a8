"""HunyuanVideo."""

from __future__ import annotations

from typing import Any

from generation.engine.diffusion.kind import Encoder, FrameRule, Kind, Licence, Preset
from generation.engine.diffusion.work import Call

from .family import Family, Values

KINDS = (
    Kind(
        name="hunyuan-video", family="hunyuan", title="HunyuanVideo",
        pipelines={"text": "HunyuanVideoPipeline"},
        frames=FrameRule(step=4, most=129), side=16, rate=24, short_sides=(544, 720), largest_area=1280 * 720,
        # the rate, and that six steps want the weights distilled for them: as published
        presets=(Preset("quality", 50, 6.0), Preset("fast", 6, 6.0)),
        encoder=Encoder("LLaMA 8B and CLIP", tokens=256, gib=15.3),
        licence=Licence(
            "Tencent Hunyuan Community", "https://huggingface.co/tencent/HunyuanVideo/blob/main/LICENSE",
            forbids=(
                "Not for use in the European Union, the United Kingdom or South Korea.",
                "Services with more than 100 million monthly users need a licence of their own.",
            ),
            confirm=("territory",),
        ),
        parameters_b=12.8, layers=60, width=3072, forwards=1, vae_gib=0.46, negative=False,
        hub="hunyuanvideo-community/HunyuanVideo",
        notes=("Its second encoder, which gives the clip's mood, reads the first 77 tokens alone.",),
    ),
)  # fmt: skip


class Hunyuan(Family):
    """Guidance is told to the model, which therefore needs no second pass and takes no negative."""

    classes = ("HunyuanVideoPipeline",)
    encoders = ("text_encoder", "tokenizer", "text_encoder_2", "tokenizer_2")

    def count(self, pipeline: Any, text: str) -> int:
        """The tokens of a text and of what closes it; those of the instructions before it are cut off anyway."""
        from diffusers.pipelines.hunyuan_video.pipeline_hunyuan_video import DEFAULT_PROMPT_TEMPLATE

        whole = DEFAULT_PROMPT_TEMPLATE["template"].format(text)
        return super().count(pipeline, whole) - int(DEFAULT_PROMPT_TEMPLATE["crop_start"])

    def encode(self, pipeline: Any, kind: Kind, prompt: str, negative: str | None) -> Values:
        """LLaMA's embeddings with their mask, and CLIP's one for the whole."""
        names = ("prompt_embeds", "pooled_prompt_embeds", "prompt_attention_mask")
        values = pipeline.encode_prompt(prompt, max_sequence_length=kind.encoder.tokens)
        return dict(zip(names, values, strict=True))

    def ready(self, pipeline: Any, call: Call, latents: Any) -> Any:
        """At the autoencoder's own scale."""
        vae = pipeline.vae
        return latents.to(vae.dtype) / vae.config.scaling_factor


FAMILY = Hunyuan()
