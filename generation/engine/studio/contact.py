"""Pictures of the studio for the site and the docs: one frame in every look, one of every family.

`python -m generation.engine.studio.contact looks OUT_DIR` and `… families OUT.webp`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from generation.brief.parse import parse
from generation.engine.base import RenderControl, RenderSettings

from .engine import StudioEngine

LOOK_PROMPT, LOOK_SEED, LOOK_SIZE = "slow golden waves at sunset from a low drone", 4, (320, 180)
#: A prompt and a seed that show each family well.
FAMILY_SHOTS: dict[str, tuple[str, int]] = {
    "Open sea": ("slow golden waves at sunset from a low drone", 4),
    "Particle waves": ("blue particle waves", 3),
    "Bokeh and city lights": ("defocused city lights at night", 5),
    "Clouds and sunsets": ("clouds at golden hour over the sea", 6),
    "Rain on glass": ("rain on a window at night with neon city lights", 6),
    "Stars and aurora": ("green aurora over a lake under a starry sky", 8),
}
CELL, COLUMNS, CAPTION = (600, 338), 3, 34


def frame(prompt: str, seed: int, look: str = "natural", width: int = 1280, height: int = 720) -> Image.Image:
    """The first frame of a prompt's clip."""
    settings = RenderSettings(4000, width, height, 24, seed, quality="high", look=look, sound=False)
    frames = StudioEngine().render(parse(prompt), settings, RenderControl()).frames
    try:
        return Image.fromarray(next(frames))
    finally:
        frames.close()  # type: ignore[attr-defined]


def draw_looks(folder: Path) -> None:
    """The same sea in each look, as NAME.webp."""
    folder.mkdir(parents=True, exist_ok=True)
    for look in StudioEngine.looks:
        picture = frame(LOOK_PROMPT, LOOK_SEED, look, 640, 360)
        picture.resize(LOOK_SIZE, Image.Resampling.BOX).save(folder / f"{look}.webp", quality=82, method=6)


def draw_families(path: Path) -> None:
    """A frame of each family under its name."""
    width, height = CELL
    rows = -(-len(FAMILY_SHOTS) // COLUMNS)
    sheet = Image.new("RGB", (COLUMNS * width, rows * (height + CAPTION)), "#16181c")
    pen = ImageDraw.Draw(sheet)
    font = ImageFont.load_default(18)
    for index, (label, (prompt, seed)) in enumerate(FAMILY_SHOTS.items()):
        x, y = index % COLUMNS * width, index // COLUMNS * (height + CAPTION)
        sheet.paste(frame(prompt, seed).resize(CELL, Image.Resampling.LANCZOS), (x, y))
        pen.text((x + 12, y + height + CAPTION / 2), label, fill="#d9dce1", font=font, anchor="lm")
    path.parent.mkdir(parents=True, exist_ok=True)
    sheet.save(path, quality=80, method=6)


def main(arguments: list[str]) -> int:
    """Run one of the two commands; 2 where the arguments make no sense."""
    match arguments:
        case ["looks", folder]:
            draw_looks(Path(folder))
        case ["families", path]:
            draw_families(Path(path))
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
