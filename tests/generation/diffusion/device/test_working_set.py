"""The memory that models work in, counted again with the full-size models."""

from __future__ import annotations

import pytest

from generation.engine.diffusion.device.working_set import Size, decoding, denoising
from generation.engine.diffusion.families import KINDS

from .counting import counted, empty, fused_attention, on_meta

COG_5B = {"num_layers": 2, "num_attention_heads": 48}
HUNYUAN = {"num_layers": 1, "num_single_layers": 1}
WAN_14B = {"num_layers": 2}
WAN_1B = {"num_attention_heads": 12, "attention_head_dim": 128, "ffn_dim": 8960, "num_layers": 2}
WIDE_VAE = {
    "base_dim": 160, "decoder_base_dim": 256, "z_dim": 48, "is_residual": True, "in_channels": 12, "out_channels": 12,
    "patch_size": 2, "scale_factor_spatial": 16, "latents_mean": [0.0] * 48, "latents_std": [1.0] * 48,
}  # fmt: skip


def wan(model):
    return model(
        hidden_states=empty(1, 16, 21, 60, 104), timestep=empty(1), encoder_hidden_states=empty(1, 512, 4096)
    )


def ltx(model):
    return model(
        hidden_states=empty(2, 21 * 16 * 22, 128), encoder_hidden_states=empty(2, 128, 4096), timestep=empty(2),
        encoder_attention_mask=empty(2, 128), num_frames=21, height=16, width=22,
        rope_interpolation_scale=(8 / 25, 32, 32),
    )  # fmt: skip


def ltx2(model):
    return model(
        hidden_states=empty(2, 16 * 16 * 24, 128), audio_hidden_states=empty(2, 126, 128),
        encoder_hidden_states=empty(2, 1024, 3840), audio_encoder_hidden_states=empty(2, 1024, 3840),
        timestep=empty(2), encoder_attention_mask=empty(2, 1024), audio_encoder_attention_mask=empty(2, 1024),
        num_frames=16, height=16, width=24, fps=24.0, audio_num_frames=126,
    )  # fmt: skip


def cogvideox(model):
    return model(
        hidden_states=empty(2, 13, 16, 60, 90), encoder_hidden_states=empty(2, 226, 4096), timestep=empty(2)
    )


def hunyuan(model):
    return model(
        hidden_states=empty(1, 16, 33, 90, 160), timestep=empty(1), encoder_hidden_states=empty(1, 256, 4096),
        encoder_attention_mask=empty(1, 256), pooled_projections=empty(1, 768), guidance=empty(1),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "size", "name", "config", "call"),
    [
        ("wan-2.1-t2v-1.3b", Size(832, 480, 81), "WanTransformer3DModel", WAN_1B, wan),
        ("wan-2.1-t2v-14b", Size(832, 480, 81), "WanTransformer3DModel", WAN_14B, wan),
        ("ltx-video-2b", Size(704, 512, 161), "LTXVideoTransformer3DModel", {"num_layers": 2}, ltx),
        ("ltx-2", Size(768, 512, 121), "LTX2VideoTransformer3DModel", {"num_layers": 2}, ltx2),
        ("cogvideox-5b", Size(720, 480, 49), "CogVideoXTransformer3DModel", COG_5B, cogvideox),
        ("hunyuan-video", Size(1280, 720, 129), "HunyuanVideoTransformer3DModel", HUNYUAN, hunyuan),
    ],
)  # fmt: skip
def test_a_forward_works_in_what_is_predicted(monkeypatch, kind, size, name, config, call):
    with fused_attention(monkeypatch):
        peak = counted(on_meta(name, **config), call)
    assert peak <= denoising(KINDS[kind], size) <= 1.6 * peak


@pytest.mark.parametrize(
    ("kind", "size", "name", "config", "latent"),
    [
        ("wan-2.1-t2v-1.3b", Size(832, 480, 17), "AutoencoderKLWan", {}, (16, 5, 60, 104)),
        ("wan-2.2-ti2v-5b", Size(1280, 704, 17), "AutoencoderKLWan", WIDE_VAE, (48, 5, 44, 80)),
        ("ltx-video-2b", Size(704, 512, 161), "AutoencoderKLLTXVideo", {}, (128, 21, 16, 22)),
        ("ltx-2", Size(768, 512, 121), "AutoencoderKLLTX2Video", {}, (128, 16, 16, 24)),
        ("cogvideox-2b", Size(720, 480, 17), "AutoencoderKLCogVideoX", {}, (16, 5, 60, 90)),
        ("hunyuan-video", Size(960, 544, 65), "AutoencoderKLHunyuanVideo", {}, (16, 17, 68, 120)),
        ("mochi-1", Size(848, 480, 163), "AutoencoderKLMochi", {}, (12, 28, 60, 106)),
    ],
)
def test_a_decode_works_in_what_is_predicted(kind, size, name, config, latent):
    vae = on_meta(name, **config)
    whole = counted(vae, lambda model: model.decode(empty(1, *latent), return_dict=False))
    assert whole <= decoding(KINDS[kind], size, tiling=False) <= 1.3 * whole


def test_tiles_work_in_what_is_predicted_and_in_less_than_whole_pictures():
    """The others take minutes: thousands of small operations for each tile."""
    kind, size, vae = KINDS["ltx-video-2b"], Size(704, 512, 161), on_meta("AutoencoderKLLTXVideo")
    vae.enable_tiling()
    peak = counted(vae, lambda model: model.decode(empty(1, 128, 21, 16, 22), return_dict=False))
    assert peak <= decoding(kind, size, tiling=True) < decoding(kind, size, tiling=False)


def test_guidance_doubles_only_the_batch_of_those_that_batch_it():
    size, alone = Size(704, 512, 81, guided=True), Size(704, 512, 81, guided=False)
    assert denoising(KINDS["ltx-video-2b"], size) == 2 * denoising(KINDS["ltx-video-2b"], alone)
    assert denoising(KINDS["wan-2.1-t2v-1.3b"], size) == denoising(KINDS["wan-2.1-t2v-1.3b"], alone)


def test_takes_multiply_denoising_and_not_decoding():
    one, three = Size(832, 480, 81), Size(832, 480, 81, takes=3)
    kind = KINDS["wan-2.1-t2v-1.3b"]
    assert denoising(kind, three) == 3 * denoising(kind, one)
    assert decoding(kind, three, tiling=False) == decoding(kind, one, tiling=False)


def test_every_family_has_its_numbers():
    for kind in KINDS.values():
        size = Size(kind.side * 4, kind.side * 4, kind.frames.least)
        assert denoising(kind, size) > 0
        assert decoding(kind, size, tiling=False) > 0
        assert decoding(kind, size, tiling=True) > 0
