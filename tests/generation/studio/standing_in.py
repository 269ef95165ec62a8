"""Families that are no pictures but exact light, drawn on the real stage: for what is done to any family."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import moderngl
import numpy as np

from generation.engine.base import Frame, RenderControl, RenderSettings
from generation.engine.studio import sampling
from generation.engine.studio.family import Shot
from generation.engine.studio.stage import stage

Colour = tuple[float, float, float]
CHART: tuple[Colour, ...] = (
    (0.01, 0.01, 0.01), (0.05, 0.05, 0.05), (0.18, 0.18, 0.18), (0.6, 0.6, 0.6), (2.0, 2.0, 2.0),
    (0.5, 0.06, 0.04), (0.05, 0.35, 0.07), (0.04, 0.08, 0.5),
)  # fmt: skip
SETTINGS = RenderSettings(
    duration_ms=2000, width=160, height=90, fps=25, seed=3, quality="draft", sound=False
)


class Stripes:
    """Upright stripes of given light, side by side; `brightness(t)` multiplies it."""

    name = label = "stripes"
    subjects: dict = {}
    words: dict = {}

    def __init__(
        self,
        colours: Sequence[Colour] = CHART,
        brightness: Callable[[float], float] = lambda t: 1.0,
        seconds: float = 0.01,
        on_prepare: Callable[[float], None] = lambda t: None,
        on_draw: Callable[[tuple], None] = lambda tile: None,
    ) -> None:
        self.colours, self.brightness = colours, brightness
        self.seconds_per_sample_megapixel = seconds
        self.prepare, self.on_draw = on_prepare, on_draw
        self.released = 0

    def scene(self, here, shot):
        return self

    def draw(self, target: moderngl.Framebuffer, t: float, tile: tuple[int, int, int, int]) -> None:
        self.on_draw(tile)
        edges = np.linspace(0, target.width, len(self.colours) + 1).round().astype(int)
        for colour, low, high in zip(self.colours, edges, edges[1:], strict=False):
            x, y, width, height = tile
            left, right = max(low, x), min(high, x + width)
            target.scissor = (int(left), y, int(right - left), height)
            target.clear(*(c * self.brightness(t) for c in colour))

    def release(self) -> None:
        self.released += 1


def develop(
    family: Stripes, settings: RenderSettings = SETTINGS, count: int = 1, control: RenderControl | None = None
) -> list[Frame]:
    """The first frames of a stand-in, developed."""
    rendering = sampling.frames(stage(), family, Shot(settings, {}), family, control or RenderControl())
    try:
        return [next(rendering) for _ in range(count)]
    finally:
        rendering.close()


def patches(frame: Frame, count: int = len(CHART)) -> np.ndarray:
    """The mean colour in the middle of each stripe, count x 3, as floats."""
    width = frame.shape[1] / count
    high = frame.shape[0]
    middles = [
        frame[high // 3 : 2 * high // 3, int((i + 0.3) * width) : int((i + 0.7) * width)]
        for i in range(count)
    ]
    return np.array([m.reshape(-1, 3).mean(0) for m in middles])
