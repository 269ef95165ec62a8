"""What numbers a model's weights lie and compute in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .memory import MemoryPlan


def loading_dtype(plan: MemoryPlan) -> str:
    """The numbers to load the weights in; float8 is cast from bfloat16 after loading."""
    return "float32" if plan.precision == "float32" else "bfloat16"


def transformers_of(pipeline: Any) -> Iterator[Any]:
    """The pipeline's denoising models: one, or two experts."""
    for name in ("transformer", "transformer_2"):
        model = getattr(pipeline, name, None)
        if model is not None:
            yield model


def apply_precision(pipeline: Any, plan: MemoryPlan) -> None:
    """Let the transformer's weights lie in float8 (e4m3) where the plan says so, each layer cast up as it runs.

    Embedders and norms stay in bfloat16 (the models' own patterns). It can't be undone, but by loading again.
    """
    if plan.precision != "float8 weights":
        return
    import torch

    for transformer in transformers_of(pipeline):
        transformer.enable_layerwise_casting(storage_dtype=torch.float8_e4m3fn, compute_dtype=torch.bfloat16)
