"""What is recorded of how a call was run, as plain JSON values."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from generation.engine.diffusion.configured import ConfiguredModel
from generation.engine.diffusion.work import Call

from .gpu import Device
from .memory import Planned
from .weights import Identity


class Timing:
    """Seconds by phase: encode, wait (for the turn), load, denoise, decode, deliver."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def add(self, phase: str, seconds: float) -> None:
        """Count these to the phase."""
        self.seconds[phase] = round(self.seconds.get(phase, 0.0) + seconds, 3)

    @contextmanager
    def of(self, phase: str) -> Iterator[None]:
        """Count what is inside to the phase."""
        began = time.monotonic()
        try:
            yield
        finally:
            self.add(phase, time.monotonic() - began)


def facts_of(
    device: Device, model: ConfiguredModel, call: Call, planned: Planned, pipeline: Any, identity: Identity
) -> dict[str, Any]:
    """What decides the pixels, and what it was predicted to need."""
    import diffusers
    import torch

    plan = planned.plan
    scheduler = getattr(pipeline, "scheduler", None)
    return {
        "model": model.name,
        "kind": model.kind.name,
        "weights": identity.facts(),
        "pipeline": type(pipeline).__name__,
        "device": device.name,
        "device_class": device.family,
        "driver": device.driver,
        "threads": torch.get_num_threads() if device.kind == "cpu" else 0,
        "precision": plan.precision,
        "offload": plan.offload,
        "text_encoder": plan.encoder,
        "tiling": plan.tiling,
        "predicted_gib": round(planned.need.device, 2),
        "scheduler": call.scheduler or type(scheduler).__name__,
        "steps": call.steps,
        "guidance": call.guidance,
        "seeds": list(call.seeds),
        "torch": torch.__version__,
        "diffusers": diffusers.__version__,
    }
