"""What torch's errors mean."""

from __future__ import annotations

import weakref

import pytest
import torch

from generation.engine.diffusion.device.faults import is_device_lost, is_out_of_memory, let_go_of


def real_allocation_failure():
    """The CPU allocator's own error, for more memory than any machine has."""
    try:
        torch.empty(2**55, dtype=torch.uint8)
    except RuntimeError as error:
        return error
    raise AssertionError("it was allocated")


SHORT = [
    torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB."),
    torch.AcceleratorError("CUDA error: out of memory"),
    RuntimeError("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`"),
    MemoryError(),
    real_allocation_failure(),
]
GONE = [
    torch.AcceleratorError("CUDA error: an illegal memory access was encountered"),
    RuntimeError("CUDA error: unspecified launch failure"),
    RuntimeError("CUDA error: device-side assert triggered"),
    RuntimeError("CUDA error: GPU has fallen off the bus"),
    RuntimeError("CUDA error: uncorrectable ECC error encountered"),
]
NEITHER = [
    RuntimeError("mat1 and mat2 shapes cannot be multiplied (2x3 and 4x5)"),
    ValueError("CUDA error: unspecified launch failure"),
    RuntimeError("an unspecified launch failure of something else"),
    OSError("No space left on device"),
]


@pytest.mark.parametrize("at", range(len(SHORT)))
def test_out_of_memory_is_not_a_lost_device(at):
    assert is_out_of_memory(SHORT[at])
    assert not is_device_lost(SHORT[at])


@pytest.mark.parametrize("at", range(len(GONE)))
def test_a_lost_device_is_not_out_of_memory(at):
    assert is_device_lost(GONE[at])
    assert not is_out_of_memory(GONE[at])


@pytest.mark.parametrize("at", range(len(NEITHER)))
def test_other_errors_are_neither(at):
    assert not is_device_lost(NEITHER[at])
    assert not is_out_of_memory(NEITHER[at])


def test_an_error_that_is_dealt_with_keeps_no_tensor_alive():
    kept = []

    def render():
        latents = torch.ones(4)
        kept.append(weakref.ref(latents))
        try:
            raise torch.OutOfMemoryError("CUDA out of memory.")
        except RuntimeError as error:
            raise ValueError("in a wrapper") from error

    try:
        render()
    except ValueError as error:
        assert kept[0]() is not None
        let_go_of(error)
        assert kept[0]() is None
