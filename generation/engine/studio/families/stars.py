"""A plausible night sky: stars by magnitude and colour, and the Milky Way's glow."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.ndimage import gaussian_filter, zoom

Values = npt.NDArray[np.float32]

BRIGHTEST, FAINTEST = -0.8, 8.3
"""Magnitudes drawn. About 14,000 real stars are brighter than 7."""
SLOPE = 0.51
"""log10 of how many times more stars there are per magnitude (counts of the real sky, 2 to 8)."""

#: Linear RGB of a black body, brightest channel 1, by temperature in kelvin.
GLOW = (
    (2800, (1.0, 0.42, 0.13)),
    (3500, (1.0, 0.56, 0.26)),
    (4500, (1.0, 0.74, 0.50)),
    (5800, (1.0, 0.92, 0.83)),
    (7500, (0.86, 0.91, 1.0)),
    (10000, (0.67, 0.78, 1.0)),
    (20000, (0.48, 0.62, 1.0)),
)


def star_table(count: int, rng: np.random.Generator) -> Values:
    """Stars on the celestial sphere, count x 8: unit vector, flux (1 at magnitude 4), RGB, random.

    The galactic equator is the plane z = 0; faint stars crowd towards it.
    """
    u = rng.random(count)
    magnitude = BRIGHTEST + np.log10(1 + u * (10 ** (SLOPE * (FAINTEST - BRIGHTEST)) - 1)) / SLOPE
    vector = rng.normal(0, 1, (count, 3))
    crowded = rng.random(count) < np.clip((magnitude - 3) / 7, 0, 0.55)
    vector[crowded, 2] *= 0.2
    vector /= np.linalg.norm(vector, axis=1, keepdims=True)
    # A gentler scale than the eye's 0.4 keeps the brightest within the film's reach.
    flux = 10 ** (-0.33 * (magnitude - 4))
    return np.column_stack([vector, flux, star_colours(count, rng), rng.random(count)]).astype(np.float32)


def star_colours(count: int, rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """Linear RGB, count x 3, from three crowds of the colour index B-V: white, yellow, orange.

    Temperature by Ballesteros' formula (2012); half way to white, as film shows stars.
    """
    crowd = rng.choice(3, count, p=[0.45, 0.3, 0.25])
    index = np.array([0.02, 0.58, 1.15])[crowd] + rng.normal(0, 1, count) * np.array([0.13, 0.16, 0.2])[crowd]
    kelvin = 4600 * (1 / (0.92 * index + 1.7) + 1 / (0.92 * index + 0.62))
    table = [t for t, _ in GLOW]
    rgb = np.stack([np.interp(kelvin, table, [c[i] for _, c in GLOW]) for i in range(3)], axis=1)
    return 0.25 + 0.75 * rgb


def noise(shape: tuple[int, int], sizes: tuple[float, ...], rng: np.random.Generator) -> Values:
    """Smooth noise that repeats both ways, mean 0, deviation 1.

    `sizes` are the features' radii in pixels, each two thirds as strong as the one before.
    """
    total = np.zeros(shape)
    for i, size in enumerate(sizes):
        # Large features are drawn on a coarse grid: the same look for a small part of the work.
        coarse = max(1, int(size // 2.5))
        grid = (-(-shape[0] // coarse), -(-shape[1] // coarse))
        layer = gaussian_filter(rng.normal(0, 1, grid), size / coarse, mode="wrap")
        if coarse > 1:
            scale = (shape[0] / grid[0], shape[1] / grid[1])
            layer = zoom(layer, scale, order=1, mode="grid-wrap", grid_mode=True)
        total += (2 / 3) ** i * layer / max(float(layer.std()), 1e-9)
    return (total / max(float(total.std()), 1e-9)).astype(np.float32)


def milky_way(rng: np.random.Generator) -> Values:
    """The band's glow, 512 x 2048 x 3: sine of galactic latitude -0.6..0.6 by longitude; peak about 1."""
    rows, columns = 512, 2048
    across = np.linspace(-0.6, 0.6, rows)[:, None]
    along = np.linspace(-np.pi, np.pi, columns, endpoint=False)[None, :]
    rough = noise((rows, columns), (90, 44, 20, 10), rng)
    fine = noise((rows, columns), (24, 11, 5, 2.5, 1.2), rng)
    lanes = noise((rows, columns), (50, 26, 13, 6, 3, 1.4), rng)
    core = np.exp(-((along / 0.8) ** 2))
    centre = across + 0.02 * rough
    band = np.exp(-((np.abs(centre) / (0.1 + 0.1 * core)) ** 1.3)) * (0.4 + 0.8 * core)
    veil = 0.12 * np.exp(-np.abs(centre) / 0.16)
    split = np.exp(-(((centre + 0.012) / (0.03 + 0.03 * core)) ** 2))
    wisps = np.clip(lanes - 0.35, 0, 2) * np.exp(-np.abs(centre) / 0.15)
    dust = np.clip(split * np.clip(0.55 + 0.75 * lanes, 0, 2) + 0.75 * wisps, 0, 2.2)
    glow = (band + veil) * np.exp(0.35 * rough + 0.42 * fine) * np.exp(-1.35 * dust)
    glow *= np.clip((0.58 - np.abs(across)) / 0.25, 0, 1)
    warm = np.clip(0.1 + 0.65 * core * band + 0.3 * dust, 0, 1)[..., None]
    tint = (1 - warm) * np.array([0.6, 0.76, 1.0]) + warm * np.array([1.0, 0.74, 0.52])
    rosy = np.clip(noise((rows, columns), (7, 4), rng) - 2.2, 0, 1) * band
    light = glow[..., None] * tint + rosy[..., None] * np.array([0.5, 0.08, 0.18])
    shining: Values = np.maximum(light, 0).astype(np.float32)
    return shining
