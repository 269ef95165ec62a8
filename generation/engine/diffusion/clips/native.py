"""From what is asked to what a model makes: a native size, frames at the model's own rate, and steps.

The picture is made at one of the sizes that the model was trained for and then covers the asked one: its middle is cut
to the asked shape and scaled. Frames are made at the model's rate and then retimed (retime.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import log

from generation.engine.base import Quality, RenderSettings
from generation.engine.diffusion.configured import ConfiguredModel
from generation.engine.diffusion.kind import Kind, Preset

#: Steps against the preset's own. A distilled preset is made for its number of steps and keeps it.
STEPS: dict[Quality, float] = {"draft": 0.6, "standard": 1.0, "high": 1.4}
DISTILLED = 10
#: A film made for one rate may be played at another that is no further off (as television plays cinema, 25 for 24), so
#: that every frame, or every second or third, is a frame of the model's.
CONFORMS = Fraction(5, 100)
#: From here on a crop makes another shape, and is not owed to sides that must divide.
OTHER_SHAPE = 1.12


@dataclass(frozen=True)
class Native:
    """What a model is asked to make for a clip.

    `frames` at `rate` a second are needed, the first `first` output steps before the clip's first frame: an extension
    begins one step of the clip's own rate after the last frame of what it follows. `rate` is what they are played at.
    """

    width: int
    height: int
    rate: Fraction
    frames: int
    first: int
    steps: int


def native(model: ConfiguredModel, settings: RenderSettings) -> Native:
    """The native size, frames and steps for valid settings (`problems.check`)."""
    width, height = native_size(model, settings)
    rate = played_rate(model.kind, settings.fps, sound=makes_sound(model.kind, settings))
    first = 1 if settings.follows == "extend" else 0
    return Native(
        width=width,
        height=height,
        rate=rate,
        frames=frames_needed(settings.frame_count, settings.fps, rate, first),
        first=first,
        steps=steps(model.preset, settings.quality),
    )


def makes_sound(kind: Kind, settings: RenderSettings) -> bool:
    """Whether the clip gets sound: asked for, by a model that makes any."""
    return settings.sound and kind.sound_rate > 0


def steps(preset: Preset, quality: Quality) -> int:
    """Denoising steps: fewer for a draft, more for high quality."""
    if preset.steps <= DISTILLED:
        return preset.steps
    return max(1, round(preset.steps * STEPS[quality]))


def played_rate(kind: Kind, fps: int, *, sound: bool) -> Fraction:
    """The rate at which native frames are played: the model's own, or one close by that divides the asked one.

    Sound would change its pitch, so a clip with sound keeps the model's own rate.
    """
    whole = Fraction(fps, max(1, round(fps / kind.rate)))
    if not sound and abs(whole / kind.rate - 1) <= CONFORMS:
        return whole
    return Fraction(kind.rate)


def frames_needed(count: int, fps: int, rate: Fraction, first: int = 0) -> int:
    """Native frames from time 0 up to the one at or after the clip's last frame, so that none is ever guessed."""
    return -(-(count - 1 + first) * rate // fps) + 1


def frames_possible(frames: int, fps: int, rate: Fraction, first: int = 0) -> int:
    """The other way round: how many frames of the clip so many native frames are enough for."""
    return int((frames - 1) * fps / rate) + 1 - first


def native_size(model: ConfiguredModel, settings: RenderSettings) -> tuple[int, int]:
    """The size to make: the smallest trained one that need not be enlarged, else the largest.

    A draft takes the smallest that need not be enlarged more than the model's operator allows.
    """
    asked = (settings.width, settings.height)
    most = model.enlarge if settings.quality == "draft" else 1.0
    sizes = trained_sizes(model.kind, *asked)
    return next((size for size in sizes if enlargement(size, asked) <= most), sizes[-1])


def trained_sizes(kind: Kind, width: int, height: int) -> list[tuple[int, int]]:
    """For each short side that the model was trained for, from the smallest: the size nearest to a shape."""
    if kind.only:
        return sorted(kind.only)
    return [
        _nearest(kind.side, kind.largest_area, short, width, height) for short in sorted(kind.short_sides)
    ]


def enlargement(size: tuple[int, int], asked: tuple[int, int]) -> float:
    """How many times a native picture is enlarged on the way to the asked one.

    By the side that fits better: what is cut off because sides must divide is not counted. Where the shape is another,
    by the side that has to be covered.
    """
    fitting, covering = sorted((asked[0] / size[0], asked[1] / size[1]))
    return fitting if covering / fitting < OTHER_SHAPE else covering


@lru_cache(maxsize=512)
def _nearest(side: int, largest_area: int, trained: int, width: int, height: int) -> tuple[int, int]:
    """Sides that divide by `side`, in the area, nearest to the asked shape and to the trained short side.

    Both distances are logarithms and count alike: for 16:9, 832x480 and its crop of 3 % rather than 832x464.
    """
    shape = max(width, height) / min(width, height)
    best, distance = (side, side), float("inf")
    for short in range(side, max(side, trained) + 1, side):
        exact, room = int(short * shape) // side * side, largest_area // short // side * side
        for long in {min(exact, room), min(exact + side, room)}:
            if long < short:
                continue
            far = abs(log(long / short / shape)) + abs(log(short / trained))
            if far < distance:
                best, distance = (long, short), far
    return best if width >= height else (best[1], best[0])
