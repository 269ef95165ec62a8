"""The shapes, sizes and rates that can be asked for."""

from __future__ import annotations

ASPECTS: dict[str, tuple[int, int]] = {
    "16:9": (16, 9),
    "9:16": (9, 16),
    "1:1": (1, 1),
    "4:5": (4, 5),
    "21:9": (21, 9),
}
#: Name to the short side in pixels.
RESOLUTIONS: dict[str, int] = {
    "360p": 360,
    "540p": 540,
    "720p": 720,
    "1080p": 1080,
    "1440p": 1440,
    "2160p": 2160,
}
RATES = (24, 25, 30, 50, 60)
QUALITIES = ("draft", "standard", "high")
TAKES = (1, 2, 4)
SHORTEST_MS, LONGEST_MS = 2_000, 60_000
LONGEST_PROMPT = 1_000
LARGEST_SEED = 2**31 - 1


def pixels(aspect: str, resolution: str) -> tuple[int, int]:
    """Width and height for a shape and a size, both even.

    The resolution names the short side: "1080p" is 1920x1080 for 16:9 and 1080x1920 for 9:16.
    """
    across, down = ASPECTS[aspect]
    short = RESOLUTIONS[resolution]
    if across >= down:
        return even(short * across / down), short
    return short, even(short * down / across)


def even(length: float) -> int:
    """The nearest even number: 4:2:0 video has no odd sizes."""
    return 2 * round(length / 2)


def smaller(one: str, other: str) -> str:
    """The smaller of two sizes by name."""
    return min(one, other, key=RESOLUTIONS.__getitem__)
