"""Where lights stand: an avenue, a skyline over water, or floating free."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from .lights import Lights, Values
from .palettes import Colours, linear, pick


def avenue(
    colours: Colours, density: float, size: float, vanishing: tuple[float, float], rng: np.random.Generator
) -> Lights:
    """Street lamps, windows and signs along a street that runs to its vanishing point."""
    parts = [_lamps(size, vanishing, rng), _far_end(colours, density, size, vanishing, rng)]
    for side in (-1.0, 1.0):
        count = round(90 * density)
        away = rng.uniform(1.3, 9.0, count)
        floor = np.floor(rng.gamma(1.6, 1.6, count)) * 0.34 + 0.1
        across = side * rng.choice([2.7, 3.3, 4.2], count)
        place = np.stack([vanishing[0] + across / away, vanishing[1] + floor / away], axis=1)
        light = pick(colours, rng, count) * rng.lognormal(-1.9, 0.8, count)[:, None]
        parts.append(Lights.of(place, size * (0.35 + 0.5 / away), light, rng, near=0.35, twinkle=0.25))
        parts.append(_signs(colours, density, size, vanishing, side, rng))
    return Lights.together(parts)


def _lamps(size: float, vanishing: tuple[float, float], rng: np.random.Generator) -> Lights:
    away = np.geomspace(1.15, 11.0, 11)
    across = np.concatenate([np.full(11, -2.0), np.full(11, 2.0)])
    away = np.tile(away, 2) * rng.uniform(0.97, 1.03, 22)
    place = np.stack([vanishing[0] + across / away, vanishing[1] + 1.25 / away], axis=1)
    colour = np.array([linear(str(rng.choice(["#ffb04a", "#ffc678", "#ffe7c4", "#f4f0ff"])))], np.float32)
    light = np.repeat(colour, 22, axis=0) * rng.uniform(0.9, 1.5, (22, 1)).astype(np.float32)
    return Lights.of(place, size * (0.55 + 0.75 / away), light, rng, near=0.45, twinkle=0.06)


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
        parts.append(Lights.of(place, size * rng.uniform(0.28, 0.42), light, rng, near=0.3, twinkle=0.2))
    count = round(26 * density)
    x = np.linspace(-width, width, count) + rng.normal(0, 0.02, count)
    lamps = np.stack([x, np.full(count, shore + 0.02)], axis=1)
    warm = pick(colours[:3], rng, count) * rng.uniform(0.9, 2.2, (count, 1))
    parts.append(Lights.of(lamps, size * rng.uniform(0.5, 0.75, count), warm, rng, near=0.4, twinkle=0.15))
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
    kept = rng.random(len(lights)) < 0.6
    place = lights.place[kept].copy()
    place[:, 1] = 2 * shore - place[:, 1] * 1.0 - rng.uniform(0, 0.08, len(place))
    colour = lights.colour[kept] * rng.uniform(0.12, 0.4, (len(place), 1)).astype(np.float32)
    return Lights.of(
        place,
        lights.radius[kept] * 0.9,
        colour,
        rng,
        near=0.5,
        twinkle=0.85,
        stretch=rng.uniform(1.3, 2.4, len(place)),
    )


def floating(colours: Colours, density: float, size: float, width: float, rng: np.random.Generator) -> Lights:
    """Discs at three distances without a place: large faint ones in front, small bright ones behind."""
    slope = float(rng.uniform(-0.5, 0.5))
    middle = float(rng.uniform(-0.35, 0.35))
    parts = []
    for count, low, high, level, near in (
        (100, 0.3, 0.6, 0.55, 0.25),
        (46, 0.8, 1.7, 0.3, 0.55),
        (11, 2.4, 4.2, 0.1, 1.0),
    ):
        n = max(3, round(count * density))
        place = spaced(n, width, rng)
        band = place[:, 1] - middle - slope * place[:, 0] / width
        light = pick(colours, rng, n) * (level * rng.lognormal(0, 0.7, n) * np.exp(-1.6 * band**2))[:, None]
        parts.append(
            Lights.of(
                place,
                size * rng.uniform(low, high, n),
                light,
                rng,
                near=near,
                twinkle=rng.uniform(0.2, 0.7, n),
            )
        )
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
