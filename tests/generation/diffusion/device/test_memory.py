"""Which way of running a model fits a device."""

from __future__ import annotations

from dataclasses import replace

import pytest

from generation.engine.diffusion.device.gpu import GIB, Device
from generation.engine.diffusion.device.memory import (
    MemoryPlan,
    TooBig,
    Weights,
    choose,
    plans,
    predict,
)
from generation.engine.diffusion.device.working_set import Size
from generation.engine.diffusion.families import KINDS

SMALL, LARGE, EXPERTS = (KINDS[f"wan-{name}"] for name in ("2.1-t2v-1.3b", "2.1-t2v-14b", "2.2-t2v-a14b"))
AT_480, AT_720 = Size(832, 480, 81), Size(1280, 720, 81)
CPU = Device("cpu", "A processor", "cpu", 64 * GIB, 60 * GIB)


def gpu(gib=24, capability=(8, 9)):
    return Device("cuda:0", f"GPU {gib}", "GPU-1", gib * GIB, gib * GIB, capability)


def names(kind, size, device, budget, **more):
    return [one.plan.name for one in choose(kind, size, device, budget=budget, **more)]


def test_a_large_gpu_holds_everything_in_bfloat16():
    assert choose(LARGE, AT_480, gpu(80), budget=76)[0].plan == MemoryPlan()


def test_less_memory_means_the_next_cheaper_plan():
    firsts = [names(LARGE, AT_480, gpu(gib), budget=gib)[0] for gib in (80, 40, 26, 16)]
    assert firsts == [
        "bfloat16",
        "bfloat16, text encoder on the CPU",
        "float8 weights, text encoder on the CPU",
        "bfloat16, text encoder on the CPU, block offload",
    ]


def test_each_fallback_needs_less_than_the_one_before():
    for kind in KINDS.values():
        size = Size(kind.side * 20, kind.side * 12, kind.frames.most)
        needs = [one.need.device for one in choose(kind, size, gpu(), budget=1000)]
        assert needs == sorted(needs, reverse=True)
        assert len(set(needs)) == len(needs)


def test_tiles_are_the_last_resort():
    for kind in KINDS.values():
        tiling = [plan.tiling for plan in plans(kind, gpu())]
        assert tiling == sorted(tiling)
        assert True in tiling


def test_a_tiled_decode_is_chosen_where_whole_pictures_do_not_fit():
    mochi, size = KINDS["mochi-1"], Size(848, 480, 163)
    chosen = choose(mochi, size, gpu(48), budget=45)[0]
    assert chosen.plan.tiling


def test_experts_take_turns_before_their_precision_is_lowered():
    with_turns = "bfloat16, text encoder on the CPU, model offload"
    listed = [plan.name for plan in plans(EXPERTS, gpu())]
    assert listed.index(with_turns) < listed.index("float8 weights, text encoder on the CPU")
    assert with_turns not in [plan.name for plan in plans(LARGE, gpu())]
    need = predict(MemoryPlan("bfloat16", "model", "cpu"), EXPERTS, AT_480, gpu())
    assert EXPERTS.transformer_gib / 2 < need.device < EXPERTS.transformer_gib
    assert need.host > EXPERTS.transformer_gib


def test_float8_is_for_devices_that_compute_in_bfloat16():
    old = gpu(16, (7, 5))
    precisions = {plan.precision for plan in plans(SMALL, old)}
    assert precisions == {"float32"}
    assert "float8 weights" not in {plan.precision for plan in plans(SMALL, CPU)}


def test_a_cpu_computes_in_float32_while_there_is_memory():
    assert names(SMALL, AT_480, CPU, budget=60)[0] == "float32, text encoder on the CPU"
    assert names(SMALL, AT_480, CPU, budget=25)[0] == "bfloat16, text encoder on the CPU"
    encoder = choose(SMALL, AT_480, CPU, budget=60)[0].need.encoder
    assert encoder == pytest.approx(2 * SMALL.encoder.gib)


def test_what_fits_nowhere_says_how_much_is_short_and_what_would_do():
    with pytest.raises(TooBig) as error:
        choose(LARGE, AT_720, gpu(8), budget=7.6)
    said = str(error.value)
    assert said.startswith("Wan 2.1 14B at 1280×720, 81 frames needs ")
    assert "GPU 8 has 7.6 free: offer a smaller size or fewer frames, or use a larger GPU." in said
    assert error.value.permanent
    assert "ask for a smaller size" in error.value.public


def test_offload_needs_memory_beside_the_device():
    assert names(LARGE, AT_480, gpu(16), budget=16, host=50)
    with pytest.raises(TooBig, match=r"of the machine's own memory beside GPU 16, which has 8\.0 free"):
        choose(LARGE, AT_480, gpu(16), budget=16, host=8)


def test_weights_pass_through_the_machine_s_memory_on_their_way_to_a_gpu():
    need = predict(MemoryPlan("float8 weights", encoder="cpu"), LARGE, AT_480, gpu())
    assert need.host == pytest.approx(LARGE.encoder.gib)
    assert need.beside == pytest.approx(LARGE.encoder.gib + LARGE.transformer_gib + LARGE.vae_gib)
    assert predict(MemoryPlan("bfloat16", encoder="cpu"), LARGE, AT_480, CPU).beside == 0
    with pytest.raises(TooBig, match="memory beside GPU 80"):
        choose(LARGE, AT_480, gpu(80), budget=76, host=20)


def test_a_smaller_picture_needs_less():
    plan = MemoryPlan()
    assert predict(plan, LARGE, AT_480, gpu()).working < predict(plan, LARGE, AT_720, gpu()).working


def test_measured_weights_count_instead_of_the_declared():
    half = replace(Weights.of(LARGE), transformer=LARGE.transformer_gib / 2)
    plan = MemoryPlan(encoder="cpu")
    declared, measured = (predict(plan, LARGE, AT_480, gpu(), weights) for weights in (None, half))
    assert measured.weights == pytest.approx(declared.weights - LARGE.transformer_gib / 2)


def test_float8_halves_the_transformer_but_for_its_embedders_and_norms():
    whole, light = (
        predict(MemoryPlan(precision, encoder="cpu"), LARGE, AT_480, gpu()).weights
        for precision in ("bfloat16", "float8 weights")
    )
    assert 0.5 * whole < light < 0.55 * whole
