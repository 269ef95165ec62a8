"""Frames in between: how near they come to the truth, and what they cost."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from fractions import Fraction
from statistics import median

import cv2
import numpy as np

from generation.engine.diffusion.clips.between import Between
from generation.engine.diffusion.clips.fitting import cover
from generation.engine.diffusion.clips.retime import retime
from tests.generation.diffusion.clips.scenes import frame, panned, passed, psnr, turned

SCENES = {"a pan": panned, "a roll that comes nearer": turned, "a disc before a moving ground": passed}
RATES = ((16, 24), (24, 60))
ROUNDS = 9


def measure() -> Iterator[str]:
    cv2.setNumThreads(1)
    yield "Decibels (PSNR) against the true picture, frames that are the model's own left out.\n"
    yield "| scene | rates | retimed | blended | repeated |"
    yield "|---|---|---|---|---|"
    for name, scene in SCENES.items():
        for rate, fps in RATES:
            ours, blended, repeated = np.mean(list(_compared(scene, rate, fps)), axis=0)
            yield f"| {name} | {rate} → {fps} | {ours:.1f} | {blended:.1f} | {repeated:.1f} |"
    yield f"\nCPU-milliseconds on one thread, 832 × 480 to 1280 × 720, medians of {ROUNDS}.\n"
    yield "| step | ms |"
    yield "|---|---|"
    yield from (f"| {name} | {spent:.0f} |" for name, spent in _costs())


def _compared(
    scene: Callable[[float], np.ndarray], rate: int, fps: int
) -> Iterator[tuple[float, float, float]]:
    native = [frame(scene(index / rate)) for index in range(9)]
    made = retime(native, Fraction(rate), fps, 8 * fps // rate)
    for index, picture in enumerate(made):
        whole, share = divmod(index * rate / fps, 1)
        if share:
            before, after = (native[int(whole) + i].astype(float) for i in (0, 1))
            truth = scene(index / fps)
            mixed, nearest = before * (1 - share) + after * share, before if share < 0.5 else after
            yield psnr(picture, truth), psnr(mixed, truth), psnr(nearest, truth)


def _costs() -> Iterator[tuple[str, float]]:
    pair = [cv2.resize(frame(panned(index / 16)), (832, 480)) for index in (0, 1)]
    between = Between(*pair)
    yield "the flow between two native frames, once", _spent(lambda: Between(*pair))
    yield "a frame in between", _spent(lambda: between.at(0.4))
    yield "scaling it (Lanczos)", _spent(lambda: cover(pair[0], 1280, 720))


def _spent(work: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        began = time.process_time()
        work()
        times.append((time.process_time() - began) * 1000)
    return median(times)
