"""A small picture of what a clip will be, from the latents of a step."""

from __future__ import annotations

from typing import Any

import numpy as np

from generation.engine.base import Frame
from generation.engine.diffusion.families.family import Family
from generation.engine.diffusion.work import Call

#: The longest side of a preview, in pixels.
SIDE = 320


def look(pipeline: Any, family: Family, call: Call, latents: Any, before: Any) -> Frame:
    """The middle of the first take's clip, as the model expects it: uint8, at most `SIDE` wide and high.

    `before` are the latents of the step before (None at the first). Costs the decoding of one latent frame, and
    draws no random number that the render would have drawn.
    """
    import torch

    devices = [latents.device] if latents.device.type == "cuda" else []
    with torch.no_grad(), torch.random.fork_rng(devices=devices):
        expected = clean_estimate(pipeline.scheduler, latents, before)
        ready = family.ready(pipeline, call, expected[:1])
        middle = ready.shape[2] // 2
        pixels = next(iter(family.decode(pipeline, call, ready[:, :, middle : middle + 1], None)))[:, :, -1]
        return _small(pixels)


def clean_estimate(scheduler: Any, latents: Any, before: Any) -> Any:
    """What the model takes the clean latents to be, where the scheduler lets us know; else the latents themselves.

    Multistep solvers keep their predictions. A flow's straight line through the last two latents ends there:
    x0 = x + (last - s) * (x - x') / (s - s'), with s the noise levels (Liu et al. 2022, rectified flow).
    """
    name = type(scheduler).__name__
    kept = getattr(scheduler, "model_outputs", None)
    if (
        kept
        and kept[-1] is not None
        and kept[-1].shape == latents.shape
        and scheduler.config.get("predict_x0", True)
    ):
        return kept[-1]
    step = getattr(scheduler, "step_index", None)
    if (
        name != "FlowMatchEulerDiscreteScheduler"
        or not step
        or before is None
        or before.shape != latents.shape
    ):
        return latents
    then, now, last = (float(scheduler.sigmas[at]) for at in (step - 1, step, -1))
    return latents + (last - now) * (latents - before) / (now - then) if now != then else latents


def _small(pixels: Any) -> Frame:
    """One picture (1 x 3 x h x w, -1 to 1) made small; what is not a number is black."""
    import torch
    from torch.nn import functional

    height, width = pixels.shape[-2:]
    scale = SIDE / max(height, width)
    pixels = pixels.float()
    if scale < 1:
        size = (max(1, round(height * scale)), max(1, round(width * scale)))
        pixels = functional.interpolate(pixels, size=size, mode="area")
    levels = ((pixels[0] / 2 + 0.5).nan_to_num(0.0).clamp(0, 1) * 255).round().to(torch.uint8)
    return np.ascontiguousarray(levels.permute(1, 2, 0).cpu().numpy())
