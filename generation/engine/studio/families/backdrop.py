"""What is behind the lights: sky, glow and buildings, painted small and far out of focus."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.ndimage import gaussian_filter

from .layouts import towers
from .palettes import Colour, linear

Painting = npt.NDArray[np.float32]

#: Sky above, sky at the horizon, ground and buildings: display colours, and how bright it all is.
HOURS: dict[str, tuple[str, str, str, float]] = {
    "night": ("#0a1020", "#3a2a20", "#0c0b10", 0.8),
    "blue-hour": ("#142a66", "#5a78b8", "#0c1226", 0.8),
    "dusk": ("#26336a", "#d07a5a", "#140f1c", 0.8),
    "sunset": ("#4a4a84", "#ff9a5a", "#1c1218", 0.95),
    "golden-hour": ("#8a86a0", "#ffc98a", "#3a2a20", 1.0),
    "dawn": ("#5a6a9a", "#f0b0a0", "#201a28", 0.9),
    "day": ("#c4ccd2", "#dfe3e5", "#59615c", 0.85),
    "studio": ("#08080c", "#14121a", "#08070a", 0.8),
}

#: Half the painting's reach beyond the picture, so that the frame may move.
MARGIN = 1.35


def paint(
    hour: str,
    horizon: float,
    width: float,
    tint: Colour,
    rng: np.random.Generator,
    *,
    buildings: bool,
    water: bool,
) -> Painting:
    """Paint the backdrop, rows x columns x 3, linear light, bottom row first.

    It reaches `MARGIN` x `width` to each side and `MARGIN` up and down, in half picture heights.
    Water mirrors the sky. `tint` is the colour of the lights' own glow in the air.
    """
    rows, columns = 216, round(216 * width)
    above, low, ground, level = HOURS[hour]
    y = np.linspace(-MARGIN, MARGIN, rows, dtype=np.float32)[:, None, None]
    x = np.linspace(-MARGIN * width, MARGIN * width, columns, dtype=np.float32)[None, :, None]
    rise = np.clip((y - horizon) / (1.2 - horizon), 0, 1) ** 0.6
    sky = (1 - rise) * np.array(linear(low), np.float32) + rise * np.array(linear(above), np.float32)
    floor = np.array(linear(ground), np.float32)
    solid = np.clip((horizon - y) * (40 if buildings else 0.8) + 0.5 * buildings, 0, 1) * np.ones_like(x)
    if buildings:
        for depth, share in ((1.5, 0.55), (1.0, 1.0)):
            for left, wide, high in towers(width * MARGIN, rng):
                inside = (x > left) & (x < left + wide * 1.2) & (y < horizon + high * 0.8 * depth)
                solid = np.maximum(solid, inside * share)
    if water:
        mirrored = np.clip(1 - np.abs(y - horizon), 0.25, 1) * sky[np.abs(y[:, 0, 0] - horizon).argmin()]
        floor = np.where(y < horizon, 0.45 * mirrored, floor)
    picture = sky * (1 - solid) + (floor + 0.05 * sky) * solid
    glow = np.exp(-(((y - horizon) / 0.4) ** 2)) * np.exp(-((x / (0.9 * width)) ** 2))
    picture = level * picture + 0.045 * glow * np.array(tint, np.float32)
    cloudy = gaussian_filter(rng.normal(0, 1, (rows, columns)).astype(np.float32), 22)
    picture *= 1 + 0.22 * (cloudy / max(float(cloudy.std()), 1e-6) / 2)[:, :, None]
    blurred: Painting = np.maximum(gaussian_filter(picture, (6, 6, 0)), 0.0).astype(np.float32)
    return blurred
