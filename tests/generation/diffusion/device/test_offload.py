"""Memory plans applied to real pipelines: what they change, and what they must not."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from generation.engine.diffusion.calling import loading, recipe
from generation.engine.diffusion.device.memory import MemoryPlan
from generation.engine.diffusion.device.offload import place, set_tiling
from generation.engine.diffusion.device.precision import loading_dtype, transformers_of
from generation.engine.diffusion.device.residency import measure
from generation.engine.diffusion.families import KINDS

from .rig import LTX, WAN, call, model, quiet

EXPERTS = "wan-2.2-t2v-a14b"


def frames(model, pipeline, call):
    made = recipe.run(pipeline, model, call, quiet)
    return np.concatenate([chunk for _, chunk in made.chunks])


@pytest.fixture
def placed(tiny):
    """`placed(plan)`: the model and its pipeline under that plan."""

    def make(plan, kind=WAN):
        named = model(tiny(kind), kind)
        pipeline = loading.load(named, "text", dtype=loading_dtype(plan))
        place(pipeline, plan, "cpu")
        return named, pipeline

    return make


@pytest.mark.parametrize(
    ("offload", "kind"), [("block", WAN), ("leaf", WAN), ("model", EXPERTS), ("block", LTX)]
)
def test_offload_changes_no_pixel_and_survives_a_second_call(placed, offload, kind):
    expected = frames(*placed(MemoryPlan("float32"), kind), call(kind))
    named, pipeline = placed(MemoryPlan("float32", offload), kind)
    assert np.array_equal(frames(named, pipeline, call(kind)), expected)
    assert np.array_equal(frames(named, pipeline, call(kind)), expected)


def test_offload_by_groups_is_on_the_transformer_alone(placed):
    from diffusers.hooks.group_offloading import _is_group_offload_enabled

    _, pipeline = placed(MemoryPlan("float32", "block"))
    assert _is_group_offload_enabled(pipeline.transformer)
    assert not _is_group_offload_enabled(pipeline.vae)


def test_float8_weights_lie_in_half_the_memory_and_still_paint(placed):
    _, whole = placed(MemoryPlan())
    named, light = placed(MemoryPlan("float8 weights"))
    kinds = {parameter.dtype for parameter in light.transformer.parameters()}
    assert torch.float8_e4m3fn in kinds
    assert measure(light.transformer, "cpu").device < measure(whole.transformer, "cpu").device
    assert light.vae.dtype == whole.vae.dtype
    painted = frames(named, light, call())
    assert painted.shape == (9, 64, 64, 3)
    assert painted.std() > 1
    assert {parameter.dtype for parameter in light.transformer.parameters()} == kinds


def test_float8_reaches_both_experts(placed):
    _, light = placed(MemoryPlan("float8 weights"), EXPERTS)
    for transformer in transformers_of(light):
        assert torch.float8_e4m3fn in {parameter.dtype for parameter in transformer.parameters()}


def test_tiling_is_switched_for_each_call(placed):
    _, pipeline = placed(MemoryPlan("float32", tiling=True))
    assert pipeline.vae.use_tiling
    set_tiling(pipeline, False)
    assert not pipeline.vae.use_tiling


def test_every_kind_can_be_decoded_in_tiles():
    import diffusers

    from generation.engine.diffusion.families import family

    for kind in KINDS.values():
        made = getattr(diffusers, next(iter(family(kind).classes)))
        vae = made._get_signature_types()["vae"][0]
        assert hasattr(vae, "enable_tiling"), kind.name
