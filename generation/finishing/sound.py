"""The clip's sound as a WAV file that ffmpeg reads beside the frames."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np

from .frame import Audible

#: Samples that are converted at a time, so that a minute of sound costs no more memory than a second.
BLOCK = 1 << 16


def write_sound(path: Path, sound: Audible, seconds: float) -> Path:
    """Write exactly `seconds` of sound, 16 bits: cut where it is longer, silent where it has ended."""
    wanted = round(seconds * sound.rate)
    channels = sound.samples.shape[1]
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(sound.rate)
        for start in range(0, min(wanted, len(sound.samples)), BLOCK):
            block = sound.samples[start : min(start + BLOCK, wanted)]
            file.writeframes((np.clip(block, -1, 1) * 32_767).astype("<i2").tobytes())
        missing = wanted - len(sound.samples)
        if missing > 0:
            file.writeframes(bytes(2 * channels * missing))
    return path
