"""Colours by name and by hex, for words and for light."""

from __future__ import annotations

import re

from PIL import ImageColor

HEX = re.compile(r"#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})(?![0-9a-fA-F])")

#: Everyday names that CSS lacks, or means otherwise than people do.
EVERYDAY: dict[str, str] = {
    "golden": "gold", "amber": "#ffbf00", "rose": "#ff5f8a", "peach": "#ffcba4", "apricot": "#fbb982",
    "copper": "#b87333", "bronze": "#cd7f32", "rust": "#b7410e", "terracotta": "#c8643c", "brick": "#b5523b",
    "scarlet": "#ff2400", "ruby": "#c21a3f", "burgundy": "#800020", "wine": "#722f37", "cherry": "#d2043b",
    "mauve": "#b784a7", "lilac": "#c8a2c8", "violet": "#7f3fff", "purple": "#8031d9",
    "sapphire": "#0f52ba", "cobalt": "#0047ab", "azure": "#0a84ff", "cerulean": "#2a52be", "ultramarine": "#3f00ff",
    "petrol": "#005f6a", "emerald": "#2ecc71", "jade": "#00a86b", "mint": "#98ff98", "moss": "#7a8a3a",
    "mustard": "#d9a514", "lemon": "#fff44f", "cream": "#fff3d6", "sand": "#e2c48f", "champagne": "#f7e7ce",
    "charcoal": "#36454f", "graphite": "#41424c", "pearl": "#f0ead6", "neon pink": "#ff2fa0", "neon green": "#39ff14",
    "neon blue": "#1f51ff", "electric blue": "#2c75ff", "sky blue": "skyblue", "baby blue": "#89cff0",
    "royal blue": "royalblue", "midnight blue": "midnightblue", "navy blue": "navy", "dark blue": "darkblue",
    "light blue": "lightblue", "deep blue": "#0a2a6b", "pale blue": "#b7d3ea", "hot pink": "hotpink",
    "dark red": "darkred", "deep red": "#8b0f1a", "dark green": "darkgreen", "light green": "lightgreen",
    "grey": "gray", "dark grey": "darkgray", "light grey": "lightgray", "off white": "#f6f3ea", "blush": "#f4b8c0",
    "greenish": "green", "bluish": "blue", "reddish": "red", "pinkish": "pink", "yellowish": "yellow",
    "orangish": "orange", "purplish": "purple", "blues": "blue", "pinks": "pink", "purples": "purple",
}  # fmt: skip

#: CSS names that are everyday words first, or that nobody says of light.
NOT_SAID = {
    "snow",
    "tan",
    "linen",
    "chocolate",
    "tomato",
    "wheat",
    "orchid",
    "plum",
    "thistle",
    "peru",
    "salmon",
}


#: CSS's pure primaries are no colours of light or paint that anybody means: what a lens would see.
SEEN: dict[str, str] = {
    "blue": "#1f5fff", "red": "#e3261f", "green": "#22a64f", "yellow": "#ffce1f", "cyan": "#16c4e0",
    "lime": "#8fe03a", "magenta": "#e0359a", "aqua": "#16c4e0", "fuchsia": "#e0359a",
}  # fmt: skip


def named() -> dict[str, str]:
    """Every colour phrase to its canonical value: a CSS name or a hex triple."""
    css = {name: name for name in ImageColor.colormap if name not in NOT_SAID}
    return css | EVERYDAY


def rgb(value: str) -> tuple[float, float, float]:
    """Linear-light RGB, each 0 to 1, of a canonical colour value (sRGB decoding, IEC 61966-2-1).

    A hex triple is taken at its word; CSS's names of pure primaries are not.
    """
    red, green, blue = ImageColor.getrgb(SEEN.get(value, value))[:3]
    return _linear(red), _linear(green), _linear(blue)


def _linear(code: int) -> float:
    share = code / 255
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
