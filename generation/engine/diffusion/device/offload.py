"""Where a pipeline's parts lie, as its memory plan says."""

from __future__ import annotations

from typing import Any

from .memory import MemoryPlan
from .precision import apply_precision, transformers_of


def place(pipeline: Any, plan: MemoryPlan, device: str) -> None:
    """Bring a pipeline, freshly loaded on the CPU and without its text encoder, to the device.

    Offload by groups copies the next group while this one runs, on a stream of its own where the device has streams.
    """
    import torch

    apply_precision(pipeline, plan)
    set_tiling(pipeline, plan.tiling)
    if plan.offload == "none":
        pipeline.to(device)
    elif plan.offload == "model":
        pipeline.enable_model_cpu_offload(device=device)
    else:
        offloaded = list(transformers_of(pipeline))
        for transformer in offloaded:
            transformer.enable_group_offload(
                onload_device=torch.device(device),
                offload_device=torch.device("cpu"),
                offload_type=f"{plan.offload}_level",
                num_blocks_per_group=1,
                use_stream=torch.device(device).type == "cuda",
            )
        for part in pipeline.components.values():
            if isinstance(part, torch.nn.Module) and not any(part is one for one in offloaded):
                part.to(device)


def set_tiling(pipeline: Any, tiling: bool) -> None:
    """Decode in tiles, or whole pictures. Tiles change pixels, so that this is recorded with the take."""
    vae = getattr(pipeline, "vae", None)
    if vae is not None and hasattr(vae, "enable_tiling"):
        if tiling:
            vae.enable_tiling()
        elif getattr(vae, "use_tiling", False):
            vae.disable_tiling()
