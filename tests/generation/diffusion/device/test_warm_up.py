"""A worker's start."""

from __future__ import annotations

import pytest

from generation.engine.base import DeviceLost
from generation.engine.diffusion.device.compiling import Compiler
from generation.engine.diffusion.device.host import Host
from generation.engine.diffusion.device.options import HostOptions
from generation.engine.diffusion.device.warm_up import shapes_to_warm, warm_up
from generation.engine.diffusion.families import KINDS

from .rig import LTX, WAN, model

PICTURE = "wan-2.1-i2v-14b"


@pytest.fixture
def cpu():
    made = Host(HostOptions(device="cpu"))
    yield made
    made.close()


def test_the_first_model_is_ready_where_none_is_pinned(cpu, tiny):
    assert warm_up(cpu, [model(tiny(WAN)), model(tiny(LTX), LTX)]) == ()
    assert cpu.resident() == {WAN}


def test_all_pinned_models_are_ready(cpu, tiny):
    models = [
        model(tiny(WAN)),
        model(tiny(LTX), LTX, pinned=True),
        model(tiny(PICTURE), PICTURE, pinned=True),
    ]
    assert warm_up(cpu, models) == ()
    assert cpu.resident() == {LTX, PICTURE}


def test_a_model_that_fails_is_said_and_does_not_hinder_the_others(cpu, tiny, tmp_path):
    models = [model(tmp_path / "nothing", name="lost", pinned=True), model(tiny(WAN), pinned=True)]
    (problem,) = warm_up(cpu, models)
    assert problem.startswith("lost: there is no model in")
    assert cpu.resident() == {WAN}


def test_without_models_there_is_nothing_to_do(cpu):
    assert warm_up(cpu, []) == ()


def test_a_lost_device_ends_the_start(cpu, tiny, monkeypatch):
    monkeypatch.setattr(cpu, "_lost", "gone")
    with pytest.raises(DeviceLost):
        warm_up(cpu, [model(tiny(WAN))])


def test_shapes_that_are_compiled_are_warmed_where_the_model_makes_them(cpu):
    cpu.compiler = Compiler([(832, 480, 81), (832, 480, 80), (1280, 720, 81), (840, 480, 81)], on=True)
    assert shapes_to_warm(KINDS[WAN], cpu) == ((64, 64, 9), (832, 480, 81))
    cpu.compiler = Compiler([(832, 480, 81)], on=False)
    assert shapes_to_warm(KINDS[WAN], cpu) == ((64, 64, 9),)
