"""What the kinds declare, against the installed pipelines and models."""

from __future__ import annotations

import inspect

import diffusers
import pytest
import torch

from generation.engine.diffusion.families import KINDS, family, ltx2

#: The transformers' full sizes: the classes' own defaults, but for what the makers' folders set.
FULL = {
    "wan-2.1-t2v-1.3b": ("WanTransformer3DModel", {"num_attention_heads": 12, "ffn_dim": 8960, "num_layers": 30}),
    "wan-2.1-t2v-14b": ("WanTransformer3DModel", {}),
    "wan-2.1-i2v-14b": (
        "WanTransformer3DModel", {"in_channels": 36, "image_dim": 1280, "added_kv_proj_dim": 5120},
    ),
    "wan-2.2-ti2v-5b": (
        "WanTransformer3DModel",
        {"num_attention_heads": 24, "ffn_dim": 14336, "num_layers": 30, "in_channels": 48, "out_channels": 48},
    ),
    "ltx-video-2b": ("LTXVideoTransformer3DModel", {}),
    "ltx-2": ("LTX2VideoTransformer3DModel", {}),
    "cogvideox-2b": ("CogVideoXTransformer3DModel", {}),
    "cogvideox-5b": (
        "CogVideoXTransformer3DModel",
        {"num_attention_heads": 48, "num_layers": 42, "use_rotary_positional_embeddings": True},
    ),
    "hunyuan-video": ("HunyuanVideoTransformer3DModel", {"guidance_embeds": True}),
    "helios-base": ("HeliosTransformer3DModel", {}),
    "mochi-1": ("MochiTransformer3DModel", {}),
}  # fmt: skip


@pytest.mark.parametrize("name", FULL)
def test_parameters_layers_and_width_are_those_of_the_full_size_model(name):
    kind = KINDS[name]
    made, sizes = FULL[name]
    with torch.device("meta"):
        transformer = getattr(diffusers, made)(**sizes)
    config = transformer.config
    billions = sum(value.numel() for value in transformer.parameters()) / 1e9
    assert kind.parameters_b == pytest.approx(billions, rel=0.01)
    assert kind.layers == config.num_layers + config.get("num_single_layers", 0)
    assert kind.width == config.num_attention_heads * config.attention_head_dim


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_pipelines_exist_and_take_what_is_declared(kind):
    for task, name in kind.pipelines.items():
        made = getattr(diffusers, name)
        assert name in family(kind).classes
        known = inspect.signature(made.__call__).parameters
        assert known["max_sequence_length"].default >= kind.encoder.tokens
        assert ("negative_prompt_embeds" in known) or not kind.negative
        takes = {"text": set(), "image": {"image", "conditions"}, "extend": {"video", "conditions"}}[task]
        assert task == "text" or takes & known.keys()


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_numbers_agree_with_each_other(kind):
    rule = kind.frames
    assert rule.fits(rule.least)
    assert rule.fits(rule.most)
    assert kind.presets
    assert min(kind.short_sides) ** 2 <= kind.largest_area
    assert all(short % kind.side == 0 for short in kind.short_sides)
    assert kind.side % kind.space == 0
    assert (kind.continuation == "none") == (kind.context == 0)
    if "extend" in kind.pipelines:
        assert rule.fits(rule.at_least(kind.context + 1))
        assert (kind.context - rule.beyond) % rule.step == 0 or kind.continuation in ("extension", "forcing")
    if kind.licence.confirm:
        assert kind.licence.forbids  # what it is that is confirmed
    for preset in kind.presets:
        assert preset.scheduler in ("", *family(kind).schedulers)


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_schedulers_exist(kind):
    for name in family(kind).schedulers:
        assert hasattr(diffusers, name)


def test_ltx2s_distilled_noise_levels_are_those_of_diffusers():
    from diffusers.pipelines.ltx2.utils import DISTILLED_SIGMA_VALUES

    assert ltx2.DISTILLED == DISTILLED_SIGMA_VALUES


def test_work_grows_with_the_chunks_not_with_their_square():
    helios = KINDS["helios-base"]
    one, eight = (helios.tflop(640, 384, frames) for frames in (33, 264))
    assert eight == pytest.approx(8 * one)
    wan = KINDS["wan-2.1-t2v-1.3b"]
    assert wan.tokens(832, 480, 81) == 32_760
    assert wan.tflop(832, 480, 81) == pytest.approx(283, rel=0.05)
    assert wan.tflop(832, 480, 81) > 2 * wan.tflop(832, 480, 41)
