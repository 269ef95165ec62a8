"""Films and pictures that are not ours, for the provenance bench: none of them may be claimed."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import imageio_ffmpeg
import numpy as np
from PIL import Image, ImageDraw, ImageFilter

#: ffmpeg's sources, as they come out of `-f lavfi`; {s} is a size, {n} a number.
SOURCES = (
    "testsrc=s={s}:d=3",
    "testsrc2=s={s}:d=3",
    "smptebars=s={s}:d=3",
    "smptehdbars=s={s}:d=3",
    "rgbtestsrc=s={s}:d=3",
    "pal75bars=s={s}:d=3",
    "yuvtestsrc=s={s}:d=3",
    "mandelbrot=s={s}:start_scale={n}*0.3+0.5:r=24",
    "life=s=160x90:mold=10:r=24:ratio=0.{n}1:seed={n}:death_color=#C83232:life_color=#00ff00,scale={s}",
    "cellauto=s={s}:rule={n}*7+18:seed={n}",
    "gradients=s={s}:seed={n}:speed=0.02:n=5:d=3",
    "sierpinski=s={s}:seed={n}",
    "zoneplate=s={s}:kt2=2:kx2={n}*7+10:ky2={n}*5+8:d=3",
    "perlin=s={s}:octaves=4:random_mode=seed:random_seed={n}:xscale=6:yscale=6:d=3",
    "color=c=gray:s={s}:d=3,noise=alls=40:allf=t:all_seed={n}",
    "color=c=black:s={s}:d=3,noise=alls=8:allf=t:all_seed={n}",
    "nullsrc=s={s}:d=3,geq=random(1)*255:128:128",
    "gradients=s={s}:seed=1{n}:d=3,noise=alls=12:allf=t,gblur=sigma=2",
    "testsrc2=s={s}:d=3,rotate=t/{n}+0.2,hue=H=t",
)
SIZES = ("640x360", "480x270", "426x240", "360x640", "854x480", "500x500")


def films(folder: Path, rounds: int) -> Iterator[Path]:
    """So many variants of every source, 3 seconds each, as H.264. A source that this ffmpeg lacks is left out."""
    for number in range(1, rounds + 1):
        for index, source in enumerate(SOURCES):
            path = folder / f"{index:02d}-{number}.mp4"
            chosen = source.format(s=SIZES[(number + index) % len(SIZES)], n=number)
            done = subprocess.run(
                [
                    imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", "-f", "lavfi", "-i", chosen, "-t", "3",
                    "-r", "24", "-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", "-crf", "24",
                    str(path),
                ],
                capture_output=True,
            )  # fmt: skip
            if done.returncode == 0:
                yield path


def drawn(number: int) -> np.ndarray:
    """A picture of shapes, of strokes or of soft colours, and of all three."""
    rng = np.random.default_rng(number)
    width, height = ((640, 360), (360, 640), (512, 512), (800, 450))[number % 4]
    coarse = rng.integers(0, 256, (int(rng.integers(2, 9)), int(rng.integers(2, 9)), 3), np.uint8)
    picture = Image.fromarray(coarse).resize((width, height), Image.Resampling.BICUBIC)
    draw = ImageDraw.Draw(picture)
    for _ in range(int(rng.integers(0, 120))):
        x, y = rng.integers(0, width), rng.integers(0, height)
        w, h = rng.integers(2, width // 4, 2)
        colour = tuple(int(c) for c in rng.integers(0, 256, 3))
        shape = (draw.ellipse, draw.rectangle, draw.line)[int(rng.integers(3))]
        shape((int(x), int(y), int(x + w), int(y + h)), fill=colour)
    if number % 3 == 0:
        picture = picture.filter(ImageFilter.GaussianBlur(float(rng.uniform(0.5, 4))))
    shown = np.asarray(picture).astype(np.float32)
    if number % 2:
        shown = shown + rng.normal(0, rng.uniform(1, 15), shown.shape)
    return np.clip(shown, 0, 255).astype(np.uint8)
