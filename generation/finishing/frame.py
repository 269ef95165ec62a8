"""What comes in: frames and sound, and what is wrong with them."""

from __future__ import annotations

from typing import Protocol

import numpy as np
import numpy.typing as npt

from .errors import BrokenFrames, BrokenSound

Frame = npt.NDArray[np.uint8]
"""One picture: uint8, height x width x 3, RGB, display-referred BT.709, C-contiguous."""


class Audible(Protocol):
    """Sound for the whole clip: float samples x 1 or 2 channels, -1 to 1."""

    @property
    def samples(self) -> npt.NDArray[np.float32]:
        """Samples x channels."""
        ...

    @property
    def rate(self) -> int:
        """Samples a second."""
        ...


def check_frame(frame: Frame, width: int, height: int) -> None:
    """Raise `BrokenFrames` unless the frame is what was announced."""
    if frame.dtype != np.uint8 or frame.shape != (height, width, 3):
        wanted = f"uint8 {(height, width, 3)}"
        raise BrokenFrames(f"a frame of {frame.dtype} {frame.shape} came instead of {wanted}")
    if not frame.flags.c_contiguous:
        raise BrokenFrames("a frame came that is not contiguous in memory")


def check_sound(sound: Audible) -> None:
    """Raise `BrokenSound` unless it can be heard: 1 or 2 channels of finite samples."""
    samples = sound.samples
    if samples.ndim != 2 or samples.shape[1] not in (1, 2):
        raise BrokenSound(f"sound of shape {samples.shape} came instead of samples x 1 or 2 channels")
    if sound.rate <= 0:
        raise BrokenSound(f"sound came at {sound.rate} samples a second")
    if not np.isfinite(samples).all():
        raise BrokenSound("sound came with samples that are not numbers")
