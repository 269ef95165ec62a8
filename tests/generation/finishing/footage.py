"""Footage drawn for tests: clean movement of several kinds, and damage done to it on purpose."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import numpy as np
from scipy.ndimage import gaussian_filter, shift

from generation.finishing.frame import Frame

WIDTH, HEIGHT, FPS = 320, 180, 24


def texture(width: int, height: int, seed: int = 1) -> np.ndarray:
    """Soft detail at several sizes, 0 to 255, that repeats at its edges."""
    rng = np.random.default_rng(seed)
    sizes = ((12, 1.0), (4, 0.5), (1.2, 0.25))
    layers = [
        part * gaussian_filter(rng.standard_normal((height, width, 3)), (s, s, 0), mode="wrap") * s
        for s, part in sizes
    ]
    picture = sum(layers)
    low, high = picture.min(), picture.max()
    return 20 + 200 * (picture - low) / (high - low)


def pan(frames: int, speed: float = 1.5, loop: bool = False) -> Iterator[Frame]:
    """A camera that glides over a landscape, `speed` pixels a frame; a whole turn if it is to loop."""
    world = texture(2 * WIDTH, HEIGHT)
    if loop:
        speed = 2 * WIDTH / frames
    for i in range(frames):
        yield _frame(_moved(world, i * speed)[:, :WIDTH])


def grain(frames: Iterable[Frame], strength: float = 4.0) -> Iterator[Frame]:
    """Film grain over other footage."""
    rng = np.random.default_rng(5)
    for frame in frames:
        yield _frame(frame + strength * rng.standard_normal(frame.shape[:2])[..., None])


def particles(frames: int) -> Iterator[Frame]:
    """Glowing points that drift each its own way before pure black."""
    rng = np.random.default_rng(2)
    places, ways = rng.random((300, 2)) * (HEIGHT, WIDTH), rng.normal(0, 0.7, (300, 2))
    for i in range(frames):
        field = np.zeros((HEIGHT, WIDTH))
        at = (places + ways * i) % (HEIGHT, WIDTH)
        np.add.at(field, (at[:, 0].astype(int), at[:, 1].astype(int)), 1.0)
        glow = gaussian_filter(field, 2.5, mode="wrap") * 2600
        yield _frame(glow[..., None] * (1.0, 0.8, 0.5))


def night(frames: int) -> Iterator[Frame]:
    """A dark sky with a few lights, and clouds that hardly move."""
    rng = np.random.default_rng(3)
    stars = np.zeros((HEIGHT, WIDTH))
    stars[rng.integers(0, HEIGHT, 120), rng.integers(0, WIDTH, 120)] = rng.random(120) * 180
    stars = gaussian_filter(stars, 0.6)
    clouds = texture(2 * WIDTH, HEIGHT, seed=4) / 255 * 22
    for i in range(frames):
        yield _frame(6 + _moved(clouds, i * 0.4)[:, :WIDTH] * (0.5, 0.6, 1.0) + stars[..., None])


def waves(frames: int) -> Iterator[Frame]:
    """A surface that runs before a camera that stands still, with bright crests."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    for i in range(frames):
        t = i / FPS
        swell = np.sin(x / 17 + y / 9 - 2.2 * t) + 0.6 * np.sin(x / 7 - y / 13 + 3.1 * t)
        yield _frame((70 + 45 * swell + 60 * np.clip(swell - 0.9, 0, 1))[..., None] * (0.7, 0.9, 1.0))


def fade(frames: int) -> Iterator[Frame]:
    """The glide, faded in over its first half."""
    for i, frame in enumerate(pan(frames)):
        yield _frame(frame * min(1.0, 0.2 + 1.6 * i / frames))


CLEAN: dict[str, Callable[[], Iterator[Frame]]] = {
    "a glide": lambda: pan(72),
    "a fast glide": lambda: pan(72, speed=7.3),
    "slow motion": lambda: pan(72, speed=0.15),
    "a glide with grain": lambda: grain(pan(72)),
    "particles": lambda: particles(72),
    "a dark night": lambda: night(72),
    "waves": lambda: waves(72),
    "a fade": lambda: fade(72),
}


def frozen(frames: Iterable[Frame], start: int, length: int) -> Iterator[Frame]:
    """Stands still from frame `start` for `length` frames, then goes on where it would be."""
    held: Frame | None = None
    for i, frame in enumerate(frames):
        if i == start:
            held = frame
        yield held if held is not None and start < i <= start + length else frame


def every_fifth_repeated(frames: Iterable[Frame]) -> Iterator[Frame]:
    """Four frames shown as five, as when 24 a second are stretched to 30."""
    for i, frame in enumerate(frames):
        yield frame
        if i % 4 == 3:
            yield frame


def alternating(frames: Iterable[Frame], share: float) -> Iterator[Frame]:
    """Every other frame brighter by a share."""
    for i, frame in enumerate(frames):
        yield _frame(frame * (1 + share)) if i % 2 else frame


def one_alien(frames: Iterable[Frame], at: int) -> Iterator[Frame]:
    """One frame of something else."""
    for i, frame in enumerate(frames):
        yield np.ascontiguousarray(frame[::-1, ::-1]) if i == at else frame


def cut(frames: Iterable[Frame], at: int) -> Iterator[Frame]:
    """Another place from frame `at` on."""
    for i, frame in enumerate(frames):
        yield np.ascontiguousarray(frame[::-1, ::-1]) if i >= at else frame


def patch_appears(frames: Iterable[Frame], at: int) -> Iterator[Frame]:
    """Something a quarter as wide as the picture is suddenly there."""
    for i, frame in enumerate(frames):
        if i >= at:
            frame = frame.copy()
            frame[60:130, 100:190] = 255 - frame[60:130, 100:190]
        yield frame


def shaken(frames: Iterable[Frame], pixels: float) -> Iterator[Frame]:
    """Every frame moved by chance, by about so many pixels."""
    rng = np.random.default_rng(6)
    for frame in frames:
        yield _frame(shift(frame.astype(np.float32), (*rng.normal(0, pixels, 2), 0), order=1, mode="nearest"))


def black_from(frames: Iterable[Frame], at: int) -> Iterator[Frame]:
    """Nothing to be seen from frame `at` on."""
    for i, frame in enumerate(frames):
        yield np.zeros_like(frame) if i >= at else frame


def overexposed(frames: Iterable[Frame]) -> Iterator[Frame]:
    """So bright that detail is lost in white."""
    for frame in frames:
        yield _frame(frame.astype(np.float32) + 130)


def crushed(frames: Iterable[Frame]) -> Iterator[Frame]:
    """So hard in contrast that a day-lit picture loses its shadows."""
    for frame in frames:
        grey = frame.mean(axis=2, keepdims=True).repeat(3, axis=2)
        yield _frame((grey - np.percentile(grey, 35)) * 15)


def jerky(frames: int) -> Iterator[Frame]:
    """Movement in long and short steps by turns, without any repeat."""
    world = texture(2 * WIDTH, HEIGHT)
    place = 0.0
    for i in range(frames):
        yield _frame(_moved(world, place)[:, :WIDTH])
        place += 0.5 if i % 2 else 2.5


def _moved(world: np.ndarray, right: float) -> np.ndarray:
    """The world turned by any number of pixels, between two whole ones if need be."""
    whole = int(np.floor(right))
    part = right - whole
    return (1 - part) * np.roll(world, -whole, axis=1) + part * np.roll(world, -whole - 1, axis=1)


def _frame(picture: np.ndarray) -> Frame:
    return np.ascontiguousarray(np.clip(np.rint(picture), 0, 255).astype(np.uint8))
