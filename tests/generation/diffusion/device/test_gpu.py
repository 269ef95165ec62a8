"""What a machine says it can render on, and why not on a GPU."""

from __future__ import annotations

import sys

import pytest

from generation.engine.base import EngineError
from generation.engine.diffusion.device.gpu import GIB, Device, Machine, driver_version, look, why_no_gpu

CPU = Device("cpu", "A processor", "cpu", 16 * GIB, 8 * GIB)
H100 = Device("cuda:0", "NVIDIA H100", "GPU-a", 80 * GIB, 79 * GIB, (9, 0), "550.54.15")
TURING = Device("cuda:1", "Tesla T4", "GPU-b", 16 * GIB, 15 * GIB, (7, 5), "550.54.15")
BOTH = Machine((H100, TURING), CPU, torch=True)


def test_this_machine_has_a_cpu_with_memory():
    machine = look()
    assert machine.cpu.name
    assert 0 < machine.cpu.free <= machine.cpu.total
    assert machine.problem == ""
    assert machine.choose("cpu").kind == "cpu"


def test_a_machine_without_torch_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)  # what an import of a missing package meets
    machine = look()
    assert machine.gpus == ()
    assert (
        machine.problem
        == 'torch is not installed: install the product with its extra, "pip install oddreel[diffusion]".'
    )
    with pytest.raises(EngineError, match="torch is not installed"):
        machine.choose("auto")


@pytest.mark.parametrize(
    ("built_for", "driver", "error", "says"),
    [
        (None, "", "", "There is no NVIDIA GPU here (no driver is loaded): everything runs on the CPU, slowly."),
        ("12.8", "", "", "There is no NVIDIA GPU here"),
        (None, "550.54.15", "", "this torch is built without CUDA: install the CUDA build of torch"),
        (
            "12.8",
            "470.82.01",
            "The NVIDIA driver on your system is too old (found version 11040).",
            "The NVIDIA driver 470.82.01 is too old for this torch, which is built for CUDA 12.8: install",
        ),
        ("12.8", "550.54.15", "CUDA unknown error - reboot.\nmore", "CUDA says: CUDA unknown error - reboot. "),
        ("12.8", "550.54.15", "", "The NVIDIA driver 550.54.15 is loaded, but no GPU can be used. Everything runs"),
    ],
)  # fmt: skip
def test_why_there_is_no_gpu(built_for, driver, error, says):
    assert says in why_no_gpu(built_for, driver, error)


def test_the_driver_s_version_is_read_where_one_is_loaded(tmp_path):
    file = tmp_path / "version"
    assert driver_version(file) == ""
    file.write_text(
        "NVRM version: NVIDIA UNIX x86_64 Kernel Module  550.54.15  Tue Mar  5 22:23:56 UTC 2024\nGCC version:  gcc\n"
    )
    assert driver_version(file) == "550.54.15"


@pytest.mark.parametrize(
    ("wanted", "index"), [("auto", "cuda:0"), ("cuda", "cuda:0"), ("cuda:1", "cuda:1"), ("cpu", "cpu")]
)
def test_a_device_is_chosen_by_name(wanted, index):
    assert BOTH.choose(wanted).index == index


def test_auto_is_the_cpu_where_there_is_no_gpu():
    assert Machine((), CPU, torch=True, why_no_gpu="none").choose("auto") is CPU


def test_a_device_that_is_not_there_is_refused_with_those_that_are():
    with pytest.raises(
        EngineError, match=r"no device 'cuda:7' here; there are: cuda:0, cuda:1, cpu"
    ) as error:
        BOTH.choose("cuda:7")
    assert error.value.permanent
    with pytest.raises(EngineError, match="No driver"):
        Machine((), CPU, torch=True, why_no_gpu="No driver.").choose("cuda:0")


def test_what_a_device_can_compute_in_follows_from_its_capability():
    ada = Device("cuda:0", "L4", "GPU-c", 24 * GIB, 23 * GIB, (8, 9))
    ampere = Device("cuda:0", "A100", "GPU-d", 40 * GIB, 39 * GIB, (8, 0))
    assert [one.bf16 for one in (CPU, TURING, ampere, ada, H100)] == [True, False, True, True, True]
    assert [one.fp8_weights for one in (CPU, TURING, ampere, ada, H100)] == [False, False, True, True, True]
    assert [one.fp8_arithmetic for one in (CPU, TURING, ampere, ada, H100)] == [
        False,
        False,
        False,
        True,
        True,
    ]


def test_a_device_class_names_the_architecture_and_not_the_card():
    assert H100.family == "cuda sm_90"
    assert TURING.family == "cuda sm_75"
    assert CPU.family.startswith("cpu ")


def test_a_budget_keeps_a_twentieth_back():
    assert H100.budget == int(79 * GIB * 0.95)
