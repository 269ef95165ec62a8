"""Silhouettes of land against the sky: ridges, hills and conifers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

Line = npt.NDArray[np.float64]

TOP = 1.35
"""How far the painting reaches to each side, in half picture widths, so that the frame may move."""


#: Ridge lines from far to near: lift and height (half picture heights), features per unit,
#: roughness, and how near they are, 128 for the farthest to 255. The last is the near ground.
RIDGES: dict[str, tuple[tuple[float, float, float, float, int], ...]] = {
    "mountains": (
        (0.05, 0.36, 0.62, 0.5, 150),
        (0.01, 0.22, 0.8, 0.5, 215),
        (-0.03, 0.08, 1.3, 0.4, 255),
    ),
    "hills": ((0.04, 0.16, 0.5, 0.36, 140), (0.0, 0.12, 0.7, 0.36, 205), (-0.09, 0.13, 0.5, 0.3, 255)),
    "forest": ((0.05, 0.2, 0.55, 0.42, 150), (0.0, 0.1, 0.8, 0.4, 215), (-0.05, 0.06, 0.7, 0.35, 255)),
    "plain": ((0.0, 0.03, 0.8, 0.45, 190), (-0.01, 0.014, 1.5, 0.5, 255)),
}


@dataclass(frozen=True)
class Land:
    """A painting of land: `mask` rows x columns x 2, uint8, bottom row first, far ridge and near ground.

    It reaches `half_width` to each side of the middle and `half_height` up and down from `base`,
    in half picture heights.
    """

    mask: npt.NDArray[np.uint8]
    half_width: float
    half_height: float
    base: float


def paint_land(
    kind: str, horizon: float, aspect: float, rows: int, rng: np.random.Generator, *, lake: bool = False
) -> Land:
    """Paint land whose level ground is at `horizon`. `kind`: hills, forest, mountains or plain.

    `rows` are the picture's pixels down; the painting is as fine. By a lake the near ground is its
    far shore, all above the water.
    """
    half_width, low, high = TOP * aspect, -1.4, horizon + 1.0
    half_height, base = (high - low) / 2, (high + low) / 2
    columns, down = round(rows / 2 * 2 * half_width), round(rows / 2 * 2 * half_height)
    x = np.linspace(-half_width, half_width, 900)
    ridges = [
        (horizon + lift + height * _ridge(x, frequency, roughness, rng), shade)
        for lift, height, frequency, roughness, shade in RIDGES[kind]
    ]

    if lake:
        line, shade = ridges[-1]
        ridges[-1] = np.maximum(line + 0.03, horizon + 0.007), shade

    def pixels(points: Line) -> list[tuple[float, float]]:
        left = (points[:, 0] + half_width) / (2 * half_width) * columns * 2
        top = (high - points[:, 1]) / (2 * half_height) * down * 2
        return list(zip(left.tolist(), top.tolist(), strict=True))

    layers = []
    for is_near in (False, True):
        # Twice as fine, then halved: the outlines come out smooth.
        image = Image.new("L", (columns * 2, down * 2), 0)
        draw = ImageDraw.Draw(image)
        for line, shade in ridges[-1:] if is_near else ridges[:-1]:
            draw.polygon(
                [*pixels(np.column_stack([x, line])), (columns * 2, down * 2), (0, down * 2)], fill=shade
            )
            for tree in _trees(kind, x, line, aspect, rng, framed=not lake) if is_near else []:
                draw.polygon(pixels(tree), fill=shade)
        layers.append(np.asarray(image.resize((columns, down), Image.Resampling.BOX))[::-1])
    return Land(np.ascontiguousarray(np.stack(layers, axis=2)), half_width, half_height, base)


def _ridge(x: Line, frequency: float, roughness: float, rng: np.random.Generator) -> Line:
    """A ridge line between about 0 and 1: sharp crests from folded waves, each octave `roughness` as high."""
    line = np.zeros_like(x)
    height = 1.0
    for octave in range(8):
        wave = np.sin(2 * np.pi * (x * frequency * 2**octave * rng.uniform(0.8, 1.25) * 0.5 + rng.random()))
        line += height * ((1 - np.abs(wave)) ** 1.3 if octave < 5 else 0.5 * wave)
        height *= roughness
    line -= line.min()
    return line / max(float(line.max()), 1e-6)


def _trees(
    kind: str, x: Line, line: Line, aspect: float, rng: np.random.Generator, *, framed: bool
) -> list[Line]:
    """Conifers along a line: a forest's edge, or a few on a hill; tall ones may frame a forest."""
    counts = {"forest": 330, "hills": 34, "mountains": 120, "plain": 0}
    tall = {"forest": 0.12, "hills": 0.09, "mountains": 0.06, "plain": 0.0}
    trees = []
    groves = rng.uniform(x[0], x[-1], 7)
    for _ in range(round(counts[kind] * aspect / 1.78)):
        at = float(rng.uniform(x[0], x[-1]))
        if kind == "hills":
            at = float(rng.choice(groves) + rng.normal(0, 0.12))
        foot = float(np.interp(at, x, line)) - 0.02
        trees.append(conifer(at, foot, tall[kind] * float(rng.lognormal(0, 0.35)), rng))
    if kind == "forest" and framed:
        for _ in range(int(rng.integers(2, 6))):
            side = float(rng.choice([-1, 1]))
            at = side * aspect * float(rng.uniform(0.66, 1.12))
            trees.append(conifer(at, float(np.interp(at, x, line)) - 0.3, float(rng.uniform(0.7, 1.15)), rng))
    return trees


def conifer(at: float, foot: float, tall: float, rng: np.random.Generator) -> Line:
    """A conifer's outline, n x 2: tiers of drooping boughs, wider and rougher downwards."""
    tiers = int(np.clip(tall * 60, 9, 34))
    slim = float(rng.uniform(0.14, 0.24))
    sides = []
    for side in (-1.0, 1.0):
        share = (np.arange(tiers) + rng.uniform(0.2, 0.8, tiers)) / tiers
        width = tall * slim * share**0.85 * rng.uniform(0.6, 1.2, tiers)
        y = foot + tall * (1 - share)
        tips = np.column_stack([at + side * width, y - 0.25 * width])
        inner = np.column_stack([at + side * width * rng.uniform(0.22, 0.45, tiers), y + 0.1 * width])
        sides.append(np.stack([inner, tips], axis=1).reshape(-1, 2))
    top = np.array([[at, foot + tall * 1.04]])
    trunk = tall * 0.012
    bottom = np.array([[at + trunk, foot - 0.06 * tall], [at - trunk, foot - 0.06 * tall]])
    return np.concatenate([top, sides[1], bottom, sides[0][::-1]])
