"""What is kept equal between two renders, and how.

Guaranteed: the same weights, call and seed under the same memory plan, compiled or not compiled both times, on the same
device class and the same versions of torch and diffusers, give the same frames. Not guaranteed, and therefore recorded
with each take: equality between plans, device classes or versions, and on CPUs between different numbers of threads.
Several takes in one call may differ from each alone in the last bits. Not measured on a GPU.
"""

from __future__ import annotations

import os


def settle() -> None:
    """Let torch choose the same kernels every time. Comes before any computing: cuBLAS reads its setting once."""
    os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
    import torch

    torch.backends.cudnn.benchmark = False
    torch.backends.cudnn.deterministic = True
