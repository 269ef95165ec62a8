"""Whether there is anything to be seen: a whole file, not black, not frozen. Needs no model."""

from __future__ import annotations

from .model import Context, Finding, Reading
from .thumbnail import thumbnail

NAME = "picture"


class PictureFaults:
    """Judges what the decoding of the whole clip showed."""

    def look(self, reading: Reading, context: Context) -> list[Finding]:
        """A line for each fault, or one that there is none."""
        limits, samples = context.limits.picture, reading.samples
        middle = thumbnail(samples[len(samples) // 2].picture) if samples else b""
        found = []
        if reading.fault:
            found.append(Finding(NAME, reading.fault, 1.0, "frames-broken", thumbnail=middle))
        dark, still = round(reading.dark, 4), round(reading.still, 4)
        if dark >= limits.dark:
            words = f"{dark:.0%} of its frames are black or of one colour."
            found.append(Finding(NAME, words, dark, "frames-black", limits.dark, thumbnail=middle))
        if still >= limits.still:
            words = f"For {still:.0%} of its length nothing moves."
            found.append(Finding(NAME, words, still, "frames-frozen", limits.still, thumbnail=middle))
        return found or [Finding(NAME, f"All {reading.frame_count} frames show something, and move.", 0.0)]
