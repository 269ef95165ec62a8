"""H.264 levels: the smallest one that a picture size and rate fit, so that hardware plays the file."""

from __future__ import annotations

from dataclasses import dataclass

#: ITU-T H.264, table A-1: level, macroblocks a second, macroblocks a frame, kbit/s (Baseline and Main).
TABLE = (
    ("3.0", 40_500, 1_620, 10_000),
    ("3.1", 108_000, 3_600, 14_000),
    ("3.2", 216_000, 5_120, 20_000),
    ("4.0", 245_760, 8_192, 20_000),
    ("4.1", 245_760, 8_192, 50_000),
    ("4.2", 522_240, 8_704, 50_000),
    ("5.0", 589_824, 22_080, 135_000),
    ("5.1", 983_040, 36_864, 240_000),
    ("5.2", 2_073_600, 36_864, 240_000),
)
#: High profile may use so much more than the table's rate (A.3.3).
HIGH = 1.25
#: Bits for a pixel of a frame at most: only noise needs more, and a deck must still play it.
BITS_PER_PIXEL = 0.45
#: A small picture may still have this many kbit/s.
LEAST_RATE = 2_500


@dataclass(frozen=True)
class Level:
    """A level's name as x264 takes it, and the highest rate in kbit/s that we let the encoder use."""

    name: str
    max_rate: int


def level_for(width: int, height: int, fps: int) -> Level:
    """The smallest level for the picture that also leaves it a fair rate. Raises ValueError beyond 5.2."""
    blocks = -(-width // 16) * -(-height // 16)
    wanted = max(LEAST_RATE, round(width * height * fps * BITS_PER_PIXEL / 1000))
    fitting = [row for row in TABLE if blocks <= row[2] and blocks * fps <= row[1]]
    if not fitting:
        raise ValueError(f"{width}x{height} at {fps} a second is more than H.264 level 5.2 can hold.")
    name, _, _, rate = next((row for row in fitting if row[3] * HIGH >= wanted), fitting[-1])
    return Level(name, min(wanted, round(rate * HIGH)))
