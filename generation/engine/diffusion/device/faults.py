"""What an error from torch means: out of memory, the device gone, or anything else."""

from __future__ import annotations

import traceback

from generation.engine.base import EngineError

#: What CUDA says when the process can't use the device any more: every later call in it fails as well.
#: (CUDA runtime API, cudaError_t: errors after which "the process must be terminated and relaunched".)
LOST = (
    "unspecified launch failure",
    "device-side assert",
    "illegal memory access",
    "illegal instruction",
    "misaligned address",
    "invalid program counter",
    "hardware stack error",
    "uncorrectable ecc error",
    "ecc error",
    "fallen off the bus",
    "device lost",
    "launch timed out",
    "unknown error",
    "no cuda-capable device",
    "cuda_error_contained",
    "nvlink",
    "xid",
)
OUT_OF_MEMORY = (
    "out of memory",
    "cublas_status_alloc_failed",
    "cudnn_status_alloc_failed",
    "can't allocate memory",
)


class OutOfMemory(EngineError):
    """The device's memory did not suffice, nor on the next cheaper plan."""

    def __init__(self, message: str) -> None:
        super().__init__(
            message,
            permanent=False,
            public="That was too large for the machine that rendered it: ask for a smaller size or a shorter clip.",
        )


def is_out_of_memory(error: BaseException) -> bool:
    """Whether a smaller plan may do: the GPU's memory, or the host's, did not suffice."""
    import torch

    if isinstance(error, torch.OutOfMemoryError | MemoryError):
        return True
    return isinstance(error, RuntimeError) and any(words in str(error).lower() for words in OUT_OF_MEMORY)


def is_device_lost(error: BaseException) -> bool:
    """Whether the device, or this process's hold on it, is gone. Out of memory is not."""
    import torch

    if is_out_of_memory(error) or not isinstance(error, RuntimeError):
        return False
    said = str(error).lower()
    if isinstance(error, torch.AcceleratorError):
        return True
    return "cuda" in said and any(words in said for words in LOST)


def let_go_of(error: BaseException) -> None:
    """Forget the local variables of where it came from: tensors among them would keep the memory that is short."""
    one: BaseException | None = error
    while one is not None:
        traceback.clear_frames(one.__traceback__)
        one = one.__cause__ or one.__context__
