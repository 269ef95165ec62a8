"""Tiny pipelines with random weights, one for every model that is known: the real classes, a few kilobytes each.

Their pictures mean nothing, but they have colour and movement, differ by seed and prompt, and obey the same rules as
those of the full-size models. Built offline from configurations alone.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from filelock import FileLock

from generation.engine.diffusion.configured import ConfiguredModel
from generation.engine.diffusion.families import KINDS

TEXT = 32
ROOT = Path(__file__).resolve().parents[3]


def tokenizer(*, end: str = "{} </s>", limit: int = 512, whole: tuple[str, ...] = ()) -> Any:
    """A byte-level BPE over the project's own documents; `whole` are texts that are one token each."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers
    from transformers import PreTrainedTokenizerFast

    made = Tokenizer(models.BPE(unk_token="<unk>"))
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    special = ["<pad>", "</s>", "<unk>", "<s>", *whole]
    made.train(
        [str(path) for path in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))],
        trainers.BpeTrainer(
            vocab_size=900 + len(special), special_tokens=special, show_progress=False,
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        ),
    )  # fmt: skip
    single = end.format("$A")
    made.post_processor = processors.TemplateProcessing(
        single=single, special_tokens=[("</s>", 1), ("<s>", 3)]
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=made, pad_token="<pad>", eos_token="</s>", unk_token="<unk>", bos_token="<s>",
        model_max_length=limit, padding_side="right",
    )  # fmt: skip


def t5(words: Any, *, old: bool = False) -> Any:
    """The text encoder of Wan, SkyReels and Helios (UMT5), or the older one (T5)."""
    from transformers import T5Config, T5EncoderModel, UMT5Config, UMT5EncoderModel

    sizes = {
        "vocab_size": len(words), "d_model": TEXT, "d_kv": 8, "d_ff": 37, "num_layers": 2, "num_heads": 4,
        "relative_attention_num_buckets": 8, "pad_token_id": 0, "eos_token_id": 1,
    }  # fmt: skip
    made = T5EncoderModel(T5Config(**sizes)) if old else UMT5EncoderModel(UMT5Config(**sizes))
    return made.eval()


def vivid(vae: Any, layer: Any, channels: int) -> Any:
    """The autoencoder with its last layer scaled: random decoders paint in one colour, whatever they are given.

    Measured over random latents: each channel's mean becomes 0 and its spread 0.5 (of -1 to 1).
    """
    import torch

    heard: list[Any] = []
    ear = layer.register_forward_hook(lambda module, given, made: heard.append(made))
    with torch.no_grad():
        vae.eval().decode(torch.randn(1, channels, 3, 4, 4))
        ear.remove()
        made = torch.cat([one[0] if isinstance(one, tuple) else one for one in heard], dim=2)
        axis = made.ndim - 1 if isinstance(layer, torch.nn.Linear) else 1
        made = made.transpose(0, axis).flatten(1)
        factor, middle = 0.5 / made.std(dim=1), made.mean(dim=1)
        layer.bias.copy_((layer.bias - middle) * factor)
        layer.weight.mul_(factor.view(-1, *[1] * (layer.weight.ndim - 1)))
    return vae


def wan_vae(**more: Any) -> Any:
    """Wan's causal autoencoder."""
    from diffusers import AutoencoderKLWan

    sizes = {
        "base_dim": 3, "z_dim": 16, "dim_mult": [1] * 4, "num_res_blocks": 1,
        "temperal_downsample": [False, True, True],
    }  # fmt: skip
    made = AutoencoderKLWan(**(sizes | more))
    return vivid(made, made.decoder.conv_out, made.config.z_dim)


def unipc() -> Any:
    """The scheduler that Wan's and SkyReels' folders name."""
    from diffusers import UniPCMultistepScheduler

    return UniPCMultistepScheduler(prediction_type="flow_prediction", use_flow_sigmas=True, flow_shift=3.0)


WAN_DIT = {
    "patch_size": (1, 2, 2), "num_attention_heads": 2, "attention_head_dim": 12, "in_channels": 16,
    "out_channels": 16, "text_dim": TEXT, "freq_dim": 256, "ffn_dim": 32, "num_layers": 2, "cross_attn_norm": True,
    "qk_norm": "rms_norm_across_heads", "rope_max_seq_len": 64,
}  # fmt: skip


def wan(kind: str) -> Any:
    """Wan's five shapes: text, picture, both in one (5B), and two experts with words or a picture."""
    from diffusers import WanImageToVideoPipeline, WanPipeline, WanTransformer3DModel

    words = tokenizer()
    parts: dict[str, Any] = {"tokenizer": words, "text_encoder": t5(words), "scheduler": unipc()}
    small = kind == "wan-2.2-ti2v-5b"
    if small:
        parts["vae"] = wan_vae(
            z_dim=48, in_channels=12, out_channels=12, is_residual=True, patch_size=2, latents_mean=[0.0] * 48,
            latents_std=[1.0] * 48, scale_factor_spatial=16, scale_factor_temporal=4,
        )  # fmt: skip
        parts["expand_timesteps"] = True
        channels = {"in_channels": 48, "out_channels": 48}
    else:
        parts["vae"] = wan_vae()
        channels = {"in_channels": 36} if "i2v" in kind else {}
    if kind == "wan-2.1-i2v-14b":
        from transformers import CLIPImageProcessor, CLIPVisionConfig, CLIPVisionModel

        channels["image_dim"] = 4
        parts["image_encoder"] = CLIPVisionModel(
            CLIPVisionConfig(
                hidden_size=4, projection_dim=4, num_hidden_layers=2, num_attention_heads=2, image_size=32,
                intermediate_size=16, patch_size=8,
            )
        ).eval()  # fmt: skip
        parts["image_processor"] = CLIPImageProcessor(crop_size=32, size=32)
    parts["transformer"] = WanTransformer3DModel(**(WAN_DIT | channels)).eval()
    if "a14b" in kind:
        parts["transformer_2"] = WanTransformer3DModel(**(WAN_DIT | channels)).eval()
        parts["boundary_ratio"] = 0.875
    return (WanImageToVideoPipeline if "i2v" in kind and not small else WanPipeline)(**parts)


def ltx(kind: str) -> Any:
    """LTX-Video."""
    from diffusers import (
        AutoencoderKLLTXVideo,
        FlowMatchEulerDiscreteScheduler,
        LTXPipeline,
        LTXVideoTransformer3DModel,
    )

    words = tokenizer()
    vae = AutoencoderKLLTXVideo(
        in_channels=3, out_channels=3, latent_channels=8, block_out_channels=(8, 8, 8, 8),
        decoder_block_out_channels=(8, 8, 8, 8), layers_per_block=(1, 1, 1, 1, 1),
        decoder_layers_per_block=(1, 1, 1, 1, 1), spatio_temporal_scaling=(True, True, True, False),
        decoder_spatio_temporal_scaling=(True, True, True, False), decoder_inject_noise=(False,) * 5,
        upsample_residual=(False,) * 4, upsample_factor=(1,) * 4, timestep_conditioning=False, patch_size=4,
        patch_size_t=1, encoder_causal=True, decoder_causal=False,
    )  # fmt: skip
    vivid(vae, vae.decoder.conv_out.conv, vae.config.latent_channels)
    return LTXPipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(use_dynamic_shifting=True),
        vae=vae,
        text_encoder=t5(words, old=True),
        tokenizer=words,
        transformer=LTXVideoTransformer3DModel(
            in_channels=8, out_channels=8, patch_size=1, patch_size_t=1, num_attention_heads=4,
            attention_head_dim=8, cross_attention_dim=32, num_layers=2, caption_channels=TEXT,
        ).eval(),
    )  # fmt: skip


def ltx2(kind: str) -> Any:
    """LTX-2: a video branch and an audio branch."""
    from diffusers import (
        AutoencoderKLLTX2Audio,
        AutoencoderKLLTX2Video,
        FlowMatchEulerDiscreteScheduler,
        LTX2Pipeline,
        LTX2VideoTransformer3DModel,
    )
    from diffusers.pipelines.ltx2 import LTX2TextConnectors
    from diffusers.pipelines.ltx2.vocoder import LTX2Vocoder
    from transformers import Gemma3Config, Gemma3ForConditionalGeneration

    words = tokenizer(end="<s> $A", limit=1024)
    encoder = Gemma3ForConditionalGeneration(
        Gemma3Config(
            text_config={
                "vocab_size": len(words), "hidden_size": TEXT, "intermediate_size": 37, "num_hidden_layers": 2,
                "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 8, "pad_token_id": 0,
                "max_position_embeddings": 2048,
            },
            vision_config={
                "hidden_size": 8, "intermediate_size": 8, "num_hidden_layers": 1, "num_attention_heads": 2,
                "image_size": 32, "patch_size": 16,
            },
            mm_tokens_per_image=4, pad_token_id=0, image_token_index=len(words) - 1,
        )
    ).eval()  # fmt: skip
    vae = AutoencoderKLLTX2Video(
        in_channels=3, out_channels=3, latent_channels=8, block_out_channels=(8, 8, 8, 8),
        decoder_block_out_channels=(8, 8, 8), layers_per_block=(1, 1, 1, 1, 1), decoder_layers_per_block=(1,) * 4,
        spatio_temporal_scaling=(True,) * 4, decoder_spatio_temporal_scaling=(True,) * 3,
        decoder_inject_noise=(False,) * 4, downsample_type=("spatial", "temporal", "spatiotemporal", "spatiotemporal"),
        upsample_residual=(False,) * 3, upsample_factor=(1,) * 3, timestep_conditioning=False, patch_size=4,
        patch_size_t=1, encoder_causal=True, decoder_causal=False, spatial_compression_ratio=32,
        temporal_compression_ratio=8,
    )  # fmt: skip
    vae.use_framewise_encoding = vae.use_framewise_decoding = False
    vivid(vae, vae.decoder.conv_out.conv, vae.config.latent_channels)
    audio = AutoencoderKLLTX2Audio(
        base_channels=4, output_channels=2, ch_mult=(1, 1, 1), num_res_blocks=1, attn_resolutions=None, in_channels=2,
        resolution=32, latent_channels=2, norm_type="pixel", causality_axis="height", dropout=0.0,
        mid_block_add_attention=False, sample_rate=16_000, mel_hop_length=160, is_causal=True, mel_bins=8,
    )  # fmt: skip
    return LTX2Pipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(use_dynamic_shifting=True),
        vae=vae,
        audio_vae=audio.eval(),
        text_encoder=encoder,
        tokenizer=words,
        connectors=LTX2TextConnectors(
            caption_channels=TEXT, text_proj_in_factor=3, video_connector_num_attention_heads=4,
            video_connector_attention_head_dim=8, video_connector_num_layers=1,
            video_connector_num_learnable_registers=None, audio_connector_num_attention_heads=4,
            audio_connector_attention_head_dim=8, audio_connector_num_layers=1,
            audio_connector_num_learnable_registers=None, connector_rope_base_seq_len=32, rope_theta=10_000.0,
            rope_double_precision=False, causal_temporal_positioning=False, rope_type="split",
        ).eval(),
        transformer=LTX2VideoTransformer3DModel(
            in_channels=8, out_channels=8, patch_size=1, patch_size_t=1, num_attention_heads=4, attention_head_dim=8,
            cross_attention_dim=32, audio_in_channels=4, audio_out_channels=4, audio_num_attention_heads=4,
            audio_attention_head_dim=8, audio_cross_attention_dim=32, num_layers=2,
            qk_norm="rms_norm_across_heads", caption_channels=TEXT, rope_double_precision=False, rope_type="split",
        ).eval(),
        vocoder=LTX2Vocoder(
            in_channels=16, hidden_channels=32, out_channels=2, upsample_kernel_sizes=[16, 15, 8],
            upsample_factors=[8, 5, 6], resnet_kernel_sizes=[3], resnet_dilations=[[1, 3, 5]],
            leaky_relu_negative_slope=0.1, output_sampling_rate=24_000,
        ).eval(),
    )  # fmt: skip


def cogvideox(kind: str) -> Any:
    """CogVideoX: the 2B has positions that are learned by size, the 5B rotary ones."""
    from diffusers import (
        AutoencoderKLCogVideoX,
        CogVideoXDDIMScheduler,
        CogVideoXPipeline,
        CogVideoXTransformer3DModel,
    )

    words = tokenizer(limit=226)
    rotary = kind == "cogvideox-5b"
    vae = AutoencoderKLCogVideoX(
        in_channels=3, out_channels=3, down_block_types=("CogVideoXDownBlock3D",) * 4,
        up_block_types=("CogVideoXUpBlock3D",) * 4, block_out_channels=(8, 8, 8, 8), latent_channels=4,
        layers_per_block=1, norm_num_groups=2, temporal_compression_ratio=4,
    )  # fmt: skip
    vivid(vae, vae.decoder.conv_out.conv, vae.config.latent_channels)
    return CogVideoXPipeline(
        tokenizer=words,
        text_encoder=t5(words, old=True),
        vae=vae,
        transformer=CogVideoXTransformer3DModel(
            num_attention_heads=4, attention_head_dim=16 if rotary else 8, in_channels=4, out_channels=4,
            time_embed_dim=2, text_embed_dim=TEXT, num_layers=1, sample_width=16, sample_height=8, sample_frames=9,
            patch_size=2, temporal_compression_ratio=4, max_text_seq_length=226,
            use_rotary_positional_embeddings=rotary,
        ).eval(),
        scheduler=CogVideoXDDIMScheduler(
            prediction_type="v_prediction", rescale_betas_zero_snr=True, timestep_spacing="trailing"
        ),
    )  # fmt: skip


def hunyuan(kind: str) -> Any:
    """HunyuanVideo: two text encoders, the first behind a template of exactly 95 tokens."""
    import re

    from diffusers import (
        AutoencoderKLHunyuanVideo,
        FlowMatchEulerDiscreteScheduler,
        HunyuanVideoPipeline,
        HunyuanVideoTransformer3DModel,
    )
    from diffusers.pipelines.hunyuan_video.pipeline_hunyuan_video import DEFAULT_PROMPT_TEMPLATE
    from transformers import CLIPTextConfig, CLIPTextModel, LlamaConfig, LlamaModel

    before = DEFAULT_PROMPT_TEMPLATE["template"].split("{}")[0]
    crop = DEFAULT_PROMPT_TEMPLATE["crop_start"]
    pieces = re.findall(r"<\|\w+\|>|\w+|\s+|[^\w\s]", before)
    spare = len(pieces) + 1 - crop  # one more: the <s>
    pieces[4 : 5 + spare] = ["".join(pieces[4 : 5 + spare])]
    words = tokenizer(end="<s> $A", limit=2048, whole=(*dict.fromkeys(pieces), "<|eot_id|>"))
    assert len(words(before)["input_ids"]) == crop
    clip_words = tokenizer(end="<s> $A </s>", limit=77)
    vae = AutoencoderKLHunyuanVideo(
        in_channels=3, out_channels=3, latent_channels=4, down_block_types=("HunyuanVideoDownBlock3D",) * 4,
        up_block_types=("HunyuanVideoUpBlock3D",) * 4, block_out_channels=(8, 8, 8, 8), layers_per_block=1,
        act_fn="silu", norm_num_groups=4, scaling_factor=0.476986, spatial_compression_ratio=8,
        temporal_compression_ratio=4, mid_block_add_attention=True,
    )  # fmt: skip
    vivid(vae, vae.decoder.conv_out.conv, vae.config.latent_channels)
    return HunyuanVideoPipeline(
        text_encoder=LlamaModel(
            LlamaConfig(
                vocab_size=len(words), hidden_size=16, intermediate_size=37, num_attention_heads=4,
                num_hidden_layers=4, pad_token_id=0, bos_token_id=3, eos_token_id=1,
            )
        ).eval(),
        tokenizer=words,
        text_encoder_2=CLIPTextModel(
            CLIPTextConfig(
                vocab_size=len(clip_words), hidden_size=8, intermediate_size=37, num_attention_heads=4,
                num_hidden_layers=2, pad_token_id=0, bos_token_id=3, eos_token_id=1, projection_dim=32,
            )
        ).eval(),
        tokenizer_2=clip_words,
        vae=vae,
        transformer=HunyuanVideoTransformer3DModel(
            in_channels=4, out_channels=4, num_attention_heads=2, attention_head_dim=10, num_layers=1,
            num_single_layers=1, num_refiner_layers=1, patch_size=2, patch_size_t=1, guidance_embeds=True,
            text_embed_dim=16, pooled_projection_dim=8, rope_axes_dim=(2, 4, 4),
        ).eval(),
        scheduler=FlowMatchEulerDiscreteScheduler(shift=7.0),
    )  # fmt: skip


def skyreels(kind: str) -> Any:
    """SkyReels V2 with diffusion forcing."""
    from diffusers import SkyReelsV2DiffusionForcingPipeline, SkyReelsV2Transformer3DModel

    words = tokenizer()
    return SkyReelsV2DiffusionForcingPipeline(
        tokenizer=words,
        text_encoder=t5(words),
        transformer=SkyReelsV2Transformer3DModel(**WAN_DIT, inject_sample_info=kind.endswith("1.3b")).eval(),
        vae=wan_vae(),
        scheduler=unipc(),
    )


def helios(kind: str) -> Any:
    """Helios, as it was trained and distilled (in three sizes of picture, one after another)."""
    from diffusers import (
        HeliosDMDScheduler,
        HeliosPipeline,
        HeliosPyramidPipeline,
        HeliosScheduler,
        HeliosTransformer3DModel,
    )

    words = tokenizer()
    sizes = {name: value for name, value in WAN_DIT.items() if name != "rope_max_seq_len"}
    parts = {
        "tokenizer": words,
        "text_encoder": t5(words),
        "vae": wan_vae(),
        "transformer": HeliosTransformer3DModel(**sizes, rope_dim=(4, 4, 4)).eval(),
    }
    if kind == "helios-distilled":
        return HeliosPyramidPipeline(**parts, scheduler=HeliosDMDScheduler(), is_distilled=True)
    return HeliosPipeline(
        **parts, scheduler=HeliosScheduler(stage_range=[0, 1], stages=1, use_dynamic_shifting=True)
    )


def mochi(kind: str) -> Any:
    """Mochi 1."""
    import torch
    from diffusers import (
        AutoencoderKLMochi,
        FlowMatchEulerDiscreteScheduler,
        MochiPipeline,
        MochiTransformer3DModel,
    )

    words = tokenizer(limit=256)
    vae = AutoencoderKLMochi(
        latent_channels=12, out_channels=3, encoder_block_out_channels=(32,) * 4,
        decoder_block_out_channels=(32,) * 4, layers_per_block=(1,) * 5,
    )  # fmt: skip
    vivid(vae, vae.decoder.proj_out, 12)
    transformer = MochiTransformer3DModel(
        patch_size=2, num_attention_heads=2, attention_head_dim=8, num_layers=2, pooled_projection_dim=16,
        in_channels=12, out_channels=None, qk_norm="rms_norm", text_embed_dim=TEXT, time_embed_dim=4,
        activation_fn="swiglu", max_sequence_length=256,
    )  # fmt: skip
    torch.nn.init.normal_(transformer.pos_frequencies)
    return MochiPipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(invert_sigmas=True),
        vae=vae,
        text_encoder=t5(words, old=True),
        tokenizer=words,
        transformer=transformer.eval(),
    )


BUILDERS: dict[str, Callable[[str], Any]] = {
    "wan": wan, "ltx": ltx, "ltx2": ltx2, "cogvideox": cogvideox, "hunyuan": hunyuan, "skyreels": skyreels,
    "helios": helios, "mochi": mochi,
}  # fmt: skip


def build(name: str, folder: Path) -> None:
    """Save the tiny pipeline of that model into a folder."""
    import torch

    torch.manual_seed(20)
    BUILDERS[KINDS[name].family](name).save_pretrained(folder)


def tiny_folder(name: str, shelf: Path) -> Path:
    """The folder of that model's tiny pipeline, built by whoever of several processes comes first."""
    folder = shelf / name
    with FileLock(shelf / f"{name}.lock"):
        if not folder.exists():
            half = shelf / f"{name}.half"
            shutil.rmtree(half, ignore_errors=True)
            build(name, half)
            half.rename(folder)
    return folder


#: The most frames of a call that is still worth looking at, and those that the next one continues from, by family.
FEW = {"ltx": (25, 9), "ltx2": (25, 9), "helios": (66, 33), "mochi": (13, 0), "skyreels": (17, 5)}


def tiny_model(kind_name: str, folder: Path | None = None, **overrides: Any) -> ConfiguredModel:
    """A configured model whose kind is held to tiny pictures, a few frames and two steps.

    `folder` is its weights (`tiny(kind_name)`); without one the model has weights that nobody has. `overrides` are
    fields of `ConfiguredModel`, and `frames` the most frames of one call.
    """
    known = KINDS[kind_name]
    most, context = FEW.get(known.family, (9, known.context))
    steps = 3 if kind_name == "helios-distilled" else 2
    preset = replace(known.presets[0], name="tiny", steps=steps)
    kind = known.restricted(short_sides=(64,), most_frames=overrides.pop("frames", most), presets=(preset,))
    fields: dict[str, Any] = {
        "name": f"tiny-{kind_name}",
        "kind": replace(kind, largest_area=128 * 64, context=context),
        "weights": str(folder or "/nowhere"),
        "preset": preset,
    }
    return ConfiguredModel(**(fields | overrides))
