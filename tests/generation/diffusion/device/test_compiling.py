"""Compiled blocks, for the offered shapes alone. The graphs are traced for real; no code is generated for a GPU."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from generation.engine.diffusion.calling import loading, recipe
from generation.engine.diffusion.device.compiling import MOST_SHAPES, Compiler, is_compile_failure
from generation.engine.diffusion.device.host import Host
from generation.engine.diffusion.device.memory import MemoryPlan
from generation.engine.diffusion.device.options import HostOptions
from generation.engine.diffusion.device.working_set import Size

from .rig import WAN, call, make, model, quiet

SHAPE, SIZE, PLAN = (64, 64, 9), Size(64, 64, 9), MemoryPlan()


@pytest.fixture
def pipeline(tiny):
    return loading.load(model(tiny(WAN)), "text", dtype="float32")


@pytest.fixture(autouse=True)
def fresh_graphs():
    torch._dynamo.reset()
    yield
    torch._dynamo.reset()


def compiler(**more):
    return Compiler([SHAPE], **({"on": True, "backend": "eager"} | more))


def frames(pipeline, tiny):
    made = recipe.run(pipeline, model(tiny(WAN)), call(), quiet)
    return np.concatenate([chunk for _, chunk in made.chunks])


def test_whole_blocks_are_compiled_and_paint_the_same(pipeline, tiny):
    plain = frames(pipeline, tiny)
    compiling = compiler()
    torch._dynamo.utils.counters.clear()
    with compiling.used(pipeline, PLAN, SIZE) as compiled:
        assert compiled
        assert np.array_equal(frames(pipeline, tiny), plain)
    graphs = torch._dynamo.utils.counters["stats"]["unique_graphs"]
    assert graphs >= 1
    assert np.array_equal(frames(pipeline, tiny), plain)
    with compiling.used(pipeline, PLAN, SIZE):
        frames(pipeline, tiny)
    assert torch._dynamo.utils.counters["stats"]["unique_graphs"] == graphs


@pytest.mark.parametrize(
    ("plan", "size", "more"),
    [
        (PLAN, Size(64, 48, 9), {}),
        (PLAN, Size(64, 64, 9, takes=2), {}),
        (MemoryPlan(offload="block"), SIZE, {}),
        (MemoryPlan("float8 weights"), SIZE, {}),
        (PLAN, SIZE, {"on": False}),
        (PLAN, SIZE, {"device": "cpu"}),
    ],
)
def test_nothing_else_is_compiled(pipeline, plan, size, more):
    with compiler(**more).used(pipeline, plan, size) as compiled:
        assert not compiled
        assert all(block._compiled_call_impl is None for block in pipeline.transformer.blocks)


def test_a_model_without_repeated_blocks_runs_as_it_is(pipeline, monkeypatch):
    monkeypatch.setattr(type(pipeline.transformer), "_repeated_blocks", None)
    assert not compiler().wants(pipeline, PLAN, SIZE)


def test_the_shapes_are_few():
    many = [(64, 64, 4 * k + 1) for k in range(20)]
    assert Compiler(many, on=True).shapes == tuple(many[:MOST_SHAPES])
    assert Compiler([SHAPE, SHAPE], on=True).shapes == (SHAPE,)


def test_after_giving_up_nothing_is_compiled(pipeline):
    compiling = compiler()
    compiling.give_up("no C compiler")
    assert not compiling.wants(pipeline, PLAN, SIZE)


def broken(graph, inputs):
    raise RuntimeError("no C compiler")


def test_a_compiler_that_fails_costs_no_job(tiny):
    host = Host(HostOptions(device="cpu"))
    host.compiler = compiler(backend=broken)
    outcome, sink = make(host, model(tiny(WAN)), call())
    assert len(sink.frames()) == 9
    assert sink.begun == 2
    assert (outcome.facts["compiled"], outcome.facts["fallback"]) == (False, "")
    assert "no C compiler" in host.compiler.given_up
    host.close()


def test_only_the_compiler_s_own_errors_are_its_failures():
    assert is_compile_failure(torch._dynamo.exc.Unsupported("a graph break"))
    assert not is_compile_failure(RuntimeError("no C compiler"))
