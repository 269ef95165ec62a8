"""One model's phases apart: loading, text, denoising (as it is, and compiled), decoding, encoding."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from generation.engine.diffusion.calling import loading, recipe
from generation.engine.diffusion.work import Call, Made

from . import chip
from .film import Film
from .subjects import Subject

#: Steps of a measured denoising: a step takes as long in a long schedule as in a short one.
STEPS = 10


def measure(subject: Subject, device: str, scratch: Path, rounds: int, *, compiling: bool) -> dict[str, Any]:
    """Medians of `rounds`, in seconds, with the peak memory and TFLOP/s."""
    chip.forget_peak(device)
    model, call = subject.model, subject.call(0, steps=min(STEPS, subject.model.preset.steps))
    began = time.perf_counter()
    pipeline = loading.load(model, "text", dtype="bfloat16" if device != "cpu" else "float32")
    pipeline.to(device)
    chip.wait(device)
    found: dict[str, Any] = {"load": time.perf_counter() - began}
    found["text"] = median(rounds, device, lambda: recipe.encode(pipeline, model, call))
    embeddings = recipe.encode(pipeline, model, call)

    def denoise() -> Made:
        return recipe.run(pipeline, model, call, lambda seen: None, embeddings)

    found["first call"] = timed(device, denoise)
    found |= _rate(subject, call, median(rounds, device, denoise))
    if compiling:
        pipeline.transformer.compile_repeated_blocks(fullgraph=True, dynamic=False)
        found["first call, compiled"] = timed(device, denoise)
        compiled = _rate(subject, call, median(rounds, device, denoise))
        found |= {f"{name}, compiled": value for name, value in compiled.items()}
    decoded: list[np.ndarray] = []

    def decode(made: Made) -> float:
        decoded.clear()
        return timed(device, lambda: decoded.extend(frames for _, frames in made.chunks))

    found["decode"] = statistics.median([decode(denoise()) for _ in range(rounds)])
    found["encode"] = statistics.median([_encode(decoded, call, scratch) for _ in range(rounds)])
    found["peak GiB"] = chip.peak_gib(device)
    return found


def timed(device: str, work: Callable[[], Any]) -> float:
    """Seconds until the device has done it."""
    chip.wait(device)
    began = time.perf_counter()
    work()
    chip.wait(device)
    return time.perf_counter() - began


def median(rounds: int, device: str, work: Callable[[], Any]) -> float:
    """The median of several."""
    return statistics.median([timed(device, work) for _ in range(rounds)])


def _rate(subject: Subject, call: Call, seconds: float) -> dict[str, float | None]:
    tflop = subject.tflop(call)
    return {
        "a step": seconds / call.steps,
        "denoise, all steps": seconds / call.steps * subject.model.preset.steps,
        "TFLOP/s": tflop and tflop / seconds,
    }


def _encode(decoded: list[np.ndarray], call: Call, scratch: Path) -> float:
    began = time.perf_counter()
    film = Film(scratch / "phase.mp4", call.width, call.height, call.rate)
    for frames in decoded:
        film.take(0, frames)
    film.close()
    return time.perf_counter() - began
