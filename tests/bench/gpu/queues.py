"""Ten jobs one after another: the stock pipeline as its documentation shows it, and the product's host."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from generation.engine.diffusion.device.host import Host
from generation.engine.diffusion.device.options import HostOptions
from generation.engine.diffusion.device.warm_up import warm_up
from generation.engine.diffusion.kind import Preset

from . import chip
from .film import Film
from .subjects import Subject

#: Jobs that a worker has in hand at once: one on the GPU, one before it (text), one behind it (encoding).
AT_ONCE = 3


def stock(subject: Subject, device: str, scratch: Path, jobs: int, steps: int) -> dict[str, Any]:
    """The diffusers pipeline, loaded once and warm: text, denoising, decoding and encoding follow on each other."""
    import diffusers
    import torch

    kind = subject.model.kind
    dtype = torch.float32 if device == "cpu" else torch.bfloat16
    whole = (
        {"vae": torch.float32, "default": dtype} if kind.family == "wan" else dtype
    )  # as WanPipeline's example
    pipeline = getattr(diffusers, kind.pipelines["text"]).from_pretrained(
        subject.weights, dtype=whole, local_files_only=True
    )
    pipeline.to(device)
    pipeline.set_progress_bar_config(disable=True)

    def job(number: int, steps: int) -> None:
        call = subject.call(number, steps=steps)
        pictures = pipeline(
            prompt=call.prompt, negative_prompt=call.negative, width=call.width, height=call.height,
            num_frames=call.frames, num_inference_steps=call.steps, guidance_scale=call.guidance,
            generator=torch.Generator("cpu").manual_seed(number), output_type="np",
        ).frames[0]  # fmt: skip
        film = Film(scratch / f"stock-{number}.mp4", call.width, call.height, call.rate)
        film.take(0, (pictures * 255).round().astype(np.uint8))
        film.close()

    job(0, 2)
    chip.forget_peak(device)
    with chip.Busy(device) as busy:
        began = time.perf_counter()
        for number in range(jobs):
            job(number, steps)
        seconds = time.perf_counter() - began
    return _found(seconds, jobs, busy, device)


def ours(
    subject: Subject,
    device: str,
    scratch: Path,
    jobs: int,
    steps: int,
    *,
    compiling: bool,
    preset: Preset | None = None,
) -> dict[str, Any]:
    """The product's host, loaded and warmed up as a worker does at its start."""
    shape = (subject.width, subject.height, subject.frames)
    model = replace(subject.model, preset=preset or subject.model.preset)
    host = Host(HostOptions(device=device, shapes=(shape,), compiling=compiling))
    try:
        began = time.perf_counter()
        problems = warm_up(host, [model])
        warm = time.perf_counter() - began
        chip.forget_peak(device)

        def job(number: int) -> dict[str, Any]:
            call = subject.call(number, steps=steps, preset=preset)
            film = Film(scratch / f"ours-{number}.mp4", call.width, call.height, call.rate)
            outcome = host.make(model, call, film, lambda seen: None, lambda: None)
            film.close()
            if film.frames != call.frames:
                raise RuntimeError(f"{film.frames} of {call.frames} frames came")
            return outcome.facts

        with chip.Busy(device) as busy, ThreadPoolExecutor(AT_ONCE) as threads:
            began = time.perf_counter()
            facts = list(threads.map(job, range(jobs)))
            seconds = time.perf_counter() - began
        extra = {
            "warm-up": warm,
            "problems": list(problems),
            "facts": facts[-1],
            "on GPU": _on_device(facts) / seconds,
        }
        return _found(seconds, jobs, busy, device) | extra
    finally:
        host.close()


def _on_device(facts: list[dict[str, Any]]) -> float:
    """Seconds that some job denoised or decoded: the turn is one job's at a time."""
    return sum(one["seconds"].get(part, 0.0) for one in facts for part in ("denoise", "decode"))


def _found(seconds: float, jobs: int, busy: chip.Busy, device: str) -> dict[str, Any]:
    return {"a job": seconds / jobs, "queue": seconds, "busy": busy.share, "peak GiB": chip.peak_gib(device)}
