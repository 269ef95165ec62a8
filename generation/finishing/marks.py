"""The visible mark: what the clip is, in the bottom corner of every rendition; and the comp's own."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from .sizes import Size

FONT = Path(__file__).with_name("fonts") / "Inter_600SemiBold.ttf"
WORDS = {"trainedAlgorithmicMedia": "AI-generated", "algorithmicMedia": "Computer-generated"}
#: Text height by the picture's short side, in pixels: readable at 360p, discreet at 2160p.
SHARE, LEAST = 0.021, 11
#: Opacity of 255: the words, and what they lie on, so that they read on snow as on a night sky.
WORDS_OPACITY, BACK_OPACITY = 230, 158
COMP = "oddreel · preview"
#: The comp's pattern: text height, the opacity of its words and of their shadow, degrees.
COMP_SHARE, COMP_OPACITY, COMP_SHADOW, COMP_SLANT = 0.034, 78, 64, 18


@dataclass(frozen=True)
class Mark:
    """A transparent picture and where its top left corner goes: even pixels, for colour comes in pairs of them."""

    picture: Image.Image
    left: int
    top: int

    def laid_on(self, picture: Image.Image) -> Image.Image:
        """A copy of an RGB picture of the size that the mark is for, with the mark on it."""
        marked = picture.copy()
        marked.paste(self.picture, (self.left, self.top), mask=self.picture.getchannel("A"))
        return marked


def mark_words(source_type: str) -> str:
    """What the mark says. Raises ValueError for a source type that nobody marks."""
    if source_type not in WORDS:
        raise ValueError(f"There is no mark for {source_type!r}; known are {', '.join(WORDS)}.")
    return WORDS[source_type]


def corner_mark(words: str, size: Size) -> Mark:
    """The words at the bottom right of a picture of this size."""
    text = max(LEAST, round(SHARE * min(size.width, size.height)))
    font = ImageFont.truetype(FONT, text)
    left, top, right, bottom = font.getbbox(words)
    pad_x, pad_y, margin = round(text * 0.5), round(text * 0.34), round(text * 0.9)
    width, height = round(right - left) + 2 * pad_x, round(bottom - top) + 2 * pad_y
    picture = Image.new("RGBA", (width, height), (12, 12, 15, 0))
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle(
        (0, 0, width - 1, height - 1), radius=round(text * 0.3), fill=(12, 12, 15, BACK_OPACITY)
    )
    letters = Image.new("L", (width, height), 0)
    ImageDraw.Draw(letters).text((pad_x - left, pad_y - top), words, font=font, fill=WORDS_OPACITY)
    white = Image.new("RGBA", (width, height), (255, 255, 255, 255))
    white.putalpha(letters)
    picture.alpha_composite(white)
    return Mark(picture, max(0, size.width - margin - width) & ~1, max(0, size.height - margin - height) & ~1)


def comp_mark(words: str, size: Size) -> Mark:
    """The words, and over the whole picture the sign of a comp: plain to see, thin enough to judge a clip."""
    word, step, row = _slanted_word(max(12, round(COMP_SHARE * min(size.width, size.height))))
    sheet = Image.new(
        "RGBA", (size.width + 2 * word.width, size.height + 2 * word.height), (255, 255, 255, 0)
    )
    # A lattice of two directions: along the words, and half a word on to the row below.
    reach = range(-40, 41)
    for i, j in product(reach, reach):
        x, y = round(i * step[0] + j * row[0]) + word.width, round(i * step[1] + j * row[1]) + word.height
        if 0 <= x < size.width + word.width and 0 <= y < size.height + word.height:
            sheet.alpha_composite(word, (x, y))
    layer = sheet.crop((word.width, word.height, word.width + size.width, word.height + size.height))
    corner = corner_mark(words, size)
    layer.paste(
        (0, 0, 0, 0),
        (corner.left, corner.top, corner.left + corner.picture.width, corner.top + corner.picture.height),
    )
    layer.alpha_composite(corner.picture, (corner.left, corner.top))
    return Mark(layer, 0, 0)


def _slanted_word(text: int) -> tuple[Image.Image, tuple[float, float], tuple[float, float]]:
    """The comp's word with its shadow, turned; the step to the next along the line, and to the row below."""
    font = ImageFont.truetype(FONT, text)
    wide = font.getlength(COMP)
    word = Image.new("RGBA", (round(wide) + 4, 2 * text), (255, 255, 255, 0))
    draw = ImageDraw.Draw(word)
    draw.text((3, 3), COMP, font=font, fill=(0, 0, 0, COMP_SHADOW))
    draw.text((2, 2), COMP, font=font, fill=(255, 255, 255, COMP_OPACITY))
    turned = word.rotate(COMP_SLANT, resample=Image.Resampling.BICUBIC, expand=True)
    along, down = wide + 3 * text, 6 * text
    cos, sin = math.cos(math.radians(COMP_SLANT)), math.sin(math.radians(COMP_SLANT))
    step = (along * cos, -along * sin)
    return turned, step, (down * sin - step[0] / 2, down * cos - step[1] / 2)
