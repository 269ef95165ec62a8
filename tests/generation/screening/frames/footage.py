"""Pictures and clips that tests draw: a drifting landscape, a face, lettering, our own marks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import av
import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont
from scipy.ndimage import gaussian_filter

from generation.finishing.marks import FONT, comp_mark, corner_mark
from generation.finishing.sizes import Size

WIDTH, HEIGHT, FPS = 640, 360, 24
Picture = np.ndarray


def landscape(index: int = 0, seed: int = 1) -> Picture:
    """A frame of soft hills of light that drift to the left, 3 pixels a frame."""
    return _world(seed)[:, 3 * index : 3 * index + WIDTH].copy()


_worlds: dict[int, Picture] = {}


def _world(seed: int) -> Picture:
    if seed not in _worlds:
        noise = np.random.default_rng(seed).standard_normal((HEIGHT, 3 * WIDTH, 3))
        _worlds[seed] = np.clip(120 + 900 * gaussian_filter(noise, (9, 9, 0)), 0, 255).astype(np.uint8)
    return _worlds[seed]


def lettered(*lines: str, size: int = 60, on: Picture | None = None) -> Picture:
    """A picture with lettering, a line below the other."""
    image = Image.fromarray(landscape() if on is None else on).filter(ImageFilter.GaussianBlur(6))
    draw = ImageDraw.Draw(image)
    for number, line in enumerate(lines):
        place = (WIDTH // 10, HEIGHT // 8 + number * size * 3 // 2)
        draw.text(
            place,
            line,
            font=ImageFont.truetype(FONT, size),
            fill="white",
            stroke_fill="black",
            stroke_width=2,
        )
    return np.asarray(image).copy()


def marked(picture: Picture, words: str = "Computer-generated") -> Picture:
    """With the visible mark, as every master has it."""
    mark = corner_mark(words, Size(picture.shape[1], picture.shape[0]))
    return np.asarray(mark.laid_on(Image.fromarray(picture)))


def comp(picture: Picture) -> Picture:
    """With the marks of a comp."""
    mark = comp_mark("AI-generated", Size(picture.shape[1], picture.shape[0]))
    return np.asarray(mark.laid_on(Image.fromarray(picture)))


def face(x: int = 320, radius: int = 60) -> Picture:
    """A drawn portrait of nobody: enough of a face for a detector."""
    image, y, r = Image.new("RGB", (WIDTH, HEIGHT), (90, 110, 120)), 180, radius
    draw = ImageDraw.Draw(image)

    def oval(dx: float, dy: float, wide: float, high: float, colour: tuple[int, int, int]) -> None:
        middle = (x + dx * r, y + dy * r)
        draw.ellipse(
            (middle[0] - wide * r, middle[1] - high * r, middle[0] + wide * r, middle[1] + high * r),
            fill=colour,
        )

    oval(0, 2.3, 1.5, 0.8, (60, 60, 90))
    oval(0, -0.25, 1.0, 1.15, (50, 35, 28))
    oval(0, 0.1, 0.8, 1.08, (222, 176, 148))
    for side in (-0.32, 0.32):
        oval(side, -0.05, 0.2, 0.13, (190, 140, 115))
        oval(side, -0.03, 0.15, 0.075, (245, 245, 245))
        oval(side, -0.03, 0.07, 0.075, (40, 25, 20))
        oval(side, -0.26, 0.2, 0.04, (60, 40, 30))
    oval(0, 0.28, 0.12, 0.1, (205, 155, 128))
    oval(0, 0.64, 0.28, 0.09, (165, 70, 70))
    return np.asarray(image.filter(ImageFilter.GaussianBlur(r * 0.03))).copy()


def write(path: Path, frames: Iterable[Picture], fps: int = FPS) -> Path:
    """A master as finishing encodes it: H.264, a key frame every two seconds."""
    with av.open(str(path), "w", options={"movflags": "+faststart"}) as out:
        stream = None
        for frame in frames:
            if stream is None:
                stream = out.add_stream("libx264", rate=fps, options={"crf": "17", "preset": "veryfast"})
                stream.width, stream.height, stream.pix_fmt = frame.shape[1], frame.shape[0], "yuv420p"
                stream.gop_size = 2 * fps
            out.mux(stream.encode(av.VideoFrame.from_ndarray(np.ascontiguousarray(frame), format="rgb24")))
        out.mux(stream.encode())
    return path


def clip_of(path: Path, draw: Callable[[int], Picture] = landscape, count: int = 48) -> Path:
    """A clip of so many frames, each drawn by its number."""
    return write(path, (draw(index) for index in range(count)))
