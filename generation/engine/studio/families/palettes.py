"""Colours by name, and ramps between them, in linear light."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Colour = tuple[float, float, float]
Colours = npt.NDArray[np.float32]

#: Display colours (sRGB) from dark to light, for motion graphics.
RAMPS: dict[str, tuple[str, ...]] = {
    "blue": ("#04145c", "#0b55ff", "#37c6ff", "#e6fbff"),
    "violet": ("#1f0a5e", "#6a2bff", "#e14bff", "#ffd9ff"),
    "gold": ("#4a1a02", "#d97706", "#ffc14d", "#fff3cf"),
    "teal": ("#01343a", "#00a39a", "#5ff0c8", "#effff7"),
    "ember": ("#3d0208", "#d81e2c", "#ff8a2b", "#ffe9b8"),
    "spectrum": ("#1b2cff", "#00c2ff", "#ff3fb4", "#ffc24a"),
    "rose": ("#3c0730", "#e0246e", "#ff8fa8", "#fff0ea"),
    "silver": ("#1a2030", "#6f7f96", "#c4d0de", "#ffffff"),
}

#: Display colours of lights at night, the first ones the commonest.
LIGHTS: dict[str, tuple[str, ...]] = {
    "warm": ("#ffb35c", "#ff9838", "#ffd59a", "#ff7a2a", "#fff0d2", "#ff5a3c"),
    "cool": ("#8fc8ff", "#5aa0ff", "#d8efff", "#4fe0ff", "#8a7bff", "#ffffff"),
    "city": ("#ffb35c", "#ffd9a0", "#ff9238", "#dcecff", "#ff4a38", "#58d0c0", "#5aa0ff"),
    "festive": ("#ff3b2f", "#ffc24a", "#2fd468", "#3f8bff", "#ff6ad0", "#fff2d0"),
    "neon": ("#ff2fa0", "#27d7ff", "#8a3bff", "#ff5a4a", "#3affc0", "#fff0ff"),
    "gold": ("#ffc860", "#ffb03a", "#ffe2a8", "#ff9a2a", "#fff4dc"),
    "pastel": ("#ffb8c8", "#ffd9b0", "#b8d8ff", "#d4c2ff", "#c4f2dc", "#fff4e6"),
}


def linear(display: str) -> Colour:
    """The linear-light triple of an sRGB colour like "#ff8800" (IEC 61966-2-1)."""
    values = (int(display[i : i + 2], 16) / 255 for i in (1, 3, 5))
    r, g, b = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in values)
    return r, g, b


def stops(name: str, asked: Sequence[Colour]) -> Colours:
    """A ramp's stops, n x 3, dark to light: the colours asked for, or else those called `name`.

    One colour alone gets a deep shade before it and a pale tint after it; two or more keep the
    order in which they were said.
    """
    if not asked:
        return np.array([linear(c) for c in RAMPS[name]], np.float32)
    colours = np.array(asked, np.float32)
    if len(colours) > 1:
        return colours
    only = colours[0]
    return np.array([only * 0.25, only, 0.5 * only + 0.5 * max(0.2, float(only.max()))], np.float32)


def lights(name: str, asked: Sequence[Colour]) -> Colours:
    """The colours of lights, n x 3, commonest first: those asked for, or else those called `name`.

    Each is brought to the same brightest channel, so that a dark colour still glows.
    """
    colours = np.array(asked or [linear(c) for c in LIGHTS[name]], np.float32)
    bright: Colours = colours / np.maximum(colours.max(axis=1, keepdims=True), 1e-3)
    return bright


def ramp(colours: Colours, size: int = 256) -> Colours:
    """A smooth run through the stops, size x 3, mixed by the eye's measure (about a cube root)."""
    seen = np.cbrt(np.maximum(colours, 0.0))
    at = np.linspace(0, len(seen) - 1, size)
    mixed = np.stack([np.interp(at, np.arange(len(seen)), seen[:, i]) for i in range(3)], axis=1)
    return (mixed**3).astype(np.float32)


def pick(colours: Colours, rng: np.random.Generator, count: int) -> Colours:
    """Colours for `count` lights, count x 3: earlier ones likelier, each slightly off its neighbour's."""
    weights = 1.0 / np.arange(1, len(colours) + 1) ** 0.7
    chosen = colours[rng.choice(len(colours), count, p=weights / weights.sum())]
    return (chosen * rng.uniform(0.88, 1.0, (count, 3))).astype(np.float32)


#: What most windows of a city are lit with.
HOME: Colours = np.array([linear(c) for c in ("#ffc98a", "#ffe2bc", "#ffb46a", "#e8f0ff")], np.float32)


def blend(colours: Colours, usual: Colours) -> Colours:
    """The usual colours first, then the first three of `colours`: a city of homes with a few accents."""
    return np.concatenate([usual, colours[:3]])
