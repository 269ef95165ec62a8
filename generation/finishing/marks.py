"""The visible mark: what the clip is, in the bottom corner of every rendition; and the comp's own."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

FONT = Path(__file__).with_name("fonts") / "Inter_600SemiBold.ttf"
WORDS = {"trainedAlgorithmicMedia": "AI-generated", "algorithmicMedia": "Computer-generated"}
#: Text height by the picture's short side, in pixels: readable at 360p, discreet at 2160p.
SHARE, LEAST = 0.021, 11
COMP = "oddreel · preview"


def mark_words(source_type: str) -> str:
    """What the mark says. Raises KeyError for a source type that nobody marks."""
    return WORDS[source_type]


@lru_cache(maxsize=32)
def mark(words: str, width: int, height: int) -> Image.Image:
    """A transparent picture of the size of the frame, with the mark at its bottom right."""
    size = max(LEAST, round(SHARE * min(width, height)))
    font = ImageFont.truetype(FONT, size)
    layer = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    draw = ImageDraw.Draw(layer)
    left, top, right, bottom = draw.textbbox((0, 0), words, font=font)
    pad_x, pad_y, margin = round(size * 0.5), round(size * 0.34), round(size * 0.9)
    box = (
        width - margin - (right - left) - 2 * pad_x,
        height - margin - (bottom - top) - 2 * pad_y,
        width - margin,
        height - margin,
    )
    draw.rounded_rectangle(box, radius=round(size * 0.3), fill=(12, 12, 15, 120))
    draw.text((box[0] + pad_x - left, box[1] + pad_y - top), words, font=font, fill=(255, 255, 255, 216))
    return layer


@lru_cache(maxsize=32)
def comp_mark(words: str, width: int, height: int) -> Image.Image:
    """The mark, and over the whole picture the sign of a comp: plain to see, thin enough to judge a clip."""
    size = max(12, round(0.034 * min(width, height)))
    font = ImageFont.truetype(FONT, size)
    wide = int(ImageDraw.Draw(Image.new("L", (1, 1))).textlength(COMP, font=font))
    side = int((width**2 + height**2) ** 0.5) + 2 * wide
    pattern = Image.new("RGBA", (side, side), (255, 255, 255, 0))
    draw = ImageDraw.Draw(pattern)
    for row, y in enumerate(range(0, side, size * 6)):
        for x in range(-(row % 2) * (wide + size * 3) // 2, side, wide + size * 3):
            draw.text((x + 1, y + 1), COMP, font=font, fill=(0, 0, 0, 44))
            draw.text((x, y), COMP, font=font, fill=(255, 255, 255, 74))
    turned = pattern.rotate(18, resample=Image.Resampling.BICUBIC)
    left, top = (side - width) // 2, (side - height) // 2
    layer = turned.crop((left, top, left + width, top + height))
    layer.alpha_composite(mark(words, width, height))
    return layer
