"""Where lights stand: an avenue, a skyline over water, or floating free."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from .lights import Lights, Values
from .palettes import Colours, linear, pick

#: Floating discs: how many, radius from and to (sizes), radiance, nearness, softness of the edge.
LAYERS = (
    (60, 0.14, 0.3, 0.8, 0.2, 0.5),
    (110, 0.7, 1.15, 0.26, 0.45, 0.06),
    (26, 1.4, 2.1, 0.12, 0.7, 0.12),
    (7, 2.6, 4.0, 0.05, 1.0, 0.3),
)


def avenue(
    colours: Colours, density: float, size: float, vanishing: tuple[float, float], rng: np.random.Generator
) -> Lights:
    """Street lamps, windows and signs along a street that runs to its vanishing point."""
    parts = [_lamps(size, vanishing, rng), _far_end(colours, density, size, vanishing, rng)]
    for side in (-1.0, 1.0):
        count = round(120 * density)
        away = rng.uniform(1.2, 8.0, count)
        floor = np.floor(rng.gamma(1.7, 2.0, count)) * 0.3 + rng.uniform(0.05, 0.25, count)
        across = side * rng.choice([2.7, 3.3, 4.2], count)
        place = np.stack([vanishing[0] + across / away, vanishing[1] + floor / away], axis=1)
        light = pick(colours, rng, count) * rng.lognormal(-1.9, 1.0, count)[:, None]
        parts.append(Lights.of(place, size * (0.35 + 0.5 / away), light, rng, near=0.35, twinkle=0.25))
        parts.append(_signs(colours, density, size, vanishing, side, rng))
    return Lights.together(parts)


def _lamps(size: float, vanishing: tuple[float, float], rng: np.random.Generator) -> Lights:
    parts = []
    first = int(rng.integers(2))
    for side in (-1.0, 1.0)[first : first + int(rng.integers(1, 3))]:
        count = int(rng.integers(6, 10))
        away = np.geomspace(rng.uniform(1.2, 1.7), 12.0, count) * rng.uniform(0.93, 1.07, count)
        across = side * rng.uniform(1.7, 2.5)
        place = np.stack([vanishing[0] + across / away, vanishing[1] + rng.uniform(1.2, 1.7) / away], axis=1)
        colour = np.array([linear(str(rng.choice(["#ffb04a", "#ffc678", "#ffe7c4", "#f4f0ff"])))], np.float32)
        light = np.repeat(colour, count, axis=0) * rng.uniform(0.5, 1.6, (count, 1)).astype(np.float32)
        parts.append(Lights.of(place, size * (0.5 + 0.75 / away), light, rng, near=0.45, twinkle=0.06))
    return Lights.together(parts)


def _far_end(
    colours: Colours, density: float, size: float, vanishing: tuple[float, float], rng: np.random.Generator
) -> Lights:
    count = round(70 * density)
    place = np.array(vanishing) + rng.normal(0, 1, (count, 2)) * [0.5, 0.1] + [0, 0.05]
    light = pick(colours, rng, count) * rng.lognormal(-1.2, 0.7, count)[:, None]
    return Lights.of(place, size * rng.uniform(0.3, 0.6, count), light, rng, near=0.2, twinkle=0.4)


def _signs(
    colours: Colours,
    density: float,
    size: float,
    vanishing: tuple[float, float],
    side: float,
    rng: np.random.Generator,
) -> Lights:
    count = round(7 * density) + 1
    each = 4
    away = np.repeat(rng.uniform(1.3, 5.5, count), each)
    row = np.tile(np.arange(each), count) * 0.17 + np.repeat(rng.uniform(-0.35, 0.7, count), each)
    across = side * np.repeat(rng.uniform(2.1, 2.8, count), each)
    place = np.stack([vanishing[0] + across / away, vanishing[1] + row / away], axis=1)
    light = np.repeat(pick(colours, rng, count), each, axis=0) * rng.uniform(0.35, 0.9, (count * each, 1))
    light *= light / np.maximum(light.max(axis=1, keepdims=True), 1e-3)
    return Lights.of(place, size * (0.4 + 0.6 / away), light, rng, near=0.4, twinkle=0.3)


def skyline(colours: Colours, density: float, size: float, width: float, rng: np.random.Generator) -> Lights:
    """Towers' windows and a promenade across water, with their reflections.

    `width` is how far the city reaches to each side, half picture heights.
    """
    shore = -0.22
    parts = []
    for left, wide, high in towers(width, rng):
        columns, rows = max(2, int(wide / 0.045)), max(2, int(high / 0.05))
        lit = rng.random((rows, columns)) < 0.34 * density
        row, column = np.nonzero(lit)
        place = np.stack([left + (column + 0.5) * wide / columns, shore + 0.06 + row * 0.05], axis=1)
        light = pick(colours, rng, len(place)) * rng.lognormal(-1.5, 0.6, len(place))[:, None]
        parts.append(Lights.of(place, size * rng.uniform(0.34, 0.46), light, rng, near=0.3, twinkle=0.2))
    count = round(34 * density)
    x = rng.uniform(-width, width, count)
    lamps = np.stack([x, shore + 0.015 + rng.gamma(1.2, 0.012, count)], axis=1)
    warm = pick(colours, rng, count) * rng.lognormal(0.0, 0.6, (count, 1))
    parts.append(Lights.of(lamps, size * rng.uniform(0.45, 0.7, count), warm, rng, near=0.4, twinkle=0.15))
    above = Lights.together(parts)
    return Lights.together([above, _mirrored(above, shore, rng)])


def towers(width: float, rng: np.random.Generator) -> list[tuple[float, float, float]]:
    """A city's towers from left to right: left edge, width, height, in half picture heights."""
    found = []
    left = -width
    while left < width:
        wide = float(rng.uniform(0.1, 0.3))
        centre = 1.0 - 0.55 * abs(left / width)
        found.append((left, wide, float(rng.uniform(0.15, 0.75) * centre * rng.choice([1.0, 1.0, 1.5]))))
        left += wide + float(rng.uniform(0.0, 0.16))
    return found


def _mirrored(lights: Lights, shore: float, rng: np.random.Generator) -> Lights:
    kept = rng.random(len(lights)) < 0.7
    place = lights.place[kept].copy()
    place[:, 1] = 2 * shore - place[:, 1] - rng.uniform(0, 0.08, len(place))
    colour = lights.colour[kept] * rng.uniform(0.06, 0.3, (len(place), 1)).astype(np.float32)
    return Lights.of(
        place,
        lights.radius[kept] * 0.9,
        colour,
        rng,
        near=0.5,
        twinkle=0.85,
        stretch=rng.uniform(1.6, 3.6, len(place)),
        soft=0.7,
    )


def floating(colours: Colours, density: float, size: float, width: float, rng: np.random.Generator) -> Lights:
    """Discs at three distances without a place: crowded ones behind, a few large faint ones in front."""
    hearts = rng.uniform(-1, 1, (4, 2)) * [width, 0.8]
    parts = []
    for count, low, high, level, near, soft in LAYERS:
        n = max(3, round(count * density))
        crowded = hearts[rng.integers(0, 4, n)] + rng.normal(0, 1, (n, 2)) * [0.42 * width, 0.36]
        place = np.where(rng.random((n, 1)) < 0.65, crowded, spaced(n, width, rng))
        light = pick(colours, rng, n) * (level * rng.lognormal(0, 0.85, n))[:, None]
        radius = size * rng.uniform(low, high, n)
        shine = rng.uniform(0.2, 0.7, n)
        parts.append(Lights.of(place, radius, light, rng, near=near, twinkle=shine, soft=soft))
    return Lights.together(parts)


def spaced(count: int, width: float, rng: np.random.Generator) -> Values:
    """Places that keep apart, count x 2: each the best of several tries (Mitchell's candidates)."""
    reach = np.array([width * 1.1, 1.15])
    chosen: list[npt.NDArray[np.float64]] = []
    for _ in range(count):
        tries = rng.uniform(-reach, reach, (6, 2))
        if chosen:
            apart = np.linalg.norm(tries[:, None] - np.array(chosen)[None], axis=2).min(axis=1)
            chosen.append(tries[int(apart.argmax())])
        else:
            chosen.append(tries[0])
    return np.array(chosen, np.float32)
